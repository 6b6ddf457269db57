import type { Card } from '../../domain/chat/card.ts';
import type { EventOf, Form } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { headFor } from './naming.ts';
import { clip } from './spans.ts';

/** The last update to an audience that was told of something that was no incident. A reason can name a cause or a person. */
export function cancelledNotice({ at, reason }: EventOf<'cancelled'>, incident: Opened, form: Form): Card {
  const over =
    form === 'customer'
      ? 'Closed: it was no incident.'
      : `Closed as not an incident: ${sentenceEnd(clip(reason, 300))}`;
  return {
    text: `${headFor(incident, form)}: ${over}`,
    nodes: [
      { type: 'text', spans: [{ bold: `${headFor(incident, form)} · Closed` }, ` · ${over}`] },
      { type: 'facts', items: [{ label: 'Closed at', value: [{ at, style: 'date-time' }] }] },
      { type: 'context', spans: ['No further updates follow.'] },
    ],
  };
}
