import type { Duration, Instant } from '../../domain/time.ts';

/** A bucket's size, and how fast it fills again in tokens per millisecond. */
export interface Rate {
  burst: number;
  perMs: number;
}

/**
 * Token buckets by name, for adapters whose platform limits how often it may be called. Over any stretch of `t`
 * milliseconds a bucket lets at most `burst + t × perMs` calls through.
 */
export interface Buckets {
  /**
   * Takes a token out of each bucket, or none when one of them is empty or paused.
   * @returns 0, or the milliseconds to wait
   */
  take(wanted: readonly (readonly [name: string, rate: Rate])[], now: Instant): Duration;
  /** Nothing is taken out of this bucket before `until`. */
  pause(name: string, until: Instant): void;
}

interface Bucket {
  rate: Rate;
  tokens: number;
  at: Instant;
}

const sweepEvery: Duration = 60_000;

export function createBuckets(): Buckets {
  const buckets = new Map<string, Bucket>();
  const paused = new Map<string, Instant>();
  let sweptAt = 0;

  function filled(name: string, rate: Rate, now: Instant): Bucket {
    const bucket = buckets.get(name) ?? { rate, tokens: rate.burst, at: now };
    bucket.tokens = tokensAt(bucket, now);
    bucket.at = now;
    buckets.set(name, bucket);
    return bucket;
  }

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
    take(wanted, now) {
      const waits = wanted.map(([name, rate]) =>
        Math.max((paused.get(name) ?? 0) - now, waitFor(filled(name, rate, now))),
      );
      const wait = Math.max(0, ...waits);
      if (wait > 0) return wait;
      for (const [name, rate] of wanted) filled(name, rate, now).tokens -= 1;
      sweep(now);
      return 0;
    },
    pause: (name, until) => void paused.set(name, until),
  };
}

function tokensAt({ rate, tokens, at }: Bucket, now: Instant): number {
  return Math.min(rate.burst, tokens + Math.max(0, now - at) * rate.perMs);
}

function waitFor({ tokens, rate }: Bucket): Duration {
  return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / rate.perMs);
}
