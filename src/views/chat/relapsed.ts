import type { Card, Spans } from '../../domain/chat/card.ts';
import type { EventOf, Form } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { dueFor } from './due-for.ts';
import { signalList } from './measures.ts';
import { headFor } from './naming.ts';
import { asText, timeOf } from './spans.ts';

/** Takes back what an audience was told: it is not over, what shows it, and when they hear more. */
export function relapsedNotice(event: EventOf<'relapsed' | 'reopened'>, incident: Opened, form: Form): Card {
  const told: Spans = [
    takenBack(event, incident),
    timeOf(event.at),
    form === 'internal' ? shownBy(event, incident) : '.',
  ];
  const next: Spans = ['Work on it goes on. Next update: ', ...dueFor(incident, form), '.'];
  return {
    text: `${headFor(incident, form)} is open again: ${asText(told)}`,
    nodes: [
      { type: 'text', spans: [{ bold: `${headFor(incident, form)} · Open again` }, ' · ', ...told] },
      { type: 'text', spans: next },
    ],
  };
}

function takenBack(event: EventOf<'relapsed' | 'reopened'>, { plan }: Opened): string {
  const cancelled = event.type === 'reopened' && event.from === 'cancelled';
  return cancelled
    ? `We said that ${plan.system.title} had no incident. It has one; it is open again since `
    : `We said that ${plan.system.title} works again. It does not, since `;
}

/** What shows it, for those who know the signals. A person's reason is not for every reader: it can name a cause. */
function shownBy(event: EventOf<'relapsed' | 'reopened'>, incident: Opened): string {
  return event.type === 'relapsed' ? `: ${signalList(incident, event.failing)} out of range again.` : '.';
}
