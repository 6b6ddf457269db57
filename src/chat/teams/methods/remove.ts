import type { MessageRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { ChatPlace, Posted } from '../../../ports/chat.ts';
import { isLacking } from '../api/errors.ts';
import { conversationAndActivity } from '../directory/refs.ts';
import { outOfFolder } from './folder.ts';
import { find, type Outbound } from './posts.ts';

/**
 * Takes a message of airb's own out of Teams, and the file out of the channel's folder. The file goes first: who finds
 * the card gone believes that both are.
 * @returns false when there is no such message
 */
export async function remove(out: Outbound, place: ChatPlace, posted: Posted): Promise<boolean> {
  if (posted.file !== undefined) await withoutFile(out, place, posted.file);
  const message = await find(out, place, posted);
  if (message === undefined) return false;
  await withoutMessage(out, message);
  return true;
}

/** Where airb may not write files it put none there. */
async function withoutFile(out: Outbound, place: ChatPlace, name: string): Promise<void> {
  try {
    await outOfFolder(out, await out.places.target(place), name);
  } catch (error) {
    if (!isLacking(error)) throw error;
  }
}

/** Source: Bot Connector REST reference, Delete Activity. */
async function withoutMessage(out: Outbound, message: MessageRef): Promise<void> {
  const { conversation, activity } = conversationAndActivity(message);
  try {
    await out.call({
      service: 'connector',
      method: 'DELETE',
      path: `/v3/conversations/${encodeURIComponent(conversation)}/activities/${encodeURIComponent(activity)}`,
      kind: 'update',
      conversation,
      what: 'the deletion of a message',
      where: 'the incident’s conversation',
    });
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code !== 'message_gone') throw error;
  }
}
