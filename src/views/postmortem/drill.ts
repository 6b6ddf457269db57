import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import { scoreInWords } from '../../domain/incident/drill-score.ts';
import { inWords } from '../../domain/time.ts';
import { limitLines, taskWords } from '../events/drill.ts';
import { eventsOf } from '../events/lexicon.ts';
import type { Account } from './account.ts';

/** Of a drill: that it was one, and how it went. */
export function drill({ opened, events }: Account): Block[] {
  if (opened.drill === undefined) return [];
  const score = eventsOf(events, 'drill.scored').at(-1)?.score;
  const said = `This was a drill of the scenario ${opened.drill.scenario}: no real system was touched, and nobody outside it was told.`;
  if (score === undefined) return [heading('The drill'), paragraph(`${said} It is not over yet.`)];
  const rows = score.results.map(({ task, met, after, seen }): Text[] => [
    [taskWords[task]],
    [met ? `done${after === undefined ? '' : ` after ${inWords(after)}`}` : 'not yet'],
    [seen],
  ]);
  return [
    heading('The drill'),
    paragraph(`${said} ${scoreInWords(score)}.`),
    { type: 'table', caption: 'The handover test', head: ['Task', 'Result', 'Seen in the record'], rows },
    ...limitLines(score).map((line) => paragraph(line)),
    ...(score.wrongTurns.length === 0
      ? []
      : [{ type: 'list' as const, items: score.wrongTurns.map((turn): Text => [turn]) }]),
  ];
}
