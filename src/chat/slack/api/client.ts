import { webApi } from '@slack/bolt';
import { boundedFetch } from '../../../http/answer.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { createBudget } from './budget.ts';
import { answerLimit, deliveryError } from './errors.ts';
import { boltLogger } from './log.ts';

/** What a person waits for. Kept apart so that a queue of redraws can't stand in front of it. */
const urgent = new Set([
  'chat.postEphemeral',
  'chat.postMessage',
  'conversations.create',
  'conversations.open',
  'views.open',
  'views.publish',
]);

const timeout = 10_000;

export interface Call {
  method: string;
  /** The channel it is about, for the budget of posts. */
  channel?: string;
  /** Its subject in words, for error texts. */
  where?: string;
}

/**
 * One Web API call inside its budget.
 * @throws DeliveryError and nothing else
 */
export type Caller = <T>(call: Call, run: (client: webApi.WebClient) => Promise<T>) => Promise<T>;

export interface ClientOptions {
  botToken: string;
  apiUrl?: string;
  clock: Clock;
  log: Log;
}

/** The SDK's settings: fail fast and once. Repeating is the outbox's business, which looks before it repeats. */
export function webClientOptions(options: Pick<ClientOptions, 'apiUrl' | 'log'>): webApi.WebClientOptions {
  return {
    ...(options.apiUrl ? { slackApiUrl: withSlash(options.apiUrl) } : {}),
    timeout,
    fetch: boundedFetch(answerLimit),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(options.log),
  };
}

export function createCaller(options: ClientOptions): Caller {
  const budget = createBudget(options.clock);
  const first = new webApi.WebClient(options.botToken, webClientOptions(options));
  const rest = new webApi.WebClient(options.botToken, webClientOptions(options));
  return async (call, run) => {
    budget.take(call.method, call.channel);
    try {
      return await run(urgent.has(call.method) ? first : rest);
    } catch (error) {
      const told = deliveryError(error, call.method, call.where);
      if (told.throttled && told.afterMs) budget.pause(call.method, told.afterMs);
      throw told;
    }
  };
}

/** The SDK resolves method names against the address, so `…/api` without its slash would lose its last part. */
function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
