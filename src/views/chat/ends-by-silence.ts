import type { Node, Spans } from '../../domain/chat/card.ts';
import { quietAt } from '../../domain/incident/quiet-alerts.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { clip, joined, timeOf } from './spans.ts';

/** So many alerts are named. */
const most = 3;

/** When alerts count as over by silence alone, so that nobody takes their end for a measurement. */
export function silenceNodes({ alerts }: Opened): Node[] {
  const waiting = alerts
    .flatMap((known) => {
      const at = quietAt(known);
      return at === undefined ? [] : [{ at, alert: known.alert }];
    })
    .toSorted((a, b) => a.at - b.at);
  if (waiting.length === 0) return [];
  const each = waiting
    .slice(0, most)
    .map(
      ({ at, alert }): Spans => [
        { bold: clip(alert.title, 80) },
        ' at ',
        timeOf(at),
        `, as ${alert.source} never says so`,
      ],
    );
  const rest = waiting.length - each.length;
  const spans: Spans = [
    'Counts as over unless heard again: ',
    ...joined(each, '; '),
    rest > 0 ? `; and ${rest} more.` : '.',
  ];
  return [{ type: 'context', spans }];
}
