/**
 * The scopes that airb needs in a workspace, and what does not work without each. The manifest and the check at start
 * use this list.
 */

export interface Scope {
  name: string;
  /** The end of "Without it …". */
  cost: string;
  /** Needed only where rotations name Slack user groups; a call that lacks it says so by itself. */
  forGroups?: true;
}

export const scopes: Scope[] = [
  { name: 'app_mentions:read', cost: 'airb does not hear its name, only /airb.' },
  { name: 'bookmarks:read', cost: 'incident channels get no links at the top.' },
  { name: 'bookmarks:write', cost: 'incident channels get no links at the top.' },
  { name: 'canvases:write', cost: 'the postmortem stands in no canvas, only in files and on its page.' },
  {
    name: 'channels:history',
    cost: 'what people say in public incident channels does not reach the timeline.',
  },
  { name: 'channels:join', cost: 'airb must be invited to the channels it announces incidents in.' },
  { name: 'channels:manage', cost: 'airb cannot open public incident channels.' },
  { name: 'channels:read', cost: 'airb cannot find channels by name.' },
  { name: 'chat:write', cost: 'airb cannot say anything.' },
  { name: 'commands', cost: '/airb and the shortcuts do not work.' },
  { name: 'files:read', cost: 'files people share are not noted.' },
  { name: 'files:write', cost: 'the postmortem is not posted as a file.' },
  {
    name: 'groups:history',
    cost: 'what people say in private incident channels does not reach the timeline.',
  },
  { name: 'groups:read', cost: 'airb cannot find private channels by name.' },
  { name: 'groups:write', cost: 'airb cannot open private incident channels.' },
  { name: 'im:history', cost: 'a page by direct message may come twice after a lost answer.' },
  { name: 'im:write', cost: 'nobody can be paged by direct message.' },
  { name: 'pins:write', cost: 'the incident card is not pinned.' },
  { name: 'reactions:read', cost: 'messages cannot be marked for the timeline with a reaction.' },
  { name: 'usergroups:read', cost: 'no rotation can be read from a user group.', forGroups: true },
  { name: 'usergroups:write', cost: 'no user group is kept to who is on call.', forGroups: true },
  {
    name: 'users:read',
    cost: 'airb knows nobody but the people whose Slack id is in the organization file: all others may only talk.',
  },
  {
    name: 'users:read.email',
    cost: 'nobody is recognised by the e-mail address in the organization file: people need their Slack id there.',
  },
];

export const botEvents = [
  'app_home_opened',
  'app_mention',
  'message.channels',
  'message.groups',
  'reaction_added',
  'reaction_removed',
];

export const command = '/airb';
export const shortcuts = {
  declare: 'airb_declare',
  declareFrom: 'airb_declare_from',
  evidence: 'airb_evidence',
  update: 'airb_update',
  actionItem: 'airb_action_item',
} as const;

/** The scopes that were not granted, of those that airb needs in every workspace. */
export function missingScopes(granted: string[]): Scope[] {
  return scopes.filter((scope) => !scope.forGroups && !granted.includes(scope.name));
}
