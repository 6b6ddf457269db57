import { DeliveryError } from '../../../errors.ts';
import type { RoomSpec } from '../../../ports/chat.ts';
import { recordOf, textOf } from '../api/activity.ts';
import type { Json } from '../api/client.ts';
import { isLacking } from '../api/errors.ts';
import { teamsUser } from '../directory/people.ts';
import { listOf, readChats } from './graph.ts';
import type { Outbound } from './posts.ts';

const createChats = 'Chat.Create';
const installApps = 'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All';
const seeCatalogue = 'AppCatalog.Read.All';
/** To change the title of a chat. Source: learn.microsoft.com/graph/api/chat-patch. */
const changeChats = 'ChatSettings.ReadWrite.Chat';
/** Graph wants its own addresses in a body, whichever server is asked. */
const graphRoot = 'https://graph.microsoft.com/v1.0';

/**
 * Makes a private incident's room: a group chat of the people who must act, with airb in it. When an answer was lost,
 * the chat is not looked for, because one found by its name could be a trap that somebody else made. The lost chat
 * stays empty. Sources: learn.microsoft.com/graph/api/chat-post and chat-post-installedapps.
 * @throws DeliveryError with a sentence for the admin when it can't be made; airb never makes a public room instead
 */
export async function createGroupChat(
  out: Outbound,
  spec: RoomSpec,
): Promise<{ conversation: string; name: string }> {
  const users = [...new Set((spec.people ?? []).flatMap((one) => teamsUser(out.directory, one) ?? []))];
  if (users.length === 0) throw nobody();
  try {
    const app = await ourApp(out);
    const conversation = (await out.memory.recall(chatKey(spec.marker))) ?? (await create(out, spec, users));
    await install(out, conversation, app);
    return { conversation, name: spec.name };
  } catch (error) {
    throw error instanceof DeliveryError && isLacking(error) ? staysShut(error) : error;
  }
}

const chatKey = (marker: string) => `teams:chat:${marker}`;

/**
 * Creates the chat and stores its id before airb joins it, so that a failure to join does not call everybody together
 * again.
 */
async function create(out: Outbound, spec: RoomSpec, users: string[]): Promise<string> {
  const made = await out.call({
    service: 'graph',
    method: 'POST',
    path: '/chats',
    body: { chatType: 'group', topic: topicOf(spec.name), members: users.map((aad) => chatMember(aad)) },
    kind: 'graph',
    what: 'the group chat of a private incident',
    permission: createChats,
    makesAnother: true,
  });
  const conversation = textOf(made.id);
  if (!conversation)
    throw new DeliveryError('Teams made a chat without an id.', { retry: true, code: 'no_id' });
  await out.memory.remember(chatKey(spec.marker), conversation);
  return conversation;
}

function nobody(): DeliveryError {
  const message =
    'A private incident in Teams is a group chat, and none of the people who must act has a Teams user. Add "teams: <Entra object id>" to them in the organization file.';
  return new DeliveryError(message, { retry: false, code: 'teams_private_nobody' });
}

function staysShut(error: DeliveryError): DeliveryError {
  const message = `${error.message} Until then private incidents have no room in Teams: airb opens nothing public in its place.`;
  return new DeliveryError(message, { retry: false, code: error.code, cause: error });
}

/** A person as Graph wants a chat member. */
export function chatMember(aad: string): Json {
  return {
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    roles: ['owner'],
    'user@odata.bind': `${graphRoot}/users('${aad.replaceAll("'", "''")}')`,
  };
}

/** The topic of a chat: at most 250 characters and no colon. */
function topicOf(name: string): string {
  return name.replaceAll(':', ' ').slice(0, 250);
}

/** Gives a group chat another title; one that airb joined before it asked for the permission keeps its own. */
export async function renameGroupChat(out: Outbound, conversation: string, wanted: string): Promise<void> {
  await out.call({
    service: 'graph',
    method: 'PATCH',
    path: `/chats/${encodeURIComponent(conversation)}`,
    body: { topic: topicOf(wanted) },
    kind: 'graph',
    what: 'the title of a group chat',
    permission: changeChats,
    conversation,
  });
}

interface OurApp {
  id: string;
  /** What the package that the tenant has asks for in a chat, which may be an older one than ours. */
  permissions: string[];
}

/** airb as the tenant's app catalogue has it. */
async function ourApp(out: Outbound): Promise<OurApp> {
  const listed = await out.call({
    service: 'graph',
    method: 'GET',
    path: '/appCatalogs/teamsApps',
    query: {
      $filter: `appDefinitions/any(a:a/bot/id eq '${out.bot.appId ?? ''}')`,
      $expand: 'appDefinitions($expand=bot)',
    },
    kind: 'graph',
    what: 'the group chat of a private incident',
    permission: seeCatalogue,
  });
  const app = listOf(listed.value).find((one) => textOf(one.id));
  if (app) return { id: String(app.id), permissions: permissionsOf(app) };
  const message =
    'The airb app is not in the Teams app catalogue of this tenant, so it can’t join a group chat. Upload it to the catalogue (Teams admin centre → Manage apps).';
  throw new DeliveryError(message, { retry: false, code: 'teams_not_in_catalogue' });
}

/** A catalogue that says nothing of them has the first package, which asked for one. */
function permissionsOf(app: Json): string[] {
  const [newest] = listOf(app.appDefinitions).toReversed();
  const { requiredPermissionSet } = recordOf(newest?.authorization);
  const asked = listOf(recordOf(requiredPermissionSet).resourceSpecificPermissions);
  const names = asked.flatMap(({ permissionValue }) => textOf(permissionValue) ?? []);
  const inChats = names.filter((name) => name.endsWith('.Chat'));
  return inChats.length > 0 ? inChats : [readChats];
}

async function install(out: Outbound, chat: string, app: OurApp): Promise<void> {
  const permissions = app.permissions.map((permissionValue) => ({
    permissionValue,
    permissionType: 'Application',
  }));
  await out
    .call({
      service: 'graph',
      method: 'POST',
      path: `/chats/${encodeURIComponent(chat)}/installedApps`,
      body: {
        'teamsApp@odata.bind': `${graphRoot}/appCatalogs/teamsApps/${app.id}`,
        consentedPermissionSet: { resourceSpecificPermissions: permissions },
      },
      kind: 'graph',
      what: 'the group chat of a private incident',
      permission: installApps,
    })
    .catch((error: unknown) => {
      if (!(error instanceof DeliveryError && error.code === 'teams_Conflict')) throw error;
    });
}
