import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import { conversationOf } from '../directory/refs.ts';
import { roomTarget } from '../directory/target.ts';
import { renameChannel } from './channel.ts';
import { renameGroupChat } from './group-chat.ts';
import { renameHead } from './head.ts';
import type { Outbound } from './posts.ts';

/**
 * Renames a room as far as Teams lets airb. Its head says the name, and a thread has no other; a channel and a group chat
 * have one of their own as well. Where a chat keeps its title, its head says the new one all the same.
 */
export async function renameRoom(out: Outbound, room: RoomRef, wanted: string): Promise<string> {
  const conversation = conversationOf(room);
  const { kind } = roomTarget(conversation);
  const name =
    kind === 'channel' ? await orKept(kind, wanted, () => renameChannel(out, conversation, wanted)) : wanted;
  await renameHead(out, conversation, name);
  if (kind === 'chat') await orKept(kind, wanted, () => renameGroupChat(out, conversation, wanted));
  return name;
}

async function orKept<T>(kind: string, wanted: string, rename: () => Promise<T>): Promise<T> {
  try {
    return await rename();
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retry || error.uncertain || error.gone) throw error;
    const message = `The incident has its new title, but the ${kind} keeps its name: ${error.message}`;
    throw new DeliveryError(message, { retry: false, code: `rename:${error.code}:${wanted}`, cause: error });
  }
}
