import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Caller } from '../api/client.ts';
import { channelOf } from '../directory/refs.ts';

/** Refusals that say that nothing is left to be done. */
const done = new Set(['already_archived', 'channel_not_found']);

/** Archives a channel. One that somebody archived or deleted before is as good. */
export async function archiveRoom(call: Caller, room: RoomRef): Promise<boolean> {
  try {
    await call({ method: 'conversations.archive' }, (client) =>
      client.conversations.archive({ channel: channelOf(room) }),
    );
  } catch (error) {
    if (!(error instanceof DeliveryError) || !done.has(error.code)) throw error;
  }
  return true;
}
