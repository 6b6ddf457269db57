import { ownLimits } from '../chat/kit/own-limits.ts';
import { sharedLimits } from '../chat/kit/shared-limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Store } from '../ports/store.ts';
import type { OnStop } from './app.ts';
import { prefixIn } from './jobs.ts';
import type { Settings } from './settings.ts';

interface Around {
  clock: Clock;
  log: Log;
  onStop: OnStop;
  store: Pick<Store, 'limiter' | 'settleOn'>;
  /** How many processes serve. */
  count(): number;
}

type Where = Pick<Settings, 'redisUrl' | 'redisPrefix' | 'sandbox'>;

/**
 * Who keeps account of the chats' limits: this process where it serves alone, else what all of them share, Redis where
 * there is one and the database where there is none.
 */
export async function openLimiter(where: Where, around: Around): Promise<RateLimiter> {
  const { clock, log, store, count } = around;
  // A sandbox serves beside nobody, and its clock can be moved, which that of a database can't.
  const shared = where.sandbox ? undefined : await sharedBy(where, around);
  if (!shared) return ownLimits(clock);
  return sharedLimits({ shared, clock, log, parts: count, elapsed: () => performance.now() });

  async function sharedBy({ redisUrl, redisPrefix }: Where, { onStop }: Around) {
    if (redisUrl === undefined || store.limiter === undefined) return store.limiter;
    const { redisLimiter } = await import('../jobs/redis-limiter.ts');
    const limiter = redisLimiter({ url: redisUrl, prefix: await prefixIn(redisPrefix, store) });
    onStop('the limits', () => limiter.close());
    return limiter;
  }
}
