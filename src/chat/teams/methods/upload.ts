import type { Button, Card } from '../../../domain/chat/card.ts';
import type { MessageRef } from '../../../domain/refs.ts';
import type { ChatFile, ChatPlace } from '../../../ports/chat.ts';
import { messageActivity } from '../render/message.ts';
import { intoFolder } from './folder.ts';
import { type Link, linksOf } from './head.ts';
import { noteSent, type Outbound, say } from './posts.ts';

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
