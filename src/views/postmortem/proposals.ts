import type { IncidentEvent } from '../../domain/incident/events.ts';
import { dayOf } from '../../domain/time.ts';
import type { ProposedItem } from '../follow-up/taken-up.ts';
import { suggestedActions } from './suggested.ts';

/** The one place that knows how the draft comes by its proposals. */
export function proposedItems(events: IncidentEvent[]): ProposedItem[] {
  return suggestedActions(events).map(({ id, kind, title, text, owner, dueAt }) => ({
    place: Number(id.slice(1)),
    ...{ kind, title, what: text, owner: owner.person, due: dayOf(dueAt) },
  }));
}
