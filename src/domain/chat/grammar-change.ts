import { type ChangeKind, changeKinds } from '../signals/change.ts';
import type { Intent } from './intent.ts';
import { notOneOf } from './one-of.ts';
import { takeTime } from './said-time.ts';
import { dash } from './signs.ts';
import { firstWord, unquoted } from './words.ts';

const kindWords: Map<string, ChangeKind> = new Map<string, ChangeKind>([
  ...changeKinds.map((kind): [string, ChangeKind] => [kind, kind]),
  ['deploy', 'code'],
  ['release', 'code'],
  ['weights', 'model'],
  ['route', 'router'],
]);

const arrow = new RegExp(`(\\S{1,80})\\s{0,4}(?:→|[${dash}]{1,2}>|=>)\\s{0,4}(\\S{0,79}[^\\s,;])`);

/** `change prompt v6 → v7 40 min ago`; without a time it was now, and without a word the form asks. */
export function parseChange(text: string): Intent | { misuse: string } {
  const { word, rest: said } = firstWord(text);
  if (word === '') return { command: 'change', summary: '' };
  const kind = kindWords.get(word.toLowerCase());
  if (!kind)
    return {
      misuse: notOneOf({ word, what: 'kind of change', of: changeKinds, words: [...kindWords.keys()] }),
    };
  const moved = versionsIn(said);
  const timed = takeTime(moved ? said.replace(moved.text, placeholder) : said);
  if ('misuse' in timed) return timed;
  const summary = unquoted(moved ? timed.rest.replace(placeholder, () => moved.text) : timed.rest);
  if (summary === '') return { misuse: `Say what changed about the ${kind}.` };
  return {
    command: 'change',
    kind,
    summary,
    ...(moved ? { from: moved.from, to: moved.to } : {}),
    ...(timed.when ? { when: timed.when } : {}),
  };
}

/** Stands for the versions while the time is looked for: `1:10 → 1:20` is a threshold, not two times of day. */
const placeholder = '\u0001';

function versionsIn(text: string): { text: string; from: string; to: string } | undefined {
  const [whole, from, to] = arrow.exec(text.slice(0, 2000)) ?? [];
  return whole && from && to ? { text: whole, from, to } : undefined;
}
