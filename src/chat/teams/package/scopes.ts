/**
 * The permissions that airb needs in a team and a tenant, and what does not work without each. The manifest and
 * `doctor` use this list.
 */

export interface Scope {
  name: string;
  /** The end of "Without it …". */
  cost: string;
  /** Needed only where each incident has a channel of its own. */
  channels?: true;
}

/** Resource-specific: in the app's manifest, granted by a team's owner when the app is added to the team. */
export const teamScopes: Scope[] = [
  {
    name: 'ChannelMessage.Read.Group',
    cost: 'what people say in an incident’s thread without mentioning airb does not reach the timeline, and a message whose sending was not answered may come twice.',
  },
  {
    name: 'Channel.Create.Group',
    cost: 'incidents open as threads, never as channels of their own.',
    channels: true,
  },
  {
    name: 'ChannelSettings.ReadWrite.Group',
    cost: 'a channel whose making was not answered is not found again.',
    channels: true,
  },
  { name: 'TeamMember.Read.Group', cost: 'people outside the team are mentioned in vain.' },
  { name: 'TeamSettings.Read.Group', cost: 'airb may not know which team a channel is in.' },
  {
    name: 'TeamsAppInstallation.Read.Group',
    cost: 'nobody can tell what else the team has granted until something is refused.',
  },
];

/** Resource-specific, for the group chats of private incidents; airb consents to them when it joins one. */
const chatScopes: Scope[] = [
  {
    name: 'ChatMessage.Read.Chat',
    cost: 'what people say in a private incident without mentioning airb does not reach the timeline.',
  },
  { name: 'ChatSettings.ReadWrite.Chat', cost: 'the chat of a renamed private incident keeps its title.' },
];

/** Graph permissions of the whole tenant, granted by an admin in Entra. Only private incidents and files need them. */
export const tenantScopes: Scope[] = [
  { name: 'Chat.Create', cost: 'private incidents have no room in Teams.' },
  {
    name: 'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All',
    cost: 'private incidents have no room in Teams.',
  },
  { name: 'AppCatalog.Read.All', cost: 'private incidents have no room in Teams.' },
  {
    name: 'ChatMember.ReadWrite.WhereInstalled',
    cost: 'nobody can be added to a private incident later.',
  },
  {
    name: 'Files.ReadWrite.All',
    cost: 'the postmortem is posted as a card with a link, not as a file in the channel.',
  },
];

/** The permissions a manifest lists under `authorization.permissions.resourceSpecific`. */
export const resourceScopes: Scope[] = [...teamScopes, ...chatScopes];
