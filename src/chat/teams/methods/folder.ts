import { DeliveryError } from '../../../errors.ts';
import type { ChatFile } from '../../../ports/chat.ts';
import { recordOf, textOf } from '../api/activity.ts';
import { channelOf } from '../directory/refs.ts';
import type { Target } from '../directory/target.ts';
import type { Outbound } from './posts.ts';

const about = {
  service: 'graph',
  kind: 'graph',
  what: 'a file in the channel',
  permission: 'Files.ReadWrite.All',
} as const;

/**
 * Puts the file into the channel's folder. Sources: learn.microsoft.com/graph/api/channel-get-filesfolder and
 * driveitem-put-content.
 * @returns where the file can be opened; undefined where Teams gives airb no folder, which is not a failure
 */
export async function intoFolder(out: Outbound, target: Target, file: ChatFile): Promise<string | undefined> {
  try {
    const place = await placeInFolder(out, target, file.name);
    if (place === undefined) return undefined;
    const made = await out.call({
      ...about,
      method: 'PUT',
      path: `${place.byName}:/content`,
      bytes: file.bytes,
    });
    return textOf(made.webUrl);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retry) throw error;
    out.log.info(
      { file: file.name, code: error.code },
      'the file goes out as a card, not into the channel’s folder',
    );
    return undefined;
  }
}

/**
 * Takes a file out of the channel's folder with all its versions, past the recycle bin, where it could be read for
 * months. Source: learn.microsoft.com/graph/api/driveitem-permanentdelete.
 */
export async function outOfFolder(out: Outbound, target: Target, name: string): Promise<void> {
  const place = await placeInFolder(out, target, name);
  if (place === undefined) return;
  const item = await orNone(out.call({ ...about, method: 'GET', path: place.byName }));
  const id = textOf(item?.id);
  if (!id) return;
  const path = `${place.drive}/items/${encodeURIComponent(id)}/permanentDelete`;
  await orNone(out.call({ ...about, method: 'POST', path }));
}

/** Where a file of this name is; undefined in a chat and where airb may not know the channel's team. */
async function placeInFolder(
  out: Outbound,
  target: Target,
  name: string,
): Promise<{ drive: string; byName: string } | undefined> {
  if (target.kind !== 'thread' && target.kind !== 'channel') return undefined;
  if (!out.bot.appId) return undefined;
  const channel = channelOf(target.conversation);
  const team = await out.places.teamOf(channel);
  if (!team?.groupId) return undefined;
  const folder = await out.call({
    ...about,
    method: 'GET',
    conversation: team.groupId,
    path: `/teams/${encodeURIComponent(team.groupId)}/channels/${encodeURIComponent(channel)}/filesFolder`,
  });
  const id = textOf(recordOf(folder.parentReference).driveId);
  const item = textOf(folder.id);
  if (!id || !item) return undefined;
  const drive = `/drives/${encodeURIComponent(id)}`;
  return { drive, byName: `${drive}/items/${encodeURIComponent(item)}:/${encodeURIComponent(name)}` };
}

async function orNone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DeliveryError && error.code === 'message_gone') return undefined;
    throw error;
  }
}
