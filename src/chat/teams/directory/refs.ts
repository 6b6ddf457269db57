import type { MessageRef, RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';

const prefix = 'teams:';
const rootMark = ';messageid=';

/**
 * @param conversation a thread (`19:…@thread.tacv2;messageid=1700000000000`), a channel, a group chat or a 1:1 chat
 */
export function roomRef(conversation: string): RoomRef {
  return `${prefix}${conversation}`;
}

/** `teams:<conversation>/<activity>`; conversation ids hold no slash, activity ids do neither. */
export function messageRef(conversation: string, activity: string): MessageRef {
  return `${prefix}${conversation}/${activity}`;
}

/** @throws DeliveryError when the room belongs to another platform */
export function conversationOf(room: RoomRef): string {
  const conversation = room.startsWith(prefix) ? room.slice(prefix.length) : '';
  if (conversation === '' || conversation.includes('/')) throw foreign(room);
  return conversation;
}

/** @throws DeliveryError when the message belongs to another platform */
export function conversationAndActivity(message: MessageRef): { conversation: string; activity: string } {
  const [conversation, activity, more] = message.startsWith(prefix)
    ? message.slice(prefix.length).split('/')
    : [];
  if (!conversation || !activity || more !== undefined) throw foreign(message);
  return { conversation, activity };
}

/** The conversation id of the thread under a channel's message. */
export function threadOf(channel: string, root: string): string {
  return `${channelOf(channel)}${rootMark}${root}`;
}

/** The channel a thread stands in; a conversation that is no thread is its own channel. */
export function channelOf(conversation: string): string {
  const at = conversation.indexOf(rootMark);
  return at < 0 ? conversation : conversation.slice(0, at);
}

/** The message a thread hangs on, or undefined when the conversation is no thread. */
export function rootOf(conversation: string): string | undefined {
  const at = conversation.indexOf(rootMark);
  return at < 0 ? undefined : conversation.slice(at + rootMark.length);
}

function foreign(ref: string): DeliveryError {
  return new DeliveryError(`"${ref}" is not a place in Teams.`, { retry: false, code: 'foreign_reference' });
}
