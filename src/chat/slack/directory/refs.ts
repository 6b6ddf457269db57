import type { MessageRef, RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';

const prefix = 'slack:';

export function roomRef(channel: string): RoomRef {
  return `${prefix}${channel}`;
}

/** `slack:C0123/1700000000.000100`; a file whose message is not known yet has its file id in place of the time. */
export function messageRef(channel: string, ts: string): MessageRef {
  return `${prefix}${channel}/${ts}`;
}

/** @throws DeliveryError when the room belongs to another platform */
export function channelOf(room: RoomRef): string {
  const channel = room.startsWith(prefix) ? room.slice(prefix.length) : '';
  if (channel === '' || channel.includes('/')) throw foreign(room);
  return channel;
}

/** @throws DeliveryError when the message belongs to another platform */
export function channelAndTs(message: MessageRef): { channel: string; ts: string } {
  const [channel, ts, more] = message.startsWith(prefix) ? message.slice(prefix.length).split('/') : [];
  if (!channel || !ts || more !== undefined) throw foreign(message);
  return { channel, ts };
}

function foreign(ref: string): DeliveryError {
  return new DeliveryError(`"${ref}" is not a place in Slack.`, { retry: false, code: 'foreign_reference' });
}
