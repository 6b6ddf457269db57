import type { PersonId } from '../people.ts';
import { heldBy } from '../response/role-asks.ts';
import { inForce } from '../response/stops.ts';
import type { Instant } from '../time.ts';
import { clockOf } from './clocks.ts';
import type { EventType, IncidentEvent } from './events.ts';
import { isOpen, type Opened } from './state.ts';

/** Why it is not said any more: its time has passed, a newer one takes its place, or it is no longer so. */
export type Outdated = 'passed' | 'replaced' | 'over';

/** What the events of an update's life are replaced by: the next word to the same readers. */
const nextWord: ReadonlySet<EventType> = new Set([
  'update.posted',
  'update.missed',
  'resolved',
  'cancelled',
] as EventType[]);

/** A delay that the chat itself has ended says nothing beside the account of what was late. */
export function isOwnDelay(event: IncidentEvent): boolean {
  return event.type === 'trouble.noted' && /^(?:slow:|rate_limited$)/.test(event.code);
}

/**
 * Whether what an event says to people would mislead them now, because the chat took it too late. Only what asks for
 * something, or says how things stand, grows old: what happened has happened.
 * @param now.later what waits behind it for the same readers
 * @param now.reader whom it is said to directly; absent in a room or channel
 */
export function outdated(
  event: IncidentEvent,
  incident: Opened,
  now: { at: Instant; later: IncidentEvent[]; reader?: PersonId | undefined },
): Outdated | undefined {
  const { cadence, paging } = incident;
  const again = now.later.some(({ type }) => type === event.type);
  switch (event.type) {
    case 'update.nudged':
      return now.at >= event.dueAt || cadence.dueAt !== event.dueAt ? 'passed' : undefined;
    case 'update.escalated':
      if (again) return 'replaced';
      return isOpen(incident) && cadence.overdueFrom === event.dueAt ? undefined : 'over';
    case 'update.missed':
    case 'update.posted':
      return now.later.some(({ type }) => nextWord.has(type)) ? 'replaced' : undefined;
    case 'containment.reminded':
      if (again) return 'replaced';
      return inForce(incident).length === 0 || !isOpen(incident) ? 'over' : undefined;
    case 'clock.reminded': {
      const clock = clockOf(incident, event.clock);
      if (again) return 'replaced';
      if (clock === undefined || clock.ended !== undefined) return 'over';
      return now.at >= event.dueAt ? 'passed' : undefined;
    }
    case 'incident.opened': {
      if (now.reader === undefined) return undefined;
      return isOpen(incident) && heldBy(incident.roles, now.reader).length > 0 ? undefined : 'over';
    }
    case 'page.climbed':
    case 'page.exhausted':
      return paging.acknowledged !== undefined && paging.acknowledged.at > event.at ? 'over' : undefined;
    default:
      return undefined;
  }
}
