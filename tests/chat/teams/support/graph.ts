import type { Answer, Asked } from './bot-connector.ts';
import {
  addChannel,
  type FakeConversation,
  type FakeMessage,
  type FakeWorld,
  type Json,
  userIn,
} from './world.ts';

const refused = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});
const lacking = (permission: string) =>
  refused(403, 'Forbidden', `Missing role permissions on the request. API requires one of '${permission}'.`);
const unknown = () => refused(404, 'NotFound', 'NotFound');

type Route = [method: string, path: RegExp, permission: string, run: (hit: Hit) => Answer];

interface Hit {
  world: FakeWorld;
  args: string[];
  query: URLSearchParams;
  body: Json;
  bytes: Buffer;
}

/** The part of Microsoft Graph airb uses. Source: learn.microsoft.com/graph/api (v1.0). */
const routes: Route[] = [
  ['GET', /^\/teams\/([^/]+)\/channels$/, 'ChannelSettings.ReadWrite.Group', channels],
  ['POST', /^\/teams\/([^/]+)\/channels$/, 'Channel.Create.Group', createChannel],
  ['PATCH', /^\/teams\/([^/]+)\/channels\/([^/]+)$/, 'ChannelSettings.ReadWrite.Group', changeChannel],
  ['GET', /^\/teams\/[^/]+\/channels\/([^/]+)\/messages$/, 'ChannelMessage.Read.Group', roots],
  ['GET', /^\/teams\/[^/]+\/channels\/([^/]+)\/messages\/([^/]+)$/, 'ChannelMessage.Read.Group', one],
  [
    'GET',
    /^\/teams\/[^/]+\/channels\/([^/]+)\/messages\/([^/]+)\/replies$/,
    'ChannelMessage.Read.Group',
    replies,
  ],
  [
    'GET',
    /^\/teams\/[^/]+\/channels\/([^/]+)\/messages\/[^/]+\/replies\/([^/]+)$/,
    'ChannelMessage.Read.Group',
    one,
  ],
  ['GET', /^\/teams\/([^/]+)\/permissionGrants$/, 'TeamsAppInstallation.Read.Group', grants],
  ['POST', /^\/chats$/, 'Chat.Create', createChat],
  ['PATCH', /^\/chats\/([^/]+)$/, 'ChatSettings.ReadWrite.Chat', changeChat],
  [
    'POST',
    /^\/chats\/([^/]+)\/installedApps$/,
    'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All',
    install,
  ],
  ['POST', /^\/chats\/([^/]+)\/members$/, 'ChatMember.ReadWrite.WhereInstalled', addMember],
  ['GET', /^\/chats\/([^/]+)\/messages$/, 'ChatMessage.Read.Chat', roots],
  ['GET', /^\/chats\/([^/]+)\/messages\/([^/]+)$/, 'ChatMessage.Read.Chat', one],
  ['GET', /^\/teams\/[^/]+\/channels\/([^/]+)\/filesFolder$/, 'Files.ReadWrite.All', folder],
  ['PUT', /^\/drives\/[^/]+\/items\/([^/]+):\/([^/]+):\/content$/, 'Files.ReadWrite.All', putFile],
  ['GET', /^\/drives\/[^/]+\/items\/([^/]+):\/([^/]+)$/, 'Files.ReadWrite.All', fileItem],
  ['POST', /^\/drives\/[^/]+\/items\/(.+)\/permanentDelete$/, 'Files.ReadWrite.All', deleteFile],
  ['GET', /^\/appCatalogs\/teamsApps$/, 'AppCatalog.Read.All', catalogue],
];

/** @param asked the path below `/v1.0` */
export function graph(world: FakeWorld, asked: Asked): Answer {
  for (const [method, path, permission, run] of routes) {
    const hit = method === asked.method ? path.exec(asked.path) : null;
    if (!hit) continue;
    if (!world.granted.has(permission)) return lacking(permission);
    return run({ world, args: hit.slice(1), query: asked.query, body: asked.body, bytes: asked.bytes });
  }
  return unknown();
}

function channels({ world, args, query }: Hit): Answer {
  if (args[0] !== world.team.groupId) return unknown();
  const [, wanted] = /^displayName eq '(.*)'$/.exec(query.get('$filter') ?? '') ?? [];
  const all = [...world.conversations.values()].filter((one) => one.kind === 'channel');
  const value = all
    .filter((channel) => wanted === undefined || channel.name === wanted.replaceAll("''", "'"))
    .map(({ id, name, description }) => ({ id, displayName: name, description }));
  return { status: 200, body: { value } };
}

