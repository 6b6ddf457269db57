import type { Clock } from '../../ports.ts';
import { throttled } from './errors.ts';

/**
 * Calls a minute Slack promises at least, per method and workspace. Source:
 * slackapi/java-slack-sdk `metadata/web-api/rate_limit_tiers.json` and docs.slack.dev/apis/web-api/rate-limits.
 */
const perMinute: Record<string, number> = {
  'auth.test': 600,
  'bookmarks.add': 20,
  'bookmarks.list': 50,
  'chat.postEphemeral': 100,
  'chat.postMessage': 300,
  'chat.update': 50,
  'conversations.create': 20,
  'conversations.history': 50,
  'conversations.invite': 50,
  'conversations.join': 50,
  'conversations.list': 20,
  'conversations.open': 50,
  'conversations.replies': 50,
  'conversations.setPurpose': 20,
  'conversations.setTopic': 20,
  'files.completeUploadExternal': 100,
  'files.getUploadURLExternal': 100,
  'files.info': 100,
  'pins.add': 20,
  'users.conversations': 20,
  'users.info': 100,
  'views.open': 100,
  'views.publish': 100,
};

const unlisted = 20;
const postsPerSecond = 1;
const postBurst = 3;
const staleAfter = 60_000;

interface Bucket {
  tokens: number;
  /** Milliseconds of the clock at the last look. */
  at: number;
}

/** A bucket's size and how fast it fills, in tokens and tokens per millisecond. */
interface Rate {
  burst: number;
  perMs: number;
}

export interface Budget {
  /**
   * Takes a call out of the budget.
   * @param channel for posts, which have a second budget of one a second and channel
   * @throws DeliveryError with `throttled` and the wait in `afterMs`: waiting is the caller's, so that it can coalesce
   */
  take(method: string, channel?: string): void;
  /** Slack asked for a pause of this method. */
  pause(method: string, ms: number): void;
}

export function createBudget(clock: Clock): Budget {
  const buckets = new Map<string, Bucket>();
  const paused = new Map<string, number>();
  let sweptAt = 0;

  function take(method: string, channel?: string): void {
    const now = clock.now();
    const wanted: [string, Rate][] = [[method, rateOf(method)]];
    if (method === 'chat.postMessage' && channel !== undefined) {
      wanted.push([`${method} ${channel}`, { burst: postBurst, perMs: postsPerSecond / 1000 }]);
    }
    const waits = wanted.map(([key, rate]) => waitFor(filled(key, rate, now), rate));
    const wait = Math.max((paused.get(method) ?? 0) - now, ...waits);
    if (wait > 0) throw throttled(method, wait);
    for (const [key, rate] of wanted) filled(key, rate, now).tokens -= 1;
    if (now - sweptAt > staleAfter) sweep(now);
  }

  function filled(key: string, rate: Rate, now: number): Bucket {
    const bucket = buckets.get(key) ?? { tokens: rate.burst, at: now };
    const elapsed = Math.max(0, now - bucket.at);
    bucket.tokens = Math.min(rate.burst, bucket.tokens + elapsed * rate.perMs);
    bucket.at = now;
    buckets.set(key, bucket);
    return bucket;
  }

  /** A channel nobody posts to any more has a full bucket, which is the same as none. */
  function sweep(now: number): void {
    sweptAt = now;
    for (const [key, bucket] of buckets) if (now - bucket.at > staleAfter) buckets.delete(key);
  }

  return { take, pause: (method, ms) => void paused.set(method, clock.now() + ms) };
}

/** A quarter of a minute's calls at once; the rest as the minute goes on. */
function rateOf(method: string): Rate {
  const calls = perMinute[method] ?? unlisted;
  return { burst: Math.max(1, Math.floor(calls / 4)), perMs: calls / 60_000 };
}

function waitFor(bucket: Bucket, rate: Rate): number {
  return bucket.tokens >= 1 ? 0 : Math.ceil((1 - bucket.tokens) / rate.perMs);
}
