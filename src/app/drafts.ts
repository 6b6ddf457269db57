import { createHash } from 'node:crypto';
import { html } from '../documents/html.ts';
import { markdown } from '../documents/markdown.ts';
import type { Postmortems } from '../flow/postmortem.ts';
import { authoredPostmortem } from '../views/authored/authored.ts';
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
