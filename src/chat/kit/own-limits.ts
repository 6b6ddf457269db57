import type { Clock } from '../../ports/clock.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import { createBuckets, shareOf } from './buckets.ts';

/**
 * The limits of one process, or of one part of several that can't ask what the others took.
 * @param parts how many processes there are; one when left out
 */
export function ownLimits(clock: Clock, parts: () => number = () => 1): RateLimiter {
  const buckets = createBuckets();
  return {
    async take(wanted) {
      const now = clock.now();
      const own = wanted.map(([name, rate]) => [name, shareOf(rate, parts())] as const);
      if (own.every((one) => buckets.free(...one, now) >= 1)) {
        buckets.spend(own, now);
        return { taken: true };
      }
      const wait = Math.max(...own.map((one) => buckets.waitFor(1, one, now)));
      return { taken: false, wait, buckets: own.map((one) => buckets.state(one, now)) };
    },
    async pause(name, lasts) {
      buckets.pause(name, clock.now() + lasts);
    },
  };
}
