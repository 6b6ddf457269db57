import type { Opened } from '../../domain/incident/state.ts';
import type { PersonId } from '../../domain/people.ts';
import { type ActionItem, type Day, dayOf, isOwed } from '../../domain/response/action-item.ts';
import type { Instant } from '../../domain/time.ts';

/** An action item that somebody owes, with the incident it follows. */
export interface Owed {
  incident: Opened;
  item: ActionItem;
}

/** What a person owes, the soonest first; of open incidents and of those that are over. */
export function owedBy(incidents: Opened[], person: PersonId): Owed[] {
  return incidents
    .flatMap((incident) => (incident.actionItems ?? []).map((item) => ({ incident, item })))
    .filter(({ item }) => isOwed(item) && item.owner.id === person)
    .sort((a, b) => a.item.due.localeCompare(b.item.due) || a.incident.number - b.incident.number);
}

/** How many of them wait for the person today. */
export function dueNow(owed: Owed[], now: Instant): number {
  return owed.filter(({ item }) => item.due <= dayOf(now)).length;
}

/** Whether a list of heads says that this person owes something there. */
export function owesIn(
  items: { owner: PersonId; status: ActionItem['status']; due: Day }[] = [],
  person: PersonId,
): boolean {
  return items.some((item) => isOwed(item) && item.owner === person);
}
