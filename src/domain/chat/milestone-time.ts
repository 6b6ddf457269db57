import { type Duration, day, type Instant } from '../time.ts';

/**
 * When a milestone was reached, as somebody said it: at a time of day in UTC, of that date or of the one that is nearest;
 * so much earlier or later than it stands now; or so long ago.
 */
export type MilestoneTime = { clock: Duration; date?: Instant } | { shift: Duration } | { ago: Duration };

/**
 * The moment that was meant.
 * @param about `stands`: when the milestone was reached as far as is known, or when the incident opened
 */
export function momentMeant(when: MilestoneTime, about: { stands: Instant; now: Instant }): Instant {
  if ('ago' in when) return about.now - when.ago;
  if ('shift' in when) return about.stands + when.shift;
  if (when.date !== undefined) return when.date + when.clock;
  const midnight = about.stands - (about.stands % day);
  const days = [midnight - day, midnight, midnight + day].map((one) => one + when.clock);
  return days.reduce((best, one) =>
    Math.abs(one - about.stands) < Math.abs(best - about.stands) ? one : best,
  );
}
