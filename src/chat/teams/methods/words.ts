import { recordOf, textOf } from '../api/activity.ts';
import type { Told } from './graph.ts';

/** The text of a message without markup. For a card that is its summary, or the texts in it. */
export function wordsOf({ body, html, summary, contents }: Told): string {
  const own = html ? plain(body) : body.trim();
  if (own !== '') return own;
  return summary ?? contents.flatMap(textsIn).join(' ').trim();
}

const entities = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }));

/** Graph's HTML as text: one line per block, mentions as names, all other tags removed. */
function plain(html: string): string {
  return html
    .replace(/<attachment\b[^>]*><\/attachment>/gi, '')
    .replace(/<(?:br|\/p|\/div|\/li|\/tr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, word) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
      if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      return entities.get(String(word).toLowerCase()) ?? whole;
    })
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The texts of an Adaptive Card, in reading order. */
function textsIn(content: string): string[] {
  try {
    return within(JSON.parse(content));
  } catch {
    return [];
  }
}

const holders = ['body', 'items', 'columns', 'inlines', 'rows', 'cells'] as const;

function within(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(within);
  const node = recordOf(value);
  const own = textOf(node.text);
  return [...(own ? [own] : []), ...holders.flatMap((holder) => (node[holder] ? within(node[holder]) : []))];
}
