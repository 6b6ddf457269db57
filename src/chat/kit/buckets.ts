import type { Duration, Instant } from '../../domain/time.ts';

/** A bucket's size, and how fast it fills again in tokens per millisecond. */
export interface Rate {
  burst: number;
  perMs: number;
}

/** The buckets one call takes a token out of. */
export type Wanted = readonly (readonly [name: string, rate: Rate])[];

/**
 * Token buckets by name, for adapters whose platform limits how often it may be called. Over any stretch of `t`
 * milliseconds a bucket lets at most `burst + t × perMs` calls through. Who may take is decided in `turns.ts`.
 */
export interface Buckets {
  /** Whole tokens that can be taken now; none while the bucket is paused. */
  free(name: string, rate: Rate, now: Instant): number;
  /** Milliseconds until this many tokens will have come, counting those that are there; 0 when they are. */
  waitFor(tokens: number, bucket: Wanted[number], now: Instant): Duration;
  /** Takes a token out of each. The caller has looked whether it is there. */
  spend(wanted: Wanted, now: Instant): void;
  /** Nothing is taken out of this bucket before `until`. */
  pause(name: string, until: Instant): void;
}

interface Bucket {
  rate: Rate;
  tokens: number;
  at: Instant;
}

const sweepEvery: Duration = 60_000;
/** Sums of fractions end a hair below a whole. */
const hair = 1e-6;

export function createBuckets(): Buckets {
  const buckets = new Map<string, Bucket>();
  const paused = new Map<string, Instant>();
  let sweptAt = 0;

  const tokens = (name: string, rate: Rate, now: Instant) => {
    const bucket = buckets.get(name);
    return bucket === undefined ? rate.burst : tokensAt(bucket, now);
  };
  const pauseLeft = (name: string, now: Instant) => Math.max(0, (paused.get(name) ?? 0) - now);

  /** A bucket nobody took from for long is full, which is the same as none. */
  function sweep(now: Instant): void {
    if (now - sweptAt <= sweepEvery) return;
    sweptAt = now;
    for (const [name, bucket] of buckets) {
      if (tokensAt(bucket, now) >= bucket.rate.burst) buckets.delete(name);
    }
    for (const [name, until] of paused) if (until <= now) paused.delete(name);
  }

  return {
    free: (name, rate, now) => (pauseLeft(name, now) > 0 ? 0 : Math.floor(tokens(name, rate, now) + hair)),
    waitFor(wanted, [name, rate], now) {
      const lacking = wanted - tokens(name, rate, now);
      return Math.max(pauseLeft(name, now), lacking <= hair ? 0 : Math.ceil(lacking / rate.perMs - hair));
    },
    spend(wanted, now) {
      for (const [name, rate] of wanted)
        buckets.set(name, { rate, tokens: Math.max(0, tokens(name, rate, now) - 1), at: now });
      sweep(now);
    },
    pause: (name, until) => void paused.set(name, until),
  };
}

function tokensAt({ rate, tokens, at }: Bucket, now: Instant): number {
  return Math.min(rate.burst, tokens + Math.max(0, now - at) * rate.perMs);
}
