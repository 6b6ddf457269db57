import type { DeliveryError } from '../../../errors.ts';
import { readWhole } from '../../../http/answer.ts';
import { retryAfterIn } from '../../../http/retry-after.ts';
import type { Clock } from '../../../ports/clock.ts';
import { recordIn, recordOf, textOf } from './activity.ts';
import { createBudget, type Kind } from './budget.ts';
import { type Attempt, answerLimit, lacking, noAnswer, type Refusal, refused, throttled } from './errors.ts';
import type { Audience, Tokens } from './tokens.ts';

export type Json = Record<string, unknown>;

/** One call of the Bot Connector or of Graph. */
export interface Call extends Omit<Attempt, 'service'> {
  service: Audience;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the service's root, its parts encoded: `/v3/conversations`. */
  path: string;
  query?: Record<string, string>;
  body?: Json;
  /** A file instead of JSON. */
  bytes?: Buffer;
  kind: Kind;
  /** What the budget counts by: the conversation, or the channel or person a new one is made with. */
  conversation?: string;
}

/**
 * One call inside its budget, at most once, with a time limit. The SDK's connector client retries, waits without a
 * limit and knows no targeted messages; its types add nothing to the few calls made here.
 * @returns the body of the answer, empty when there is none
 * @throws DeliveryError and nothing else
 */
export type Caller = (call: Call) => Promise<Json>;

export interface CallerOptions {
  tokens: Tokens;
  serviceUrl(): Promise<string>;
  graphUrl?: string;
  clock: Clock;
  /** Milliseconds one call may take. */
  timeout?: number;
}

const graphRoot = 'https://graph.microsoft.com/v1.0';
const timeout = 10_000;

export function createCaller(options: CallerOptions): Caller {
  const budget = createBudget(options.clock);

  async function attempt(call: Call, url: string): Promise<Answer> {
    const token = await options.tokens.token(call.service);
    if (call.service === 'graph' && !token) throw noGraph(call);
    return ask(call, { url, token, within: options.timeout ?? timeout });
  }

  return async (call) => {
    const spent = { kind: call.kind, conversation: call.conversation ?? '' };
    const url = await addressOf(options, call);
    budget.take(spent);
    let answer = await attempt(call, url);
    // A token can end early. Nothing has happened then, so a fresh one is worth one more try.
    if (answer.status === 401) {
      options.tokens.drop(call.service);
      answer = await attempt(call, url);
    }
    if (answer.status < 300) {
      budget.passed(spent);
      return answer.body;
    }
    const refusal = refusalIn(answer);
    if (answer.status === 429) throw throttled(budget.pause(spent, refusal.afterMs), refusal);
    throw refused(refusal, call);
  };
}

/** Without an app there is nobody to grant anything to. */
function noGraph({ permission = 'Microsoft Graph', what }: Call): DeliveryError {
  return lacking(permission, what);
}

async function addressOf({ serviceUrl, graphUrl }: CallerOptions, call: Call): Promise<string> {
  const root = call.service === 'graph' ? (graphUrl ?? graphRoot) : await serviceUrl();
  const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
  return `${root.replace(/\/$/, '')}${call.path}${query}`;
}

interface Answer {
  status: number;
  afterMs: number | undefined;
  body: Json;
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
      signal: AbortSignal.timeout(within),
    });
    const text = await readWhole(answer, answerLimit);
    return { status: answer.status, afterMs: retryAfterIn(answer.headers), body: recordIn(text) };
  } catch (error) {
    throw noAnswer(error, call);
  }
}

/**
 * The connector says `{ error: { code, message } }`, at times with the real reason inside; Graph the same with
 * `innerError`.
 */
function refusalIn({ status, afterMs, body }: Answer): Refusal {
  const error = recordOf(body.error);
  const inner = recordOf(recordOf(recordOf(error.innerHttpError).body).error);
  const code =
    textOf(error.subCode) ?? textOf(body.subCode) ?? textOf(inner.code) ?? textOf(error.code) ?? '';
  const message = textOf(error.message) ?? textOf(body.message) ?? '';
  return { status, code, message, ...(afterMs === undefined ? {} : { afterMs }) };
}
