import type { Node } from '../../domain/chat/card.ts';
import { drillLimits, scoreInWords } from '../../domain/incident/drill-score.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { inSeries } from '../../domain/plain.ts';
import { inWords } from '../../domain/time.ts';
import { press } from './controls.ts';
import { stopButton } from './drill-buttons.ts';
import { clip } from './spans.ts';

/** What the card of a drill says of it: who is in it, how to join, and how it went. */
export function drillNodes(incident: Opened): Node[] {
  const { drill, number } = incident;
  if (drill === undefined) return [];
  if (drill.score) return [{ type: 'context', spans: [`Drill: ${scoreInWords(drill.score)}.`] }];
  const names = clip(inSeries(drill.joined.map(({ name }) => name)) || 'nobody yet', 300);
  const real = drill.real.map((one) => `INC-${one}`);
  const join = press('drill.join', { incident: number }, { label: 'Join the drill' });
  return [
    {
      type: 'context',
      spans: [
        `This is a drill. In it: ${names}. Nobody else is paged, asked or told, and no real system is touched. Worth showing: diagnose a bad answer, run the eval again, name the owner, roll back the risky path; contained within ${inWords(drillLimits.contained)}.`,
      ],
    },
    ...(real.length > 0
      ? [
          {
            type: 'text' as const,
            spans: [{ bold: `Real and open: ${inSeries(real)}` }, '. That comes first.'],
          },
        ]
      : []),
    ...(isOpen(incident) ? [{ type: 'actions' as const, controls: [join, stopButton(number)] }] : []),
  ];
}
