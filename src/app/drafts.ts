import { createHash } from 'node:crypto';
import { canvasMarkdown } from '../documents/canvas.ts';
import { html } from '../documents/html.ts';
import { markdown } from '../documents/markdown.ts';
import type { Postmortems } from '../flow/postmortem.ts';
import type { Store } from '../ports/store.ts';
import { authoredPostmortem } from '../views/authored/authored.ts';
import { canvasDocument } from '../views/authored/canvas.ts';
import type { Witness } from './witness.ts';

/** sha-256, hex: what evidence and drawn cards are compared by. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Postmortem drafts as files, made from the log as it is when they are asked for. */
export function draftsOf({ events }: Pick<Postmortems, 'events'>, witness: Witness) {
  return async (number: number, format: 'md' | 'html') => {
    const log = await events(number);
    const document = authoredPostmortem(log, await witness(number, 'a postmortem draft was written'));
    const text = format === 'md' ? markdown(document) : html(document);
    return { title: document.title, bytes: Buffer.from(text) };
  };
}

/** The postmortem for the document beside the room, made when it is sent. The files that airb posted hold the whole of it. */
export function canvasesOf({ events }: Pick<Postmortems, 'events'>, { content }: Pick<Store, 'content'>) {
  return async (number: number) => {
    const document = await canvasDocument(await events(number), (hash) => content(number, hash));
    return canvasMarkdown(document, 'the files in this channel hold the whole of it');
  };
}
