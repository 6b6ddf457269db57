import type { Intent, Misuse } from './intent.ts';
import { firstWord, reasonOf } from './words.ts';

type Redact = Extract<Intent, { command: 'redact' }>;

/** `redact 12 why`, `redact <link to a message> why`, `redact "what was written" why`; alone it lists the entries. */
export function parseRedact(rest: string): Redact | Pick<Misuse, 'misuse'> {
  if (rest === '') return { command: 'redact', why: '' };
  const { word, rest: more } = firstWord(rest);
  const why = reasonOf(more);
  const number = /^#?(\d{1,7})$/.exec(word)?.[1];
  if (number !== undefined) return { command: 'redact', entry: Number(number), why };
  if (/^https?:\/\//i.test(word)) return { command: 'redact', link: word, why };
  const quoted = !rest.startsWith(word);
  if (quoted && word.length >= 3) return { command: 'redact', words: word, why };
  return { misuse: 'Say which entry: its number, a link to the message, or its words in quotes.' };
}
