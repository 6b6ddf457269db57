import type { Card } from '../../domain/chat/card.ts';
import { count } from '../../domain/plain.ts';
import { clip } from './spans.ts';

/** At most this many places are shown; the linter lists all. */
const most = 5;

/** Says that airb works with an older version of some files, and where their faults are. */
export function brokenFilesCard(faults: { place: string; what: string }[]): Card {
  const text =
    'airb started with the last good version of its runbook files: ' +
    `the present ones have ${count(faults.length, 'error')}.`;
  const shown = faults.slice(0, most);
  return {
    text,
    nodes: [
      { type: 'text', spans: [text] },
      { type: 'list', items: shown.map(({ place, what }) => [{ code: place }, ` ${clip(what, 200)}`]) },
      {
        type: 'context',
        spans: [
          'What changed since then is not in use. ',
          { code: 'airb runbooks lint' },
          ' lists all of them.',
        ],
      },
    ],
  };
}
