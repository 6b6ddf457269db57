import type { MessageRef } from '../../../domain/refs.ts';
import { createRefs } from '../../kit/refs.ts';

const refs = createRefs('teams', 'Teams');
const rootMark = ';messageid=';

/** The ref of a thread (`19:…@thread.tacv2;messageid=1700000000000`), a channel, a group chat or a 1:1 chat. */
export const roomRef = refs.room;

/** `teams:<conversation>/<activity>`; neither kind of id contains a slash. */
export const messageRef = refs.message;

/** The id of a person only Teams knows. */
export const strangerId = refs.stranger;

/** The Entra object id for such an id. */
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

/** The channel of a thread; any other conversation is its own channel. */
export function channelOf(conversation: string): string {
  const at = conversation.indexOf(rootMark);
  return at < 0 ? conversation : conversation.slice(0, at);
}

/** The message that a thread hangs on; undefined when the conversation is not a thread. */
export function rootOf(conversation: string): string | undefined {
  const at = conversation.indexOf(rootMark);
  return at < 0 ? undefined : conversation.slice(at + rootMark.length);
}
