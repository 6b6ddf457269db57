import type { Card } from '../../../domain/chat/card.ts';
import type { PersonId } from '../../../domain/people.ts';
import type { MessageRef } from '../../../domain/refs.ts';
import { minute } from '../../../domain/time.ts';
import { DeliveryError } from '../../../errors.ts';
import type { ChatPlace, Posted } from '../../../ports/chat.ts';
import type { Log } from '../../../ports/log.ts';
import { type Memory, sentPrefix } from '../../../ports/memory.ts';
import { authorAmong } from '../../kit/author.ts';
import { recordOf, textOf } from '../api/activity.ts';
import type { Caller, Json } from '../api/client.ts';
import { isLacking } from '../api/errors.ts';
import type { Directory } from '../api/options.ts';
import type { Places } from '../directory/places.ts';
import { channelOf, conversationAndActivity, messageRef, threadOf } from '../directory/refs.ts';
import type { Target } from '../directory/target.ts';
import type { Drawing } from '../render/drawing.ts';
import { type MessageActivity, messageActivity } from '../render/message.ts';
import type { History, Told } from './graph.ts';
import { wordsOf } from './words.ts';

/** Who airb is for Teams; all fields are missing in the Playground. */
export interface Bot {
  appId?: string;
  /** `28:` and the app's id. */
  id?: string;
  tenantId?: string;
}

export interface Outbound {
  call: Caller;
  places: Places;
  history: History;
  memory: Memory;
  directory: Directory;
  log: Log;
  bot: Bot;
  drawing(): Drawing;
  onTrouble(code: string, text: string): void;
}

/** Teams' clock and ours may differ by this much; counts when messages are looked up by time. */
const clockSlack = 2 * minute;

/**
 * Posts a card with the key of its effect.
 * @returns where the message is
 * @throws DeliveryError
 */
export async function post(
  out: Outbound,
  place: ChatPlace,
  message: { card: Card; key: string },
): Promise<MessageRef> {
  const { card, key } = message;
  const target = await out.places.target(place);
  const mention = isKept(key) ? new Set<PersonId>() : peopleIn(card);
  const sent = await say(out, target, messageActivity(card, key, { ...out.drawing(), mention }));
  await noteSent(out, key, sent);
  return sent;
}

/**
 * True for a message of a slot (`42:card`). It is drawn again and again, so it pings nobody. A message said once pings
 * the people it names.
 */
function isKept(key: string): boolean {
  return /^\d+:/.test(key);
}

/** Everybody that a card names. */
function peopleIn(value: unknown): Set<PersonId> {
  if (Array.isArray(value)) return new Set(value.flatMap((one) => [...peopleIn(one)]));
  const node = recordOf(value);
  if (typeof node.person === 'string') return new Set([node.person]);
  return new Set(Object.values(node).flatMap((one) => [...peopleIn(one)]));
}

/**
 * Puts an activity into a conversation: as a reply in a thread or a chat, in a channel as a new thread.
 * @param recipient the only member who sees it
 */
export async function say(
  out: Outbound,
  target: Target,
  activity: MessageActivity | Json,
  recipient?: { id: string },
): Promise<MessageRef> {
  const { conversation, kind, where } = target;
  if (kind === 'channel') return startThread(out, target, activity);
  const answer = await out.call({
    service: 'connector',
    method: 'POST',
    path: `/v3/conversations/${encodeURIComponent(conversation)}/activities`,
    ...(recipient ? { query: { isTargetedActivity: 'true' } } : {}),
    body: { ...activity, ...(recipient ? { recipient } : {}) },
    kind: 'send',
    conversation,
    what: 'the message',
    where,
    makesAnother: true,
  });
  return messageRef(conversation, idIn(answer.id));
}

/**
 * Starts a thread in a channel with the message as its root. `activity` in the body makes it a thread. Source:
 * microsoft/teams.net docs/CreateConversation-API-Behavior.md.
 */
