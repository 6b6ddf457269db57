import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';
import { type Weekday, weekdays } from './rotation.ts';
import { type CalendarDay, dayIn, daysLater, momentOf, weekdayOf } from './wall-time.ts';

/** A list of the open incidents that somebody wants each day. */
export interface DigestSpec {
  id: string;
  to: { channel: string } | { person: PersonId };
  /** The chat of the channel or person: `slack`; the first that is connected when left out. */
  chat?: string;
  /** `09:00`, as clocks in the zone show it. */
  at: string;
  zone: string;
  /** Every day when left out. */
  days?: Weekday[];
  /** True when it is wanted also on days when nothing is open. */
  whenQuiet: boolean;
}

/**
 * The last time a digest fell due. Clocks that go forward or back leave no day out and give none twice, because a digest is
 * of a day and not of an instant.
 * @returns undefined when it was on neither of the last two days
 */
export function lastDue(
  { at, zone, days }: Pick<DigestSpec, 'at' | 'zone' | 'days'>,
  now: Instant,
): { day: CalendarDay; at: Instant } | undefined {
  const today = dayIn(zone, now);
  return [today, daysLater(today, -1)]
    .filter((day) => days === undefined || days.some((one) => weekdays.indexOf(one) === weekdayOf(day)))
    .map((day) => ({ day, at: momentOf(day, at, zone) }))
    .find((due) => due.at <= now);
}
