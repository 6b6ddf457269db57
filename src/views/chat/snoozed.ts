import type { Card, Spans } from '../../domain/chat/card.ts';
import type { EventOf, Form } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { callActor, severityWord, tag } from './naming.ts';
import { clip, phrase, sentence, timeOf } from './spans.ts';

/**
 * Takes back the time that the readers of this form were promised. The reason is the responders' own word, so customers hear only the time.
 */
export function snoozedNotice(event: EventOf<'update.snoozed'>, incident: Opened, form: Form): Card {
  const system = clip(incident.plan.system.title, 80);
  const subject =
    form === 'customer' ? system : `${severityWord(incident.severity)} ${system} (${tag(incident)})`;
  const why: Spans =
    form === 'customer' ? [] : [` ${callActor(event.by, incident)}: ${phrase(event.reason, 300)}.`];
  return sentence([
    `${subject}: the next update comes at `,
    timeOf(event.dueAt),
    ' and not at ',
    timeOf(event.promisedBefore?.[form] ?? event.from),
    '.',
    ...why,
  ]);
}
