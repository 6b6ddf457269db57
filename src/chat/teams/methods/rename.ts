import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import { conversationOf } from '../directory/refs.ts';
import { roomTarget } from '../directory/target.ts';
import { renameChannel } from './channel.ts';
import { renameHead } from './head.ts';
import type { Outbound } from './posts.ts';

/**
 * Renames a room as far as Teams lets airb. A thread is called what its head says. A channel has a name of its own as well.
 * The title of a group chat stays: to change it takes a permission that every installed package would have to be
 * updated for before airb could join another chat.
 */
export async function renameRoom(out: Outbound, room: RoomRef, wanted: string): Promise<string> {
  const conversation = conversationOf(room);
  const isChannel = roomTarget(conversation).kind === 'channel';
  const name = isChannel ? await renamed(out, conversation, wanted) : wanted;
  await renameHead(out, conversation, name);
  return name;
}

async function renamed(out: Outbound, conversation: string, wanted: string): Promise<string> {
  try {
    return await renameChannel(out, conversation, wanted);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retry || error.uncertain || error.gone) throw error;
    const message = `The incident has its new title, but the channel keeps its name: ${error.message}`;
    throw new DeliveryError(message, { retry: false, code: `rename:${error.code}:${wanted}`, cause: error });
  }
}
