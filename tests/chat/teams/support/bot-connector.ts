import {
  conversationIn,
  type FakeConversation,
  type FakeUser,
  type FakeWorld,
  type Json,
  userIn,
} from './world.ts';

/** What a played service answers. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Asked {
  method: string;
  /** Below the service's root, decoded: `/v3/conversations`. */
  path: string;
  query: URLSearchParams;
  body: Json;
  bytes: Buffer;
}

const refused = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

/**
 * The Bot Connector as Teams runs it.
 * Sources: Bot Connector REST reference; microsoft/teams.net docs/CreateConversation-API-Behavior.md (recorded answers).
 */
export function botConnector(world: FakeWorld, asked: Asked): Answer {
  const parts = asked.path.split('/').filter((part) => part !== '');
  const [version, kind, id = '', what, item = ''] = parts;
  if (version !== 'v3') return refused(404, 'NotFound', 'No such address.');
  if (kind === 'teams') return team(world, id, what);
  if (kind !== 'conversations') return refused(404, 'NotFound', 'No such address.');
  if (id === '') return create(world, asked.body);
  const found = conversationIn(world, id);
  if (!found) return refused(404, 'ConversationNotFound', 'Conversation not found.');
  const { conversation, root } = found;
  if (what === 'pagedmembers') return pagedMembers(world, conversation, asked.query);
  if (what === 'members') return member(world, conversation, item);
  if (what !== 'activities') return refused(404, 'NotFound', 'No such address.');
  if (!conversation.installed) return blocked();
  if (asked.method === 'PUT') return update(conversation, item, asked.body);
  if (asked.method === 'DELETE') return remove(conversation, item);
  const reply = item === '' ? root : (root ?? item);
  return say(world, conversation, { activity: asked.body, root: reply, query: asked.query });
}

const blocked = () =>
  refused(403, 'MessageWritesBlocked', 'The bot is blocked or has been removed from the conversation.');

function create(world: FakeWorld, body: Json): Answer {
  const wrong = refused(400, 'BadSyntax', 'Incorrect conversation creation parameters');
  const data = body.channelData as { channel?: { id?: string }; tenant?: { id?: string } } | undefined;
  const tenant = body.tenantId ?? data?.tenant?.id;
  if (tenant !== world.tenantId) return refused(403, 'Forbidden', 'The bot does not belong to this tenant.');
  if (body.isGroup === true) {
    const channel = world.conversations.get(data?.channel?.id ?? '');
    if (!body.activity || !data?.channel?.id) return wrong;
    if (!channel) return refused(404, 'ConversationNotFound', 'Conversation not found.');
    if (!channel.installed) return blocked();
    const said = say(world, channel, { activity: body.activity as Json });
    if (said.status !== 201) return said;
    const activityId = (said.body as { id: string }).id;
    return { status: 201, body: { id: `${channel.id};messageid=${activityId}`, activityId } };
  }
  const [member, ...others] = (body.members as { id?: string }[] | undefined) ?? [];
  if (!member?.id || others.length > 0) return wrong;
  const user = userIn(world, member.id);
  if (!user || user.gone) return refused(404, 'NotFound', 'The user was not found in the tenant.');
  if (!user.reachable)
    return refused(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  return { status: 201, body: { id: directWith(world, user).id } };
}

/** The 1:1 chat of somebody with the bot, made the first time one of them writes there. */
export function directWith(world: FakeWorld, user: FakeUser): FakeConversation {
  const id = `a:1${user.mri.slice(3)}`;
  const there = world.conversations.get(id);
  if (there) return there;
  const members = [user.aad];
  const chat: FakeConversation = {
    id,
    kind: 'direct',
    name: user.name,
    description: '',
    members,
    installed: true,
    messages: [],
  };
  world.conversations.set(id, chat);
  return chat;
}

const mostBytes = 100_000;

function say(
  world: FakeWorld,
  conversation: FakeConversation,
  said: { activity: Json; root?: string | undefined; query?: URLSearchParams },
): Answer {
  const { activity, root, query } = said;
  if (activity.type !== 'message') return refused(400, 'BadSyntax', 'Activity type is required.');
  if (JSON.stringify(activity).length * 2 > mostBytes)
    return refused(413, 'MessageSizeTooBig', 'Message size too large.');
  if (root && !conversation.messages.some((message) => message.id === root))
    return refused(404, 'ConversationNotFound', 'Conversation not found.');
  const recipient = activity.recipient as { id?: string } | undefined;
  const targeted = query?.get('isTargetedActivity') === 'true' ? recipient?.id : undefined;
  const message = { id: world.nextId(), at: world.now(), from: 'bot', activity, edits: 0 };
  conversation.messages.push({ ...message, ...(root ? { root } : {}), ...(targeted ? { targeted } : {}) });
  return { status: 201, body: { id: message.id } };
}

function update(conversation: FakeConversation, id: string, activity: Json): Answer {
  const message = conversation.messages.find((one) => one.id === id);
  if (!message) return refused(404, 'ActivityNotFoundInConversation', 'Activity not found.');
  if (message.from !== 'bot') return refused(403, 'Forbidden', 'Only the author may change a message.');
  message.activity = activity;
  message.edits += 1;
  return { status: 200, body: { id } };
}

function remove(conversation: FakeConversation, id: string): Answer {
  const at = conversation.messages.findIndex((one) => one.id === id);
  if (at < 0) return refused(404, 'ActivityNotFoundInConversation', 'Activity not found.');
  conversation.messages.splice(at, 1);
  return { status: 200 };
}

const account = (world: FakeWorld, user: FakeUser) => ({
  id: user.mri,
  objectId: user.aad,
  aadObjectId: user.aad,
  name: user.name,
  email: user.email,
  userPrincipalName: user.email,
  tenantId: user.tenantId ?? world.tenantId,
  userRole: user.role ?? 'user',
});

function membersOf(world: FakeWorld, conversation: FakeConversation): FakeUser[] {
  return conversation.members.flatMap((aad) => userIn(world, aad) ?? []).filter((user) => !user.gone);
}

function pagedMembers(world: FakeWorld, conversation: FakeConversation, query: URLSearchParams): Answer {
  const all = membersOf(world, conversation);
  const from = Number(query.get('continuationToken') ?? '0');
  const size = Number(query.get('pageSize') ?? '200');
  const page = all.slice(from, from + size).map((user) => account(world, user));
  const next = from + size < all.length ? { continuationToken: String(from + size) } : {};
  return { status: 200, body: { members: page, ...next } };
}

function member(world: FakeWorld, conversation: FakeConversation, id: string): Answer {
  const user = membersOf(world, conversation).find((one) => one.aad === id || one.mri === id);
  if (!user)
    return refused(404, 'MemberNotFoundInConversation', 'The user is not in the conversation roster.');
  return { status: 200, body: account(world, user) };
}

function team(world: FakeWorld, id: string, what: string | undefined): Answer {
  if (id !== world.team.id) return refused(404, 'NotFound', 'Team not found.');
  if (what !== 'conversations') {
    const { id: teamId, groupId, name } = world.team;
    return { status: 200, body: { id: teamId, aadGroupId: groupId, name } };
  }
  const channels = [...world.conversations.values()].filter((one) => one.kind === 'channel');
  // Teams gives the General channel no name.
  const listed = channels.map(({ id: channel, name }) =>
    channel === world.team.id ? { id: channel } : { id: channel, name },
  );
  return { status: 200, body: { conversations: listed } };
}