async function startThread(
  out: Outbound,
  target: Target,
  activity: MessageActivity | Json,
): Promise<MessageRef> {
  const { tenantId, id } = out.bot;
  const channelData = {
    channel: { id: target.conversation },
    ...(tenantId ? { tenant: { id: tenantId } } : {}),
  };
  const answer = await out.call({
    service: 'connector',
    method: 'POST',
    path: '/v3/conversations',
    body: {
      isGroup: true,
      channelData,
      activity,
      ...(tenantId ? { tenantId } : {}),
      ...(id ? { bot: { id } } : {}),
    },
    kind: 'create',
    conversation: target.conversation,
    what: 'the message',
    where: target.where,
    makesAnother: true,
  });
  const root = idIn(answer.activityId);
  return messageRef(textOf(answer.id) ?? threadOf(target.conversation, root), root);
}

function idIn(value: unknown): string {
  const id = textOf(value);
  if (id) return id;
  const facts = { retry: true, uncertain: true, code: 'no_id' };
  throw new DeliveryError('Teams posted without saying which message it is.', facts);
}

/** Updates a message. It keeps the key of its first post, because a card without the key could not be found again. */
export async function redraw(
  out: Outbound,
  message: MessageRef,
  drawn: { card: Card; key: string },
): Promise<void> {
  await change(out, message, messageActivity(drawn.card, drawn.key, out.drawing()));
}

/**
 * Replaces the content of a message.
 * @throws DeliveryError
 */
export async function change(out: Outbound, message: MessageRef, activity: MessageActivity): Promise<void> {
  const { conversation, activity: id } = conversationAndActivity(message);
  await out.call({
    service: 'connector',
    method: 'PUT',
    path: `/v3/conversations/${encodeURIComponent(conversation)}/activities/${encodeURIComponent(id)}`,
    body: { ...activity, id },
    kind: 'update',
    conversation,
    what: 'the change of a message',
    where: 'the incident’s conversation',
  });
}

/**
 * Finds a message that may have been sent. An answered send is stored, so a crash after the answer doubles nothing.
 * When the answer was lost, airb looks in the conversation, where Graph lets it read. Elsewhere (1:1 chats, permission
 * not granted) nobody can know. Then it counts as not arrived, because a page that comes twice is better than one that
 * never comes.
 */
export async function find(out: Outbound, place: ChatPlace, wanted: Posted): Promise<MessageRef | undefined> {
  const remembered = await out.memory.recall(sentKey(wanted.key));
  if (remembered) return remembered;
  const target = await out.places.target(place);
  try {
    const hit = await out.history.find(target, wanted.key, wanted.since - clockSlack);
    return hit && refOf(target, hit.id);
  } catch (error) {
    if (!(error instanceof DeliveryError && isLacking(error))) throw error;
    if (target.kind !== 'direct') out.onTrouble('teams_cannot_look_back', blind(error));
    return undefined;
  }
}

function blind(error: DeliveryError): string {
  return `Teams did not say whether a message arrived, and airb may not look (${error.code}). It is sent again and may stand there twice.`;
}

/** The ref of a message from Graph, the same as if airb had just posted it. */
function refOf(target: Target, id: string): MessageRef {
  const { conversation, kind } = target;
  return messageRef(kind === 'channel' ? threadOf(channelOf(conversation), id) : conversation, id);
}

/** The text and the author of a message, where Graph lets airb read it; undefined when it can't be read. */
export async function read(
  out: Outbound,
  message: MessageRef,
): Promise<{ text: string; author: string } | undefined> {
  const { conversation, activity } = conversationAndActivity(message);
  try {
    const told: Told = await out.history.one(conversation, activity);
    const listed = told.authorId ? out.directory.personOf(told.authorId) : undefined;
    return { text: wordsOf(told), author: authorAmong(listed, told.author) };
  } catch (error) {
    if (error instanceof DeliveryError && !error.retry) return undefined;
    throw error;
  }
}

/** Stores that a message is sent. A memory that fails here must not make the send look failed. */
export async function noteSent(out: Outbound, key: string, sent: MessageRef): Promise<void> {
  await out.memory.remember(sentKey(key), sent).catch((error: unknown) => {
    out.log.warn({ key, error: String(error) }, 'a sent message could not be noted');
  });
}

const sentKey = (key: string) => `${sentPrefix}${key}`;
