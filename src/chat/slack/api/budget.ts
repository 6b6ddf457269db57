import type { Turn } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Rate, RateLimiter } from '../../../ports/rate-limiter.ts';
import { createPacing } from '../../kit/pacing.ts';
import { throttled } from './errors.ts';

/** The name of an upload's second step: it sends the bytes to the address Slack gave for the file. */
export const fileUpload = 'the file upload';

/**
 * The calls a minute that Slack guarantees, per method and workspace. Source: slackapi/java-slack-sdk
 * `metadata/web-api/rate_limit_tiers.json` and docs.slack.dev/apis/web-api/rate-limits.
 */
const perMinute: Record<string, number> = {
  'auth.test': 600,
  'bookmarks.add': 20,
  'bookmarks.list': 50,
  'canvases.edit': 50,
  'chat.delete': 50,
  'chat.postEphemeral': 100,
  'chat.postMessage': 300,
  'chat.update': 50,
  'conversations.canvases.create': 20,
  'conversations.create': 20,
  'conversations.history': 50,
  'conversations.info': 50,
  'conversations.invite': 50,
  'conversations.join': 50,
  'conversations.list': 20,
  'conversations.open': 50,
  'conversations.replies': 50,
  'conversations.setPurpose': 20,
  'conversations.setTopic': 20,
  'conversations.unarchive': 20,
  // Not a Slack method but the second step of an upload; it happens as often as the first.
  [fileUpload]: 100,
  'files.completeUploadExternal': 100,
  'files.delete': 50,
  'files.getUploadURLExternal': 100,
  'files.info': 100,
  'pins.add': 20,
  'usergroups.list': 20,
  'usergroups.users.list': 20,
  'usergroups.users.update': 20,
  'users.conversations': 20,
  'users.info': 100,
  'views.open': 100,
  'views.publish': 100,
};

const unlisted = 20;
const postsPerSecond = 1;
const postBurst = 3;

export interface Budget {
  /**
   * Takes one call out of the budget.
   * @param call.channel for posts, which also have a budget of one a second per channel
   * @param turn the turn the call counts as; without one it goes as soon as there is room
   * @throws DeliveryError with `throttled` and the wait in `afterMs`. The caller waits, not the budget, so that it can
   * merge redraws.
   */
  take(call: { method: string; channel?: string }, turn?: Turn): Promise<void>;
  /** The effect has ended and loses its place. */
  leave(key: string): void;
  /** Slack asked for a pause of this method. */
  pause(method: string, ms: number): void;
}

/** The budget of one workspace, of which `limiter` keeps account. */
export function createBudget(clock: Clock, limiter: RateLimiter): Budget {
  const pacing = createPacing(clock, limiter);

  async function take({ method, channel }: { method: string; channel?: string }, turn?: Turn): Promise<void> {
    const wanted: [string, Rate][] = [[nameOf(method), rateOf(method)]];
    if (method === 'chat.postMessage' && channel !== undefined)
      wanted.push([nameOf(`${method} ${channel}`), { burst: postBurst, perMs: postsPerSecond / 1000 }]);
    const wait = await pacing.take(wanted, turn);
    if (wait > 0) throw throttled(method, wait);
  }

  return {
    take,
    leave: pacing.leave,
    pause: (method, ms) => pacing.pause(nameOf(method), ms),
  };
}

/** Where the buckets of several chats lie together. */
function nameOf(what: string): string {
  return `slack ${what}`;
}

/** A quarter of a minute's calls may go at once; the rest are spread over the minute. */
function rateOf(method: string): Rate {
  const calls = perMinute[method] ?? unlisted;
  return { burst: Math.max(1, Math.floor(calls / 4)), perMs: calls / 60_000 };
}
