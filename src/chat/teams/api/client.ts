import type { DeliveryError } from '../../../errors.ts';
import { readWhole } from '../../../http/answer.ts';
import { isRecord, jsonIn } from '../../../http/json.ts';
import { retryAfterIn } from '../../../http/retry-after.ts';
import type { Turn } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { RateLimiter } from '../../../ports/rate-limiter.ts';
import { createAttempts, type Step } from '../../kit/attempts.ts';
import { ownLimits } from '../../kit/own-limits.ts';
import { recordIn, recordOf, textOf } from './activity.ts';
import { createBudget, type Kind } from './budget.ts';
import {
  type Attempt,
  answerLimit,
  lacking,
  noAnswer,
  type Refusal,
  refused,
  throttled,
  unreadable,
} from './errors.ts';
import type { Audience, Tokens } from './tokens.ts';

export type Json = Record<string, unknown>;

/** One call of the Bot Connector or of Graph. */
export interface Call extends Omit<Attempt, 'service'> {
  service: Audience;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path below the service's root, with encoded parts: `/v3/conversations`. */
  path: string;
  query?: Record<string, string>;
  body?: Json;
  /** The bytes of a file, instead of JSON. */
  bytes?: Buffer;
  kind: Kind;
  /** What the budget counts by: the conversation, or the channel or person that a new one is made with. */
  conversation?: string;
}

/**
 * Makes one call within its budget, at most once and with a time limit. This replaces the SDK's connector client, which
 * retries, waits without a limit and knows no targeted messages; its types add nothing to the few calls here.
 * @returns the body of the answer, empty when there is none
 * @throws DeliveryError and nothing else
 */
export type Caller = (call: Call) => Promise<Json>;

export interface Client {
  /** Calls that belong to no effect. */
  call: Caller;
  /** Runs the work of one effect. Its calls count as the effect's turn, and it goes on where it was put off. */
  inTurn<T>(turn: Turn, work: (call: Caller) => Promise<T>): Promise<T>;
}

export interface ClientOptions {
  tokens: Tokens;
  serviceUrl(): Promise<string>;
  graphUrl?: string;
  clock: Clock;
  /** Keeps account of the limits; by this process alone when left out. */
  limiter?: RateLimiter;
  /** Milliseconds one call may take. */
  timeout?: number;
}

const graphRoot = 'https://graph.microsoft.com/v1.0';
const timeout = 10_000;

/** The Bot Connector and Graph: makes calls within the budget, each at most once. */
export function createClient(options: ClientOptions): Client {
  const budget = createBudget(options.clock, options.limiter ?? ownLimits(options.clock));
  const attempts = createAttempts(options.clock, budget.leave);

  async function attempt(call: Call, url: string): Promise<Answer> {
    const token = await options.tokens.token(call.service);
    if (call.service === 'graph' && !token) throw noGraph(call);
    return ask(call, { url, token, within: options.timeout ?? timeout });
  }

  async function once(call: Call, turn?: Turn): Promise<Json> {
    const spent = { kind: call.kind, conversation: call.conversation ?? '' };
    const url = await addressOf(options, call);
    await budget.take(spent, turn);
    turn?.check();
    let answer = await attempt(call, url);
    // A token can end early. The call did nothing then, so one more try with a new token is safe.
    if (answer.status === 401) {
      options.tokens.drop(call.service);
      answer = await attempt(call, url);
    }
    if (answer.status < 400 && !answer.readable) throw unreadable(call);
    if (answer.status < 300) {
      budget.passed(spent);
      return answer.body;
    }
    const refusal = refusalIn(answer);
    if (answer.status === 429) throw throttled(budget.pause(spent, refusal.afterMs), refusal);
    throw refused(refusal, call);
  }

  return {
    call: (call) => once(call),
    inTurn: (turn, work) =>
      attempts.run(turn, (attempt) =>
        work((call) => attempt.step(stepOf(call), () => once(call, attempt.turn()))),
      ),
  };
}

/** Identifies a call within its effect. The body is left out, because it may be drawn differently each time. */
function stepOf({ method, path, query = {}, conversation = '' }: Call): Step {
  const asked = new URLSearchParams(query).toString();
  return { name: [method, path, asked, conversation].join(' '), look: method === 'GET' };
}

/** The refusal when there is no app: nobody could grant the permission. */
function noGraph({ permission = 'Microsoft Graph', what }: Call): DeliveryError {
  return lacking(permission, what);
}

async function addressOf({ serviceUrl, graphUrl }: ClientOptions, call: Call): Promise<string> {
  const root = call.service === 'graph' ? (graphUrl ?? graphRoot) : await serviceUrl();
  const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
  return `${root.replace(/\/$/, '')}${call.path}${query}`;
}

interface Answer {
  status: number;
  afterMs: number | undefined;
  body: Json;
  /** False for what neither the connector nor Graph answers: a page, half an answer, a redirect. */
  readable: boolean;
}

async function ask(
  call: Call,
  { url, token, within }: { url: string; token: string | undefined; within: number },
): Promise<Answer> {
  const { method, body, bytes } = call;
  const type = bytes ? 'application/octet-stream' : 'application/json';
  const payload = bytes ? new Uint8Array(bytes) : body && JSON.stringify(body);
  try {
    const answer = await fetch(url, {
      method,
      headers: {
        ...(payload ? { 'content-type': type } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(payload ? { body: payload } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(within),
    });
    const text = await readWhole(answer, answerLimit);
    const { status } = answer;
    return {
      status,
      afterMs: retryAfterIn(answer.headers),
      body: recordIn(text),
      readable: isReadable(status, text),
    };
  } catch (error) {
    throw noAnswer(error, call);
  }
}

/** Nothing at all is an answer too: to a change, a removal. A success that carries an error is none. */
function isReadable(status: number, text: string): boolean {
  if (status >= 300) return false;
  if (text.trim() === '') return true;
  const body = jsonIn(text);
  return isRecord(body) && !body.error;
}

/**
 * Reads a refusal. The connector says `{ error: { code, message } }`, sometimes with the real reason inside; Graph does
 * the same with `innerError`.
 */
function refusalIn({ status, afterMs, body }: Answer): Refusal {
  const error = recordOf(body.error);
  const inner = recordOf(recordOf(recordOf(error.innerHttpError).body).error);
  const code =
    textOf(error.subCode) ?? textOf(body.subCode) ?? textOf(inner.code) ?? textOf(error.code) ?? '';
  const message = textOf(error.message) ?? textOf(body.message) ?? '';
  return { status, code, message, ...(afterMs === undefined ? {} : { afterMs }) };
}
