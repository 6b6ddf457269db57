import type { Cadence } from '../runbooks/runbook.ts';
import { type Duration, type Instant, minute } from '../time.ts';

/** A raised severity never makes an update due sooner than this, because somebody still has to write it. */
const grace: Duration = 5 * minute;

/**
 * No cadence, whatever a file or an old log says, makes deadlines come faster than this: each one is a post to every
 * audience.
 */
const shortest: Duration = minute;

/**
 * When the next human update is due. It counts from the last human update (or the opening), never from a reminder or an
 * automatic statement. Defaults follow PagerDuty's incident response guide: a first word within five minutes, then
 * every twenty minutes for two hours.
 * @returns undefined when this severity owes no updates
 */
export function nextUpdateDue(
  cadence: Cadence,
  times: { openedAt: Instant; lastHumanAt?: Instant },
): Instant | undefined {
  if (times.lastHumanAt === undefined) {
    const first = cadence.first ?? cadence.every;
    return first === undefined ? undefined : times.openedAt + Math.max(first, shortest);
  }
  const interval = updateInterval(cadence, times.lastHumanAt - times.openedAt);
  return interval === undefined ? undefined : times.lastHumanAt + interval;
}

/** The update interval in force when the incident has been open for `age`; both in milliseconds. */
export function updateInterval(cadence: Cadence, age: Duration): Duration | undefined {
  if (cadence.every === undefined) return undefined;
  const early = cadence.firstFor === undefined || age < cadence.firstFor;
  return Math.max((early ? undefined : cadence.then) ?? cadence.every, shortest);
}

/** The due time after a severity change at `now`. It counts from the same starting point, with time left to write. */
export function rederivedDue(
  cadence: Cadence,
  times: { openedAt: Instant; lastHumanAt?: Instant },
  now: Instant,
): Instant | undefined {
  const due = nextUpdateDue(cadence, times);
  return due === undefined ? undefined : Math.max(due, now + grace);
}

/** The reminder comes after four fifths of the wait. */
export function nudgeAt(from: Instant, due: Instant): Instant {
  return from + Math.round((due - from) * 0.8);
}

/**
 * Who is told of a missed update, one after the other. Communications lead: at the deadline. Commander: a quarter of
 * the interval later. The owner's manager: half of the interval later.
 */
export const escalationRungs = ['communications', 'commander', 'manager'] as const;

/**
 * When a rung is told of the missed update.
 * @param rung place in `escalationRungs`, from 0
 * @param interval the update interval in force, milliseconds
 */
export function rungAt(due: Instant, rung: number, interval: Duration): Instant {
  return due + Math.round((interval * rung) / 4);
}
