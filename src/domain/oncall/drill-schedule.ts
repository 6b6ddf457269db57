import type { PersonId } from '../people.ts';
import type { Duration, Instant } from '../time.ts';
import { type DigestSpec, lastDue } from './digest.ts';
import type { CalendarDay } from './wall-time.ts';

/** A drill that begins by itself. */
export interface DrillSpec extends Pick<DigestSpec, 'id' | 'at' | 'zone' | 'days' | 'chat'> {
  scenario: string;
  /** At most once in so long. */
  every: Duration;
  /** In it from the start. */
  people: PersonId[];
  /** Where others are invited. */
  channel?: string;
}

/** A little less, because days are not all as long, and a start is a moment late. */
const slack: Duration = 12 * 3_600_000;

/**
 * The time at which it falls due now, where enough time has passed since the last one.
 * @param last when it last began; undefined where it never did
 */
export function drillDue(
  spec: DrillSpec,
  now: Instant,
  last: Instant | undefined,
): { day: CalendarDay; at: Instant } | undefined {
  const due = lastDue(spec, now);
  if (due === undefined) return undefined;
  return last !== undefined && due.at - last < spec.every - slack ? undefined : due;
}
