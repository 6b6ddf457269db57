import { webApi } from '@slack/bolt';
import { boundedFetch } from '../../../http/answer.ts';
import { isObject, jsonIn } from '../../../http/json.ts';
import type { Turn } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { RateLimiter } from '../../../ports/rate-limiter.ts';
import { createAttempts, type Step } from '../../kit/attempts.ts';
import { ownLimits } from '../../kit/own-limits.ts';
import { createBudget } from './budget.ts';
import { answerLimit, deliveryError, NotFromSlack } from './errors.ts';
import { boltLogger } from './log.ts';

/** Methods a person waits for. They have a client of their own, so that a queue of redraws can't delay them. */
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
  /** The channel it is about; the budget of posts counts by it. */
  channel?: string;
  /** Its subject in words, for error texts. */
  where?: string;
  /** What tells the call apart from others of the same method in one effect: the page, the user, the link. */
  about?: string;
}

/**
 * Makes one Web API call within its budget.
 * @throws DeliveryError and nothing else
 */
export type Caller = <T>(call: Call, run: (client: webApi.WebClient) => Promise<T>) => Promise<T>;

export interface Client {
  /** Calls that belong to no effect. */
  call: Caller;
  /** Runs the work of one effect. Its calls count as the effect's turn, and it goes on where it was put off. */
  inTurn<T>(turn: Turn, work: (call: Caller) => Promise<T>): Promise<T>;
}

/** The endings of methods that only read. */
const looks = /\.(?:list|history|replies|info|test|conversations)$/;

export interface ClientOptions {
  botToken: string;
  apiUrl?: string;
  clock: Clock;
  log: Log;
  /** Keeps account of the workspace's limits; by this process alone when left out. */
  limiter?: RateLimiter;
}

/**
 * Settings for the SDK: fail fast and never repeat. The outbox repeats, because it looks for an earlier success first.
 */
export function webClientOptions(options: Pick<ClientOptions, 'apiUrl' | 'log'>): webApi.WebClientOptions {
  return {
    ...(options.apiUrl ? { slackApiUrl: withSlash(options.apiUrl) } : {}),
    timeout,
    fetch: fetchJson,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(options.log),
  };
}

const bounded = boundedFetch(answerLimit);

/**
 * A `fetch` that gives the SDK only what Slack itself answered. The SDK takes the text of any other answer for one of
 * Slack's error codes, so a proxy's page would be a refusal for good. Redirects are not followed: Slack sends none.
 */
const fetchJson: typeof fetch = async (input, init) => {
  const response = await bounded(input, { ...init, redirect: 'manual' });
  const { status } = response;
  if (status === 429 || status >= 500) return response;
  if (!(await isSlackAnswer(response.clone()))) throw new NotFromSlack(status);
  return response;
};

async function isSlackAnswer(response: Response): Promise<boolean> {
  const body = jsonIn(await response.text().catch(() => ''));
  return isObject(body) && typeof body.ok === 'boolean';
}

/** The Web API of one workspace: it makes calls within the budget, each at most once. */
export function createClient(options: ClientOptions): Client {
  const budget = createBudget(options.clock, options.limiter ?? ownLimits(options.clock));
  const first = new webApi.WebClient(options.botToken, webClientOptions(options));
  const rest = new webApi.WebClient(options.botToken, webClientOptions(options));
  const attempts = createAttempts(options.clock, budget.leave);

  async function once<T>(call: Call, run: (client: webApi.WebClient) => Promise<T>, turn?: Turn): Promise<T> {
    await budget.take(call, turn);
    turn?.check();
    try {
      return await run(urgent.has(call.method) ? first : rest);
    } catch (error) {
      const told = deliveryError(error, call.method, call.where);
      if (told.throttled && told.afterMs) budget.pause(call.method, told.afterMs);
      throw told;
    }
  }

  return {
    call: (call, run) => once(call, run),
    inTurn: (turn, work) =>
      attempts.run(turn, (attempt) =>
        work((call, run) => attempt.step(stepOf(call), () => once(call, run, attempt.turn()))),
      ),
  };
}

function stepOf({ method, channel = '', where = '', about = '' }: Call): Step {
  return { name: [method, channel, where, about].join(' '), look: looks.test(method) };
}

/** Adds the last slash. The SDK resolves method names against the address, and `…/api` without it would lose `api`. */
function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
