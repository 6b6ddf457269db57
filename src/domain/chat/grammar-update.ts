import type { Form, UpdateText } from '../incident/events.ts';
import { hour, minute } from '../time.ts';
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

/** One of these words first, and what it is read from is not text of an update. */
const labelled = /^(?:internal|customer)?\s*(?:users see|users|impact|since|scope|mitigation|doing):/i;

/** Whom or when, and not what is being done: `update stakeholders` asks for the form as airb has drafted it. */
const noText = /^\s*(?:the )?(?:stakeholders?|everybody|everyone|all|them|people|now|please)[\s.!]*$/i;

/**
 * Parses `update`, `update customer`, `update users: … scope: …`, `update send users: …`, `update edit` and `update snooze
 * 10m …`. Text without a label says what is being done.
 */
export function parseUpdate(text: string): Intent | { misuse: string } {
  const { word, rest } = firstWord(text);
  const first = word.toLowerCase();
  if (first === 'snooze') return parseSnooze(rest);
  if (first === 'edit' || first === 'correct') return { ...parseText(rest), edit: true };
  // `update send the traffic back` says what is being done.
  if (first === 'send' && labelled.test(rest)) return { ...parseText(rest), send: true };
  return parseText(text);
}

function parseText(text: string): Extract<Intent, { command: 'update' }> {
  const { word, rest } = firstWord(text);
  const form = formOf(word);
  const body = form ? rest : text;
  return { command: 'update', ...(form ? { form } : {}), text: noText.test(body) ? {} : linesOf(body) };
}

const length = /^(\d{1,3})\s?(m|min|mins|minutes?|h|hours?)?$/i;

function parseSnooze(text: string): Intent | { misuse: string } {
  const { word, rest } = firstWord(text);
  if (word === '') return { command: 'update', text: {}, snooze: { reason: '' } };
  const [, amount, unit = 'm'] = length.exec(word) ?? [];
  if (amount === undefined)
    return { misuse: `“${word}” is no length of time: write 10m, and why behind it.` };
  const later = Number(amount) * (unit.toLowerCase().startsWith('h') ? hour : minute);
  return { command: 'update', text: {}, snooze: { later, reason: rest.trim() } };
}

function formOf(word: string): Form | undefined {
  const name = word.toLowerCase();
  return name === 'internal' || name === 'customer' ? name : undefined;
}

/** The labelled lines of a text, in any order, whatever has none saying what is being done. When a label comes twice, the last text counts. */
export function linesOf(body: string): Partial<UpdateText> {
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