function createChannel({ world, args, body }: Hit): Answer {
  if (args[0] !== world.team.groupId) return unknown();
  const name = String(body.displayName ?? '');
  if (name === '' || name.length > 50 || /[~#%&*{}+/\\:<>?|'"]/.test(name))
    return refused(400, 'BadRequest', 'Channel name is not valid.');
  if ([...world.conversations.values()].some((one) => one.kind === 'channel' && one.name === name))
    return refused(400, 'BadRequest', 'Channel name already existed, please use other name.');
  const id = `19:${name}@thread.tacv2`;
  addChannel(world, id, name, String(body.description ?? ''));
  return { status: 201, body: { id, displayName: name, description: body.description } };
}

function changeChannel({ world, args, body }: Hit): Answer {
  const channel = world.conversations.get(args[1] ?? '');
  if (!channel) return unknown();
  if (typeof body.description === 'string') channel.description = body.description;
  if (typeof body.displayName === 'string') {
    const name = body.displayName;
    if ([...world.conversations.values()].some((one) => one.kind === 'channel' && one.name === name))
      return refused(400, 'BadRequest', 'Channel name already existed, please use other name.');
    channel.name = name;
  }
  return { status: 204 };
}

/** Another app has rights in the team as well. */
function grants({ world, args }: Hit): Answer {
  if (args[0] !== world.team.groupId) return unknown();
  const ours = [...world.granted].filter((name) => name.endsWith('.Group'));
  const grant = (clientAppId: string, permission: string) => ({
    clientAppId,
    permission,
    permissionType: 'Application',
  });
  const value = [
    ...ours.map((name) => grant(world.appId, name)),
    grant('00000000-0000-4000-8000-000000000001', 'Channel.Delete.Group'),
  ];
  return { status: 200, body: { value } };
}

function createChat({ world, body }: Hit): Answer {
  const bound = ((body.members as Json[] | undefined) ?? []).map(userBound);
  if (body.chatType !== 'group' || bound.length < 2)
    return refused(400, 'BadRequest', 'A group chat needs at least two members.');
  const users = bound.map((id) => userIn(world, id));
  if (users.some((user) => !user || user.gone)) return refused(404, 'NotFound', 'No such user.');
  const id = `19:${world.nextId()}@thread.v2`;
  const members = users.flatMap((user) => user?.aad ?? []);
  const name = String(body.topic ?? '');
  const chat: FakeConversation = {
    id,
    kind: 'chat',
    name,
    description: '',
    members,
    installed: false,
    messages: [],
  };
  world.conversations.set(id, chat);
  return { status: 201, body: { id, chatType: 'group', topic: name } };
}

/** A chat has only the permissions that were consented to when the app joined it. */
function changeChat({ world, args, body }: Hit): Answer {
  const chat = world.conversations.get(args[0] ?? '');
  if (chat?.kind !== 'chat') return unknown();
  if (!chat.consented?.includes('ChatSettings.ReadWrite.Chat')) return lacking('ChatSettings.ReadWrite.Chat');
  const topic = String(body.topic ?? '');
  if (topic === '' || topic.length > 250 || topic.includes(':'))
    return refused(400, 'BadRequest', 'Invalid topic.');
  chat.name = topic;
  return { status: 200, body: { id: chat.id, topic } };
}

const userBound = (member: Json) => /users\('([^']+)'\)/.exec(String(member['user@odata.bind']))?.[1] ?? '';

function install({ world, args, body }: Hit): Answer {
  const chat = world.conversations.get(args[0] ?? '');
  if (!chat) return unknown();
  if (!String(body['teamsApp@odata.bind']).endsWith(`/appCatalogs/teamsApps/${world.catalogueId}`))
    return unknown();
  if (chat.installed) return refused(409, 'Conflict', 'App already exists in this scope.');
  const set = body.consentedPermissionSet as { resourceSpecificPermissions: Json[] };
  const consented = set.resourceSpecificPermissions.map(({ permissionValue }) => String(permissionValue));
  if (consented.toSorted().join() !== inChats(world).toSorted().join())
    return refused(400, 'BadRequest', 'The permissions consented to are not those of the app.');
  chat.installed = true;
  chat.consented = consented;
  return { status: 201 };
}

function addMember({ world, args, body }: Hit): Answer {
  const chat = world.conversations.get(args[0] ?? '');
  const user = userIn(world, userBound(body));
  if (!chat) return unknown();
  if (!user || user.gone) return refused(404, 'NotFound', 'No such user.');
  if (!chat.members.includes(user.aad)) chat.members.push(user.aad);
  return { status: 201 };
}

function folder({ world, args }: Hit): Answer {
  const channel = world.conversations.get(args[0] ?? '');
  if (!channel) return unknown();
  return {
    status: 200,
    body: { id: channel.id, name: channel.name, parentReference: { driveId: 'drive-1' } },
  };
}

function putFile({ world, args, bytes }: Hit): Answer {
  const [channel = '', name = ''] = args;
  world.files.set(`${channel}/${name}`, bytes);
  return { status: 201, body: { name, webUrl: `https://files.example.com/${encodeURIComponent(name)}` } };
}

const noItem = () => refused(404, 'itemNotFound', 'The resource could not be found.');

function fileItem({ world, args }: Hit): Answer {
  const id = args.join('/');
  return world.files.has(id) ? { status: 200, body: { id, name: args[1] } } : noItem();
}

function deleteFile({ world, args }: Hit): Answer {
  return world.files.delete(args[0] ?? '') ? { status: 204 } : noItem();
}

/** What the package in the catalogue asks for in a chat. */
const inChats = (world: FakeWorld) => [...world.granted].filter((name) => name.endsWith('.Chat'));

function catalogue({ world, query }: Hit): Answer {
  const permissions = ['ChannelMessage.Read.Group', ...inChats(world)].map((permissionValue) => ({
    permissionValue,
    permissionType: 'application',
  }));
  const authorization = { requiredPermissionSet: { resourceSpecificPermissions: permissions } };
  const app = { id: world.catalogueId, appDefinitions: [{ version: '1.0.0', authorization }] };
  const value = query.get('$filter')?.includes(world.appId) ? [app] : [];
  return { status: 200, body: { value } };
}

function roots({ world, args, query }: Hit): Answer {
  const conversation = world.conversations.get(args[0] ?? '');
  if (!conversation) return unknown();
  return page(
    world,
    conversation.messages.filter((message) => message.root === undefined),
    query,
  );
}

function replies({ world, args, query }: Hit): Answer {
  const conversation = world.conversations.get(args[0] ?? '');
  if (!conversation) return unknown();
  return page(
    world,
    conversation.messages.filter((message) => message.root === args[1]),
    query,
  );
}

function one({ world, args }: Hit): Answer {
  const message = world.conversations
    .get(args[0] ?? '')
    ?.messages.find((candidate) => candidate.id === args[1]);
  return message ? { status: 200, body: shown(world, message) } : unknown();
}

/** Newest first, like Graph. */
function page(world: FakeWorld, messages: FakeMessage[], query: URLSearchParams): Answer {
  const size = Number(query.get('$top') ?? '20');
  const from = Number(query.get('$skiptoken') ?? '0');
  const newest = messages.filter((message) => !message.targeted).reverse();
  const value = newest.slice(from, from + size).map((message) => shown(world, message));
  const next =
    from + size < newest.length ? { '@odata.nextLink': `?$top=${size}&$skiptoken=${from + size}` } : {};
  return { status: 200, body: { value, ...next } };
}

function shown(world: FakeWorld, message: FakeMessage): Json {
  const { activity } = message;
  const attachments = (activity.attachments as { contentType: string; content: unknown }[] | undefined) ?? [];
  const cards = attachments.map(({ contentType, content }, n) => ({
    id: `${message.id}-${n}`,
    contentType,
    content: JSON.stringify(content),
  }));
  const user = userIn(world, message.from);
  const marks = cards.map(({ id }) => `<attachment id="${id}"></attachment>`).join('');
  const html = activity.textFormat === 'html' || cards.length > 0;
  return {
    id: message.id,
    replyToId: message.root ?? null,
    messageType: 'message',
    createdDateTime: new Date(message.at).toISOString(),
    lastModifiedDateTime: new Date(message.at).toISOString(),
    summary: activity.summary ?? null,
    body: { contentType: html ? 'html' : 'text', content: `${activity.text ?? ''}${marks}` },
    from: user
      ? { user: { id: user.aad, displayName: user.name }, application: null }
      : { application: { id: world.appId, displayName: 'airb' }, user: null },
    attachments: cards,
  };
}
