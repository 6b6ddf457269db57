import { DeliveryError } from '../../../errors.ts';
import type { ChatPlace, Posted } from '../../../ports/chat.ts';
import { findWhole, type PostContext } from './posts.ts';

/**
 * Takes a message of airb's own out of Slack. Its files go first: a message that is deleted leaves its files in the
 * workspace, where they can't be found again by the key. Sources: docs.slack.dev/reference/methods/files.delete and
 * chat.delete.
 * @returns false when there is no such message
 */
export async function remove(context: PostContext, place: ChatPlace, posted: Posted): Promise<boolean> {
  const { channel, where, hit } = await findWhole(context, place, posted);
  if (hit === undefined) return false;
  const { ts, files } = hit;
  for (const file of files)
    await orGone(
      context.call({ method: 'files.delete', where, about: file }, (client) => client.files.delete({ file })),
    );
  // A message that only showed a file may have gone with it.
  await orGone(
    context.call({ method: 'chat.delete', where, about: ts }, (client) =>
      client.chat.delete({ channel, ts }),
    ),
  );
  return true;
}

async function orGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code !== 'message_gone') throw error;
  }
}
