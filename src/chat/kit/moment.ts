import type { Instant } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/**
 * When something was done, by the platform's clock. That clock may be ahead of ours, so the result is never later than
 * now.
 * @param at milliseconds; NaN where the platform did not say
 */
export function momentOf(at: number, clock: Clock): Instant {
  const now = clock.now();
  return Number.isFinite(at) ? Math.min(at, now) : now;
}
