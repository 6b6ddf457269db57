import type { Card, Spans } from '../../domain/chat/card.ts';
import type { EventOf, Form } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { dueSpans } from './incident-card.ts';
import { signalList } from './measures.ts';
import { asText, timeOf } from './spans.ts';

/** Takes back what an audience was told: it is not over, what shows it, and when they hear more. */
export function relapsedNotice(event: EventOf<'relapsed'>, incident: Opened, form: Form): Card {
  const system = incident.plan.system.title;
  const shown = form === 'internal' ? `: ${signalList(incident, event.failing)} out of range again` : '';
  const told: Spans = [
    `We said that ${system} works again. It does not, since `,
    timeOf(event.at),
    `${shown}.`,
  ];
  const next: Spans = ['Work on it goes on. Next update: ', ...dueSpans(incident), '.'];
  return {
    text: `INC-${incident.number} is open again: ${asText(told)}`,
    nodes: [
      { type: 'text', spans: [{ bold: `INC-${incident.number} · Open again` }, ' · ', ...told] },
      { type: 'text', spans: next },
    ],
  };
}
