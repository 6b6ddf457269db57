import type { Duration, Instant } from '../../domain/time.ts';
import type { BucketState, Rate, Wanted } from '../../ports/rate-limiter.ts';

/**
 * One part of a rate, where several processes call the same platform and can't ask what the others took. All of them
 * together stay within the whole.
 * @param parts how many processes there are
 */
export function shareOf({ burst, perMs }: Rate, parts: number): Rate {
  return { burst: Math.max(1, Math.floor(burst / parts)), perMs: perMs / parts };
}

/**
 * Token buckets by name, for platforms that limit how often they may be called. In any `t` milliseconds a bucket lets
 * at most `burst + t × perMs` calls through. They are of this process; where others take from them too, they are what it
 * knows of the shared ones. `turns.ts` decides who may take a token.
 */
export interface Buckets {
  /** Whole tokens that can be taken now; none while the bucket is paused. */
  free(name: string, rate: Rate, now: Instant): number;
  /** Milliseconds until the bucket holds this many tokens; 0 when it holds them now. */
  waitFor(tokens: number, bucket: Wanted[number], now: Instant): Duration;
  state(bucket: Wanted[number], now: Instant): BucketState;
  /** Takes a token out of each bucket. The caller has checked that each has one. */
  spend(wanted: Wanted, now: Instant): void;
  /** Puts a token back into each. */
  giveBack(wanted: Wanted, now: Instant): void;
  /** Takes over how a bucket stands where it is shared with others. */
  learn(bucket: Wanted[number], state: BucketState, now: Instant): void;
  /** Lets nobody take a token from this bucket before `until`; a later end stays. */
  pause(name: string, until: Instant): void;
}

interface Bucket {
  rate: Rate;
  tokens: number;
  at: Instant;
}

const sweepEvery: Duration = 60_000;
/** Sums of fractions can end a little below a whole number. */
const hair = 1e-6;

/** Makes empty books: a bucket is full when it is first asked for. */
export function createBuckets(): Buckets {
  const buckets = new Map<string, Bucket>();
  const paused = new Map<string, Instant>();
  let sweptAt = 0;

  const tokens = (name: string, rate: Rate, now: Instant) => {
    const bucket = buckets.get(name);
    return bucket === undefined ? rate.burst : tokensAt(bucket, now);
  };
  const pauseLeft = (name: string, now: Instant) => Math.max(0, (paused.get(name) ?? 0) - now);

  /** Removes full buckets: a full bucket and a missing one behave the same. */
  function sweep(now: Instant): void {
    if (now - sweptAt <= sweepEvery) return;
    sweptAt = now;
    for (const [name, bucket] of buckets) {
      if (tokensAt(bucket, now) >= bucket.rate.burst) buckets.delete(name);
    }
    for (const [name, until] of paused) if (until <= now) paused.delete(name);
  }

  const pause = (name: string, until: Instant) =>
    void paused.set(name, Math.max(until, paused.get(name) ?? 0));

  return {
    free: (name, rate, now) => (pauseLeft(name, now) > 0 ? 0 : Math.floor(tokens(name, rate, now) + hair)),
    waitFor: (wanted, [name, rate], now) =>
      Math.max(pauseLeft(name, now), untilFilled(wanted - tokens(name, rate, now), rate)),
    state: ([name, rate], now) => ({
      readyIn: untilFilled(1 - tokens(name, rate, now), rate),
      pausedFor: pauseLeft(name, now),
    }),
    spend(wanted, now) {
      for (const [name, rate] of wanted)
        buckets.set(name, { rate, tokens: Math.max(0, tokens(name, rate, now) - 1), at: now });
      sweep(now);
    },
    giveBack(wanted, now) {
      for (const [name, rate] of wanted)
        buckets.set(name, { rate, tokens: Math.min(rate.burst, tokens(name, rate, now) + 1), at: now });
    },
    learn([name, rate], { readyIn, pausedFor }, now) {
      if (readyIn > 0) buckets.set(name, { rate, tokens: 1 - readyIn * rate.perMs, at: now });
      if (pausedFor > 0) pause(name, now + pausedFor);
    },
    pause,
  };
}

function untilFilled(lacking: number, { perMs }: Rate): Duration {
  return lacking <= hair ? 0 : Math.ceil(lacking / perMs - hair);
}

function tokensAt({ rate, tokens, at }: Bucket, now: Instant): number {
  return Math.min(rate.burst, tokens + Math.max(0, now - at) * rate.perMs);
}
