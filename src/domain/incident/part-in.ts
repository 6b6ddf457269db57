import { type PersonId, roles } from '../people.ts';
import type { Opened } from './state.ts';

/**
 * True when the person has a role, a page, an action item or an open step in the incident, or was invited to it. Whoever is only offered a
 * role has none yet: see `isOffered`.
 */
export function hasPartIn(incident: Opened, person: PersonId): boolean {
  const { plan, paging, steps, actionItems = [] } = incident;
  return (
    roles.some((role) => incident.roles[role]?.id === person) ||
    plan.invited?.includes(person) === true ||
    paging.people.some((paged) => paged.id === person) ||
    paging.sent.some((sent) => sent.people.includes(person)) ||
    actionItems.some(({ owner }) => owner.id === person) ||
    Object.values(steps).some(({ status, assignee }) => status === 'open' && assignee?.id === person)
  );
}

/** Whether a role waits for this person's answer: then they may give it, and know no more than the number. */
export function isOffered({ handovers }: Opened, person: PersonId): boolean {
  return handovers.some(({ to, ended }) => ended === undefined && to.id === person);
}

/** Whether somebody who is not in its room may know of the incident. */
export function mayKnowOf(incident: Opened, person: PersonId): boolean {
  return !incident.private || hasPartIn(incident, person);
}
