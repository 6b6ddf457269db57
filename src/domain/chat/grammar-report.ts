import { type Grouping, groupings } from '../report/groups.ts';
import type { Intent } from './intent.ts';
import { longestWord, notOneOf } from './one-of.ts';

/** `report`, `report 90d by system`, `report since 2026-01-31 share`; the words in any order. */
export function parseReport(text: string): Intent | { misuse: string; help?: true } {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== 'since');
  const asked: { since?: string; by?: Grouping; share?: true } = {};
  for (let n = 0; n < words.length; n++) {
    const word = words[n] ?? '';
    if (word === 'share') asked.share = true;
    else if (word === 'by') {
      n += 1;
      const by = groupings.find((known) => known === words[n]);
      if (by === undefined)
        return { misuse: notOneOf({ word: words[n] ?? 'by', what: 'way to group', of: groupings }) };
      asked.by = by;
    } else if (/^\d/.test(word) && asked.since === undefined) asked.since = word;
    else
      return {
        misuse: `“${word.slice(0, longestWord)}” is no time to report on, and nothing was done.`,
        help: true,
      };
  }
  return { command: 'report', ...asked };
}
