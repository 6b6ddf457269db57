import type { Button, Card } from '../../../domain/chat/card.ts';
import type { MessageRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { ChatFile, ChatPlace } from '../../../ports/chat.ts';
import { recordOf, textOf } from '../api/activity.ts';
import { channelOf } from '../directory/refs.ts';
import type { Target } from '../directory/target.ts';
import { messageActivity } from '../render/message.ts';
import { type Link, linksOf } from './head.ts';
import { noteSent, type Outbound, say } from './posts.ts';

const writeFiles = 'Files.ReadWrite.All';

/**
 * Uploads a file. A bot can't attach one in a channel. Where Graph lets airb write, the file goes into the channel's
 * folder and a card links to it. Else the card carries as much of the text as fits, with the room's links. A repeat can
 * only double the card, which carries the key; the file replaces the one of the same name.
 */
export async function upload(
  out: Outbound,
  place: ChatPlace,
  { file, key }: { file: ChatFile; key: string },
): Promise<MessageRef> {
  const target = await out.places.target(place);
  const url = await intoFolder(out, target, file);
  const card = fileCard(file, { url, links: await linksOf(out, target.conversation) });
  const sent = await say(out, target, messageActivity(card, key, out.drawing()));
  await noteSent(out, key, sent);
  return sent;
}

/** The most characters of the file's text that fit into a card beside everything else. */
const mostText = 9000;

function fileCard(file: ChatFile, { url, links }: { url: string | undefined; links: Link[] }): Card {
  const open: Link[] = url ? [{ title: `Open ${file.name}`, url }, ...links] : links;
  const controls = open.map(
    ({ title, url: address }): Button => ({ verb: 'open', value: '', label: title, url: address }),
  );
  const whole = file.bytes.toString('utf8');
  const shown = url || !/\.(?:md|txt)$/.test(file.name) ? '' : whole.slice(0, mostText);
  return {
    text: `${file.title}: ${file.name}`,
    nodes: [
      { type: 'heading', text: file.title },
      { type: 'text', spans: [{ code: file.name }] },
      ...(shown ? [{ type: 'pre' as const, text: shown }] : []),
      ...(shown.length < whole.length && !url
        ? [{ type: 'context' as const, spans: ['The whole document is on the incident page.'] }]
        : []),
      ...(controls.length > 0 ? [{ type: 'actions' as const, controls }] : []),
    ],
  };
}

/**
 * Puts the file into the channel's folder. Sources: learn.microsoft.com/graph/api/channel-get-filesfolder and
 * driveitem-put-content.
 * @returns where the file can be opened; undefined where Teams gives airb no folder, which is not a failure
 */
async function intoFolder(out: Outbound, target: Target, file: ChatFile): Promise<string | undefined> {
  if (target.kind !== 'thread' && target.kind !== 'channel') return undefined;
  if (!out.bot.appId) return undefined;
  try {
    const channel = channelOf(target.conversation);
    const team = await out.places.teamOf(channel);
    if (!team?.groupId) return undefined;
    const about = {
      service: 'graph',
      kind: 'graph',
      what: 'a file in the channel',
      permission: writeFiles,
    } as const;
    const folder = await out.call({
      ...about,
      method: 'GET',
      conversation: team.groupId,
      path: `/teams/${encodeURIComponent(team.groupId)}/channels/${encodeURIComponent(channel)}/filesFolder`,
    });
    const drive = textOf(recordOf(folder.parentReference).driveId);
    const item = textOf(folder.id);
    if (!drive || !item) return undefined;
    const path = `/drives/${encodeURIComponent(drive)}/items/${encodeURIComponent(item)}:/${encodeURIComponent(file.name)}:/content`;
    const made = await out.call({ ...about, method: 'PUT', path, bytes: file.bytes });
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
