import type { Duration } from '../domain/time.ts';

/** How many tokens a bucket holds, and how fast it fills again, in tokens per millisecond. */
export interface Rate {
  burst: number;
  perMs: number;
}

/** The buckets from which one call takes a token. */
export type Wanted = readonly (readonly [name: string, rate: Rate])[];

/** For whom a token is taken, so that what is less severe leaves it to what waits in another process. */
export interface Asking {
  /** 0 for sev1; undefined for what belongs to no effect, which waits behind nobody. */
  rank?: number | undefined;
  /** The rank of the most severe that waits for one of these buckets in this process as well. */
  beside?: number | undefined;
}

/** How one bucket stands. */
export interface BucketState {
  /** Milliseconds until it holds a token, were it not paused; 0 when it holds one. */
  readyIn: Duration;
  /** Milliseconds for which nobody may take one. */
  pausedFor: Duration;
}

export type Taken =
  | { taken: true }
  /** `buckets` stand in the order in which they were wanted. */
  | { taken: false; wait: Duration; buckets: BucketState[] };

/**
 * Token buckets by name, for platforms that limit how often they may be called: in any `t` milliseconds a bucket lets at
 * most `burst + t × perMs` calls through. All processes that serve the same records take from the same buckets. It only
 * says when; who asks first is decided before (`chat/kit/turns.ts`).
 */
export interface RateLimiter {
  /**
   * Takes a token out of each bucket, or out of none when one of them has none.
   * @throws when the place where the buckets are can't be asked
   */
  take(wanted: Wanted, asking?: Asking): Promise<Taken>;
  /** Lets nobody take a token from this bucket for so long; a longer pause stays. */
  pause(name: string, lasts: Duration): Promise<void>;
}

/**
 * A rate as the generic cell rate algorithm has it (ITU-T I.371), which keeps one instant a bucket: when it would be full
 * again. Whole milliseconds, rounded so that nothing goes faster than the rate.
 * @returns `cost` by which a token puts that off; `slack` by which it may lie ahead and a token still be there
 */
export function cellOf({ burst, perMs }: Rate): { cost: Duration; slack: Duration } {
  const cost = Math.ceil(1 / perMs);
  return { cost, slack: Math.floor(burst - 1) * cost };
}

/** Milliseconds after their time for which those who wait in another process are expected back. */
export const expectedFor: Duration = 2000;
