import { webApi } from '@slack/bolt';
import { boundedFetch } from '../../../http/answer.ts';
import type { Turn } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { createAttempts, type Step } from '../../kit/attempts.ts';
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
  /** What tells it from another call of this method in the same effect: the page, the user, the link. */
  about?: string;
}

/**
 * One Web API call inside its budget.
 * @throws DeliveryError and nothing else
 */
export type Caller = <T>(call: Call, run: (client: webApi.WebClient) => Promise<T>) => Promise<T>;

export interface Client {
  /** Calls that belong to no effect. */
  call: Caller;
  /** Runs the work of one effect: its calls count as its turn, and it goes on where it was put off. */
  inTurn<T>(turn: Turn, work: (call: Caller) => Promise<T>): Promise<T>;
}

/** Methods that ask and change nothing end so. */
const looks = /\.(?:list|history|replies|info|test|conversations)$/;

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

export function createClient(options: ClientOptions): Client {
  const budget = createBudget(options.clock);
  const first = new webApi.WebClient(options.botToken, webClientOptions(options));
  const rest = new webApi.WebClient(options.botToken, webClientOptions(options));
  const attempts = createAttempts(options.clock, budget.leave);

  async function once<T>(call: Call, run: (client: webApi.WebClient) => Promise<T>, turn?: Turn): Promise<T> {
    budget.take(call, turn);
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

/** The SDK resolves method names against the address, so `…/api` without its slash would lose its last part. */
function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
