import type { Duration } from '../../domain/time.ts';
import type { Turn } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RateLimiter, Wanted } from '../../ports/rate-limiter.ts';
import { createTurns } from './turns.ts';

/** Who may call a platform, and when. */
export interface Pacing {
  /**
   * Takes a token out of each bucket; none when one bucket has none, or when it is not this one's turn.
   * @param turn what the call counts as; without one it goes as soon as there is room
   * @returns 0, or the milliseconds to wait
   */
  take(wanted: Wanted, turn?: Turn): Promise<Duration>;
  /** The effect has ended and loses its place. */
  leave(key: string): void;
  /** The platform asked everybody for a pause. */
  pause(bucket: string, lasts: Duration): void;
}

/**
 * The queue of this process says whose turn it is, and the limiter, which others may share, when. The queue keeps what
 * it knows of the buckets, so that whoever must wait here asks nobody.
 */
export function createPacing(clock: Clock, limiter: RateLimiter): Pacing {
  const turns = createTurns();
  return {
    async take(wanted, turn) {
      const wait = turns.take(wanted, clock.now(), turn);
      if (wait > 0) return wait;
      const beside = turns.mostSevere(wanted, clock.now(), turn);
      const answer = await limiter.take(wanted, { rank: turn?.rank, beside });
      if (answer.taken) return 0;
      turns.refused(wanted, answer, clock.now(), turn);
      return answer.wait;
    },
    leave: turns.leave,
    pause(bucket, lasts) {
      turns.pause(bucket, clock.now() + lasts);
      // It holds here already; where the others can't be told, the platform tells them itself.
      void limiter.pause(bucket, lasts).catch(() => undefined);
    },
  };
}
