/** What exists in the played tenant: people, one team with channels, chats, and everything the bot posted. */

export interface FakeUser {
  /** Entra object id. */
  aad: string;
  /** What the person is called towards this bot: `29:…`. */
  mri: string;
  name: string;
  email: string;
  inTeam: boolean;
  /** False: has neither the app nor a team that has it, so can't be written to. */
  reachable: boolean;
  /** Left the tenant. */
  gone?: boolean;
  /** In the roster: `guest`, `anonymous`; a `user` unless said otherwise. */
  role?: string;
  /** Of another tenant, in a shared channel. */
  tenantId?: string;
}

export type Json = Record<string, unknown>;

export interface FakeMessage {
  id: string;
  /** The message it replies to, in a channel. */
  root?: string;
  at: number;
  /** `bot`, or the Entra object id of a person. */
  from: string;
  /** As it stands now. */
  activity: Json;
  edits: number;
  /** The only person who sees it. */
  targeted?: string;
}

export interface FakeConversation {
  id: string;
  kind: 'channel' | 'chat' | 'direct';
  name: string;
  description: string;
  /** Entra object ids; everybody in the team for a channel. */
  members: string[];
  /** Whether the bot may speak here. */
  installed: boolean;
  /** What the bot may do in a chat it joined. */
  consented?: string[];
  messages: FakeMessage[];
}

export interface FakeWorld {
  appId: string;
  tenantId: string;
  team: { id: string; groupId: string; name: string };
  /** The app's id in the tenant's catalogue. */
  catalogueId: string;
  users: FakeUser[];
  conversations: Map<string, FakeConversation>;
  /** Channel id and name → content, in the channels' folders. */
  files: Map<string, Buffer>;
  /** Graph permissions, of the tenant and of the team. */
  granted: Set<string>;
  now(): number;
  /** A new message id: Teams takes the milliseconds of its clock. */
  nextId(): string;
}

const guid = (tail: string) => `00000000-0000-4000-8000-${tail.padStart(12, '0')}`;

export const incidents = '19:incidents@thread.tacv2';
export const general = '19:general@thread.tacv2';

const person = (n: string, name: string, more: Partial<FakeUser> = {}): FakeUser => ({
  aad: guid(n),
  mri: `29:1${n}`,
  name,
  email: `${name.split(' ')[0]?.toLowerCase()}@example.com`,
  inTeam: true,
  reachable: true,
  ...more,
});

/** Ana, Ben and Chloe are in the organization file; Dan is a stranger, Eve is not in the team, Finn has left. */
export const people = {
  ana: person('a1', 'Ana Lima'),
  ben: person('b2', 'Ben Okafor'),
  chloe: person('c3', 'Chloe Martin'),
  dan: person('d4', 'Dan Weber'),
  eve: person('e5', 'Eve Larsen', { inTeam: false, reachable: false }),
  finn: person('f6', 'Finn Aro', { inTeam: false, reachable: false, gone: true }),
};

/** Every permission airb can make use of. */
export const everyPermission = [
  'ChannelMessage.Read.Group',
  'Channel.Create.Group',
  'ChannelSettings.ReadWrite.Group',
  'TeamMember.Read.Group',
  'TeamSettings.Read.Group',
  'TeamsAppInstallation.Read.Group',
  'ChatMessage.Read.Chat',
  'ChatSettings.ReadWrite.Chat',
  'Chat.Create',
  'ChatMember.ReadWrite.WhereInstalled',
  'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All',
  'AppCatalog.Read.All',
  'Files.ReadWrite.All',
];

export function createWorld(options: { now(): number; granted: string[] }): FakeWorld {
  let last = 0;
  const world: FakeWorld = {
    appId: guid('99'),
    tenantId: guid('77'),
    team: { id: general, groupId: guid('55'), name: 'AI operations' },
    catalogueId: guid('66'),
    users: Object.values(people).map((user) => ({ ...user })),
    conversations: new Map(),
    files: new Map(),
    granted: new Set(options.granted),
    now: options.now,
    nextId() {
      last = Math.max(last + 1, options.now());
      return String(last);
    },
  };
  addChannel(world, general, 'General');
  addChannel(world, incidents, 'incidents');
  return world;
}

export function addChannel(world: FakeWorld, id: string, name: string, description = ''): FakeConversation {
  const members = world.users.filter((user) => user.inTeam).map((user) => user.aad);
  const channel: FakeConversation = {
    id,
    kind: 'channel',
    name,
    description,
    members,
    installed: true,
    messages: [],
  };
  world.conversations.set(id, channel);
  return channel;
}

/** The conversation behind an id, which may name a thread in it. */
export function conversationIn(
  world: FakeWorld,
  id: string,
): { conversation: FakeConversation; root?: string } | undefined {
  const [base = '', root] = id.split(';messageid=');
  const conversation = world.conversations.get(base);
  return conversation && { conversation, ...(root ? { root } : {}) };
}

export function userIn(world: FakeWorld, id: string): FakeUser | undefined {
  return world.users.find((user) => user.aad === id || user.mri === id);
}
