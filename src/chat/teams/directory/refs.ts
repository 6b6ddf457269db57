import type { MessageRef } from '../../../domain/refs.ts';
import { createRefs } from '../../kit/refs.ts';

const refs = createRefs('teams', 'Teams');
const rootMark = ';messageid=';

/** Of a thread (`19:…@thread.tacv2;messageid=1700000000000`), a channel, a group chat or a 1:1 chat. */
export const roomRef = refs.room;

/** `teams:<conversation>/<activity>`; neither conversation ids nor activity ids hold a slash. */
export const messageRef = refs.message;

/** The id of somebody only Teams knows. */
export const strangerId = refs.stranger;

/** The Entra object id behind such an id. */
export const strangerIn = refs.strangerIn;

/** @throws DeliveryError when the room belongs to another platform */
export const conversationOf = refs.roomIn;

/** @throws DeliveryError when the message belongs to another platform */
export function conversationAndActivity(ref: MessageRef): { conversation: string; activity: string } {
  const { room: conversation, message: activity } = refs.messageIn(ref);
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
