import type { Card } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { count } from '../../domain/plain.ts';
import type { Instant } from '../../domain/time.ts';
import { incidentLine } from './open-line.ts';
import { sentence } from './spans.ts';

const most = 30;

/**
 * What is open, once a day.
 * @param incidents those its readers may know of
 */
export function digestCard(
  incidents: Opened[],
  { now, publicUrl }: { now: Instant; publicUrl: string },
): Card {
  const all = incidents.toSorted((a, b) => a.severity.localeCompare(b.severity) || a.openedAt - b.openedAt);
  if (all.length === 0) return sentence(['No incident is open.']);
  const left = all.length - most;
  const more = left > 0 ? `${left} more are open. ` : '';
  return sentence(
    [{ bold: `${count(all.length, 'incident')} ${all.length === 1 ? 'is' : 'are'} open.` }],
    [
      {
        type: 'list',
        items: all.slice(0, most).map((one) => {
          const decides = one.roles.commander?.name;
          return [...incidentLine(one, now), decides ? ` · ${decides} decides` : ' · nobody decides yet'];
        }),
      },
      { type: 'context', spans: [more, { link: `${publicUrl}/incidents`, text: 'All incidents' }] },
    ],
  );
}
