import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Caller } from '../api/client.ts';
import { channelOf } from '../directory/refs.ts';

/**
 * Comes back into a channel: joins it, and where it is archived, has it unarchived first. Slack puts apps out of a channel
 * with its archiving and lets them back into public ones only, so the answer is often no.
 */
export async function regainRoom(call: Caller, room: RoomRef): Promise<boolean> {
  const channel = channelOf(room);
  const joined = () =>
    accepted(call({ method: 'conversations.join' }, (client) => client.conversations.join({ channel })));
  const first = await joined();
  if (first !== 'is_archived') return first === undefined;
  const opened = await accepted(
    call({ method: 'conversations.unarchive' }, (client) => client.conversations.unarchive({ channel })),
  );
  return opened === undefined && (await joined()) === undefined;
}

/** The code of a refusal, undefined where there was none. What may succeed later is no refusal. */
async function accepted(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError && !error.retry && !error.uncertain) return error.code;
    throw error;
  }
}
