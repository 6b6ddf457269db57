import type { Form, UpdateText } from '../incident/events.ts';
import type { Intent } from './intent.ts';
import { firstWord, unquoted } from './words.ts';

const labels: Map<string, keyof UpdateText> = new Map([
  ['users', 'users'],
  ['users see', 'users'],
  ['impact', 'users'],
  ['since', 'since'],
  ['scope', 'scope'],
  ['mitigation', 'mitigation'],
  ['doing', 'mitigation'],
]);

/** Parses `update`, `update customer` and `update users: … scope: …`. Text without a label says what is being done. */
export function parseUpdate(text: string): Intent | { misuse: string } {
  const { word, rest } = firstWord(text);
  const form = formOf(word);
  const body = form ? rest : text;
  return { command: 'update', ...(form ? { form } : {}), text: linesOf(body) };
}

function formOf(word: string): Form | undefined {
  const name = word.toLowerCase();
  return name === 'internal' || name === 'customer' ? name : undefined;
}

/** The labelled lines of a text, in any order. When a label comes twice, the last text counts. */
function linesOf(body: string): Partial<UpdateText> {
  const found = [...body.matchAll(/(?:^|[\s,;])(users see|users|impact|since|scope|mitigation|doing):/gi)];
  const first = found[0];
  if (!first) return body.trim() === '' ? {} : { mitigation: unquoted(body) };
  const lines: Partial<UpdateText> = {};
  found.forEach((match, index) => {
    const label = labels.get((match[1] ?? '').toLowerCase());
    const value = unquoted(body.slice(match.index + match[0].length, found[index + 1]?.index));
    if (label && value) lines[label] = value;
  });
  return lines;
}
