import type { Card } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { clip } from './spans.ts';

/** The last update to an audience that was told of something that was no incident. */
export function cancelledNotice({ at, reason }: EventOf<'cancelled'>, incident: Opened): Card {
  const over = `Closed as not an incident: ${sentenceEnd(clip(reason, 300))}`;
  return {
    text: `INC-${incident.number}: ${over}`,
    nodes: [
      { type: 'text', spans: [{ bold: `INC-${incident.number} · Closed` }, ` · ${over}`] },
      { type: 'facts', items: [{ label: 'Closed at', value: [{ at, style: 'date-time' }] }] },
      { type: 'context', spans: ['No further updates follow.'] },
    ],
  };
}
