import type { Mention } from './intent.ts';
import { dash } from './signs.ts';

const leadIn = new RegExp(`^(?:because|[${dash}]+|[:,])(?:\\s+|$)`, 'i');

const quotes: Record<string, string> = { '"': '"', "'": "'", '“': '”', '‘': '’', '«': '»', '„': '“' };

/** The first word of a text and the rest; a quoted phrase counts as one word. */
export function firstWord(text: string): { word: string; rest: string } {
  const line = text.trim();
  const closing = quotes[line.charAt(0)];
  const end = closing === undefined ? -1 : line.indexOf(closing, 1);
  if (end > 0) return { word: line.slice(1, end).trim(), rest: line.slice(end + 1).trim() };
  const space = line.search(/\s/);
  return space < 0
    ? { word: line, rest: '' }
    : { word: line.slice(0, space), rest: line.slice(space).trim() };
}

/** Text without the quotes around all of it, and without a leading `because`, dash or colon. */
export function reasonOf(text: string): string {
  return unquoted(text.trim().replace(leadIn, ''));
}

/** Text without the pair of quotes around all of it. */
export function unquoted(text: string): string {
  const line = text.trim();
  const closing = quotes[line.charAt(0)];
  const quoted = closing !== undefined && line.length > 1 && line.indexOf(closing, 1) === line.length - 1;
  return quoted ? line.slice(1, -1).trim() : line;
}

/** `<@U123|ben>`, `<@U123>`, `@ben` or `me`. */
export function mentionOf(word: string): Mention | undefined {
  const escaped = /^<@([^|>\s]+)(?:\|([^>]*))?>$/.exec(word);
  if (escaped?.[1]) return escaped[2] ? { mention: escaped[1], name: escaped[2] } : { mention: escaped[1] };
  if (/^@[^\s@]+$/.test(word)) return { mention: word.slice(1).replace(/[,.;:]+$/, '') };
  return word.toLowerCase() === 'me' ? { mention: 'me' } : undefined;
}

/** Takes the first mention out of a text. */
export function takeMention(text: string): { person?: Mention; rest: string } {
  const words = text.trim().split(/\s+/);
  const place = words.findIndex((word) => mentionOf(word) !== undefined);
  const person = mentionOf(words[place] ?? '');
  return { ...(person ? { person } : {}), rest: words.filter((_, index) => index !== place).join(' ') };
}
