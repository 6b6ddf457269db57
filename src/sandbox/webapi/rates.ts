import { performance } from 'node:perf_hooks';
import type { Json } from '../state.ts';
import type { Method } from './access.ts';

/** docs.slack.dev/apis/web-api/rate-limits: about one message a second and channel, short bursts allowed. */
const channelBurst = 3;
/** "several hundred messages per minute" for the whole workspace. */
const postsPerMinute = 300;

export interface Rates {
  /** Takes one call's worth, or answers how many whole seconds to wait. */
  take(method: string, tier: Method['tier'], args: Json): number;
}

/**
 * Slack's rate tiers as token buckets of real time: a method that may be called N times a minute starts with N.
 * @param elapsed real milliseconds; tests move it.
 */
export function createRates(elapsed: () => number = () => performance.now()): Rates {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function wait(key: string, size: number, perSecond: number): number {
    const now = elapsed();
    const bucket = buckets.get(key) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  return {
    take(method, tier, args) {
      if (tier !== 'post') return wait(method, tier, tier / 60);
      const inChannel = wait(`${method} ${String(args.channel)}`, channelBurst, 1);
      return inChannel || wait(method, postsPerMinute, postsPerMinute / 60);
    },
  };
}
