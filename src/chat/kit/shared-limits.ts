import { type Duration, second } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import { ownLimits } from './own-limits.ts';

/** How long an answer is waited for; a call must not wait long for the permission to be made. */
const patience: Duration = second;
/** After it could not be asked, each keeps to its part for this long before it asks again. */
const apart: Duration = 5 * second;

interface Options {
  shared: RateLimiter;
  /** Milliseconds since some moment. */
  elapsed(): number;
  clock: Clock;
  /** How many processes share the limits. */
  parts(): number;
  log: Pick<Log, 'warn' | 'info'>;
}

/**
 * Limits that several processes share. Where they can't be asked, each keeps to its part, so that all of them together stay
 * within the whole; it never throws. The own part counts along meanwhile, so it begins with what is left of it.
 */
export function sharedLimits({ shared, elapsed, clock, parts, log }: Options): RateLimiter {
  const own = ownLimits(clock, parts);
  let apartUntil: number | undefined;

  function lost(error: unknown): void {
    if (apartUntil === undefined)
      log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        'the limits of the chat that replicas share can not be asked; each keeps to its part of them',
      );
    apartUntil = elapsed() + apart;
  }

  function found(): void {
    if (apartUntil !== undefined) log.info({}, 'the limits of the chat are shared among replicas again');
    apartUntil = undefined;
  }

  return {
    async take(wanted, asking) {
      if (apartUntil !== undefined && elapsed() < apartUntil) return own.take(wanted);
      try {
        const answer = await within(patience, shared.take(wanted, asking));
        found();
        if (answer.taken) await own.take(wanted);
        return answer;
      } catch (error) {
        lost(error);
        return own.take(wanted);
      }
    },
    async pause(name, lasts) {
      const told = within(patience, shared.pause(name, lasts)).catch(lost);
      await Promise.all([own.pause(name, lasts), told]);
    },
  };
}

async function within<T>(ms: Duration, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
