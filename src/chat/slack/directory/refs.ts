import type { MessageRef } from '../../../domain/refs.ts';
import { createRefs } from '../../kit/refs.ts';

const refs = createRefs('slack', 'Slack');

export const roomRef = refs.room;

/** `slack:C0123/1700000000.000100`. For a file whose message is not known yet, the file id replaces the time. */
export const messageRef = refs.message;

/** The id of a person only Slack knows. */
export const strangerId = refs.stranger;

/** The Slack user for such an id. */
export const strangerIn = refs.strangerIn;

/** @throws DeliveryError when the room belongs to another platform */
export const channelOf = refs.roomIn;

/** @throws DeliveryError when the message belongs to another platform */
export function channelAndTs(ref: MessageRef): { channel: string; ts: string } {
  const { room: channel, message: ts } = refs.messageIn(ref);
  return { channel, ts };
}
