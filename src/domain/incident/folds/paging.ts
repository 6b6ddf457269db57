import { actorName } from '../../people.ts';
import { rederivedDue } from '../../response/cadence.ts';
import type { EventOf } from '../events.ts';
import type { Incident, Opened } from '../state.ts';
import { reached } from './facts.ts';

/** A page went out by one route. */
export function paged(incident: Opened, event: EventOf<'page.sent'>): Incident {
  const sent = { level: event.level, route: event.route, people: event.people.map((person) => person.id) };
  return { ...incident, paging: { ...incident.paging, sent: [...incident.paging.sent, sent] } };
}

/** Somebody of the present level can’t take it. */
export function declined(incident: Opened, { by }: EventOf<'page.declined'>): Incident {
  if (by.kind !== 'person') return incident;
  const { paging } = incident;
  return { ...incident, paging: { ...paging, declined: [...paging.declined, by.id] } };
}

/** The first answer is the one that counts; a later one only answers a page of its own. */
export function acknowledged(incident: Opened, event: EventOf<'acknowledged'>): Incident {
  const by = event.by.kind === 'person' ? event.by.id : actorName(event.by);
  const { paging } = incident;
  const first = paging.acknowledged ?? { by, name: actorName(event.by), at: event.at };
  const next = { ...paging, acknowledged: first, answered: [...paging.answered, by] };
  return reached({ ...incident, paging: next }, 'acknowledged', event.at);
}

/** Everything that hangs on the severity is derived from the plan; only the deadline is state. */
export function severityChanged(incident: Opened, event: EventOf<'severity.changed'>): Incident {
  const { openedAt, cadence } = incident;
  const times = { openedAt, lastHumanAt: cadence.lastHumanAt };
  const dueAt = rederivedDue(incident.plan.cadence[event.to], times, event.at);
  return { ...incident, severity: event.to, cadence: { ...cadence, dueAt, overdueFrom: undefined } };
}
