import type { KnownEventFromType, types } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import { momentOf } from '../../kit/moment.ts';
import { messageRef, roomRef } from '../directory/refs.ts';
import { commandText, mentionedIn, plainText } from '../render/plain.ts';
import type { InputContext } from './context.ts';
import { filesOf } from './files.ts';

type MessageEvent = KnownEventFromType<'message'>;
type Reaction = types.ReactionAddedEvent | types.ReactionRemovedEvent;

/** Subtypes of messages in which people talk. Joins, edits, topics and bot messages are not talk. */
const talk = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message']);

/**
 * Reads a message that a person wrote.
 * @returns undefined for other messages, for direct messages and for commands addressed to airb
 */
export async function messageInput(
  event: MessageEvent,
  context: InputContext,
): Promise<ChatInput | undefined> {
  if (!talk.has(event.subtype) || !('user' in event) || !event.user || isBots(event)) return undefined;
  if (event.channel_type !== 'channel' && event.channel_type !== 'group') return undefined;
  const text = 'text' in event ? (event.text ?? '') : '';
  if (addressed(text, context) !== undefined) return undefined;
  const files = filesOf(event).map(({ name }) => name);
  if (text === '' && files.length === 0) return undefined;
  return {
    type: 'message',
    key: `slack:message:${event.channel}/${event.ts}`,
    at: momentOf(millis(event.ts), context.clock),
    by: await context.people.someone(event.user),
    room: roomRef(event.channel),
    message: messageRef(event.channel, event.ts),
    text: plainText(text, context.people),
    files,
    thread: 'thread_ts' in event && event.thread_ts !== undefined && event.thread_ts !== event.ts,
  };
}

/** Milliseconds of a Slack time, which is seconds as text. */
function millis(ts: string): number {
  return Math.round(Number(ts) * 1000);
}

function isBots(event: MessageEvent): boolean {
  return 'bot_id' in event && Boolean(event.bot_id);
}

/** Reads a mention. `@airb status` is a command; airb's name later in a sentence is talk. */
export async function mentionInput(
  event: types.AppMentionEvent,
  context: InputContext,
): Promise<ChatInput | undefined> {
  const text = addressed(event.text, context);
  if (text === undefined || !event.user || event.bot_id) return undefined;
  const [by, named] = await Promise.all([
    context.people.someone(event.user),
    context.people.meet(mentionedIn(text)),
  ]);
  const files = filesOf(event);
  return {
    type: 'command',
    key: `slack:mention:${event.channel}/${event.ts}`,
    at: momentOf(millis(event.ts), context.clock),
    by,
    ...(named.length > 0 && { named }),
    room: roomRef(event.channel),
    text: commandText(text, context.people),
    ...(files.length > 0 && { files }),
  };
}

/** The text after airb's name, when the text begins with that name. */
function addressed(text: string, context: InputContext): string | undefined {
  const bot = context.botUser();
  const match = /^\s*<@([A-Z0-9]+)(?:\|[^>]*)?>[\s,:]*/.exec(text);
  return bot !== undefined && match?.[1] === bot ? text.slice(match[0].length) : undefined;
}

/**
 * Reads a reaction that was added or removed.
 * @returns undefined for a reaction to anything but a message, and for airb's own
 */
export async function reactionInput(
  event: Reaction,
  eventId: string,
  context: InputContext,
): Promise<ChatInput | undefined> {
  if (event.item.type !== 'message' || event.user === context.botUser()) return undefined;
  const { channel, ts } = event.item;
  return {
    type: 'reaction',
    key: `slack:reaction:${eventId}`,
    at: momentOf(millis(event.event_ts), context.clock),
    by: await context.people.someone(event.user),
    room: roomRef(channel),
    message: messageRef(channel, ts),
    emoji: event.reaction,
    added: event.type === 'reaction_added',
  };
}

/**
 * Reads that a person opened the App Home.
 * @returns undefined for another tab
 */
export async function homeInput(
  event: types.AppHomeOpenedEvent,
  eventId: string,
  context: InputContext,
): Promise<ChatInput | undefined> {
  if (event.tab !== 'home') return undefined;
  const by = await context.people.someone(event.user);
  return { type: 'home', key: `slack:home:${eventId}`, at: context.clock.now(), by };
}
