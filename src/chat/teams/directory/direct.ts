import { DeliveryError } from '../../../errors.ts';
import { textOf } from '../api/activity.ts';
import type { Caller, Json } from '../api/client.ts';
import type { Known } from './known.ts';
import { rosterId } from './roster.ts';
import type { Target } from './target.ts';

/** A user of Teams: Entra's id, the id that Teams uses with this bot where it is known, and the name. */
export interface TeamsUser {
  aad: string;
  mri?: string;
  name: string;
}

export interface DirectContext {
  call: Caller;
  known: Known;
  /** The bot and its tenant, as Teams wants them. */
  bot: { id?: string; tenantId?: string };
}

/**
 * The 1:1 chat with a person, created the first time. Creating it again gives the same chat, so a lost answer is
 * harmless.
 * @param incidents the channel in whose roster the person is looked up
 * @throws DeliveryError that names the person and says what to do, when airb can't write to them
 */
export async function openDirect(
  context: DirectContext,
  user: TeamsUser,
  incidents: () => Promise<string>,
): Promise<Target> {
  const { call, known } = context;
  const where = `the 1:1 chat with ${user.name}`;
  const held = await known.directOf(user.aad);
  if (held) return { conversation: held, kind: 'direct', where };
  const mri = user.mri ?? (await mriOf(context, user.aad, incidents));
  const made = await call({
    service: 'connector',
    method: 'POST',
    path: '/v3/conversations',
    body: directBody(context, mri ?? user.aad),
    kind: 'create',
    conversation: user.aad,
    what: 'a 1:1 chat',
    where: user.name,
  }).catch((error: unknown) => {
    throw unreachablePerson(error, user.name);
  });
  const conversation = textOf(made.id);
  if (!conversation)
    throw new DeliveryError('Teams made a chat without an id.', { retry: true, code: 'no_id' });
  await known.learnDirect(user.aad, conversation);
  return { conversation, kind: 'direct', where };
}

function directBody({ bot }: DirectContext, member: string): Json {
  return {
    isGroup: false,
    members: [{ id: member }],
    ...(bot.id ? { bot: { id: bot.id } } : {}),
    ...(bot.tenantId ? { tenantId: bot.tenantId, channelData: { tenant: { id: bot.tenantId } } } : {}),
  };
}

/** Names the person and says what to do. Only where Teams knows nobody by that id is it sure that they have left. */
function unreachablePerson(error: unknown, name: string): unknown {
  if (!(error instanceof DeliveryError) || error.retry || error.code === 'invalid_auth') return error;
  const hasLeft = error.code === 'teams_NotFound';
  const message = hasLeft
    ? `Teams knows no ${name} any more: they have left, or "teams:" in the organization file is not their id.`
    : `airb can't write to ${name} in Teams: either they left, or airb is not installed for them. Add them to a team that has the airb app, or correct "teams:" in the organization file.`;
  const code = `${hasLeft ? 'user_not_found' : 'no_chat'}:${name}`;
  return new DeliveryError(message, { retry: false, code, cause: error });
}

/**
 * The id of a person with this bot, from the team's roster by Entra id. To create a 1:1 chat Teams wants that id; Entra
 * ids work too, but not in every tenant. Source: microsoft/teams.net docs/CreateConversation-API-Behavior.md.
 */
async function mriOf(
  { call, known }: DirectContext,
  aad: string,
  incidents: () => Promise<string>,
): Promise<string | undefined> {
  const held = await known.mriOf(aad);
  const channel = held ? undefined : await incidents().catch(() => undefined);
  if (!channel) return held;
  const member = await rosterId(call, channel, aad);
  if (member) await known.learnMri(aad, member);
  return member;
}
