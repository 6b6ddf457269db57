import type { ObservedSpec, SignalSpec } from '../domain/runbooks/runbook.ts';
import type { History, Stretch } from '../domain/signals/history.ts';
import type { Reading } from '../domain/signals/reading.ts';
import type { Shares } from '../domain/signals/traffic.ts';
import type { Instant } from '../domain/time.ts';
import { ConfigError } from '../errors.ts';
import { readWhole } from '../http/answer.ts';
import { failureOf } from '../http/unanswered.ts';
import type { Signals } from '../ports/signals.ts';
import { readQueryAnswer, readRangeAnswer } from './answer.ts';
import { blanked, filledHeaders } from './named-headers.ts';
import { readShareAnswer } from './share-answer.ts';

export interface PrometheusOptions {
  /** Base address. A path (`/prometheus`) stays; a user and password in it become Basic authentication. */
  url: string;
  /** Headers for a proxy in front of it: `Authorization`, `X-Scope-OrgID`. */
  headers?: Record<string, string>;
  /** Looks up what a system's own headers name as `${NAME}`. */
  secretOf?: (name: string) => string | undefined;
  fetch?: typeof fetch;
  /** Per query, default 5 s. */
  timeoutMs?: number;
  /** Queries in flight at once, default 6. */
  parallel?: number;
}

const answerLimit = 1024 * 1024;

/**
 * Reads signals by instant queries of a Prometheus-compatible API. Never throws: whatever goes wrong is the
 * `problem` of that one reading.
 * @throws ConfigError at construction when the address is not http(s)
 */
export function prometheusSignals(options: PrometheusOptions): Signals {
  const endpoint = endpointOf(options);
  const { parallel = 6 } = options;
  return {
    read: (signals, at) => inParallel(signals, parallel, (signal) => readOne(endpoint, signal, at)),
    async history(signals, stretch) {
      const asked = await inParallel(signals, parallel, (signal) => historyOf(endpoint, signal, stretch));
      return asked.filter((one) => one !== undefined);
    },
    shares: (observed, at) => inParallel(observed, parallel, (one) => readShares(endpoint, one, at)),
  };
}

/** Asks for each, some at a time; the answers stand in the order of what was asked. */
async function inParallel<T, R>(items: T[], most: number, ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [place, item] of queue) answers[place] = await ask(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return answers;
}

interface Endpoint {
  /** Base address, without a slash at its end. */
  url: string;
  headers: Record<string, string>;
  secretOf: (name: string) => string | undefined;
  fetch: typeof fetch;
  timeoutMs: number;
}

function endpointOf(options: PrometheusOptions): Endpoint {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new ConfigError('PROMETHEUS_URL must start with http:// or https://.');
  }
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return {
    url: base,
    headers: { ...basicOf(url), ...options.headers },
    secretOf: options.secretOf ?? (() => undefined),
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? 5000,
  };
}

/** Basic authentication from the address, because fetch refuses an address with a password in it. */
function basicOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  try {
    const credential = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { authorization: `Basic ${Buffer.from(credential).toString('base64')}` };
  } catch {
    throw new ConfigError(
      'The user or password in PROMETHEUS_URL has a % sign that is not an escape; write %25.',
    );
  }
}

async function readOne(endpoint: Endpoint, spec: SignalSpec, at: Instant): Promise<Reading> {
  const outcome = await outcomeOf(endpoint, { spec, at, one: 'exactly one series' }, (answer) =>
    readQueryAnswer(answer, spec),
  );
  return { signal: spec.name, at, ...outcome };
}

async function readShares(endpoint: Endpoint, spec: ObservedSpec, at: Instant): Promise<Shares> {
  const { label } = spec;
  return outcomeOf(endpoint, { spec, at, one: `one series for each ${label}` }, (answer) =>
    readShareAnswer(label, answer),
  );
}

interface Answered {
  status: number;
  text: string;
  contentType: string;
}

/** What an answer says, or why there is none; never throws. */
async function outcomeOf<T extends object>(
  endpoint: Endpoint,
  { spec, at, one }: { spec: Pick<SignalSpec, 'query' | 'headers'>; at: Instant; one: string },
  reading: (answer: Answered) => T,
): Promise<T | { problem: string }> {
  const filled = headersOf(endpoint, spec);
  if ('problem' in filled) return filled;
  const { headers } = filled;
  const question = { query: spec.query, time: String(at / 1000) };
  const outcome = await ask({ ...endpoint, headers }, '/api/v1/query', question)
    .then(reading)
    .catch((error: unknown) => ({ problem: whyNot(error, endpoint, one) }));
  if (!('problem' in outcome) || typeof outcome.problem !== 'string') return outcome;
  return { problem: blanked(outcome.problem, headers) };
}

/** A signal over a stretch of time; undefined when there is no answer that gives one whole series. */
async function historyOf(
  endpoint: Endpoint,
  spec: SignalSpec,
  { from, to, step }: Stretch,
): Promise<History | undefined> {
  const filled = headersOf(endpoint, spec);
  if ('problem' in filled) return undefined;
  // Of several series the worst counts, as at one moment.
  const worst = spec.better === 'lower' ? 'max' : 'min';
  const question = {
    query: spec.by === undefined ? spec.query : `${worst}(${spec.query})`,
    start: String(from / 1000),
    end: String(to / 1000),
    step: String(step / 1000),
  };
  try {
    const { status, text } = await ask({ ...endpoint, ...filled }, '/api/v1/query_range', question);
    const values = readRangeAnswer(status, text, { from, to, step });
    return values && { signal: spec.name, from, step, values };
  } catch {
    return undefined;
  }
}

/** The headers of a query: airb's own, and over them those of the system, filled with what they name. */
function headersOf({ headers, secretOf }: Endpoint, spec: Pick<SignalSpec, 'headers'>) {
  const filled = filledHeaders(spec.headers ?? {}, { secretOf, whose: 'Prometheus' });
  return 'problem' in filled ? filled : { headers: { ...headers, ...filled.headers } };
}

async function ask(
  { url, headers, fetch, timeoutMs }: Pick<Endpoint, 'url' | 'headers' | 'fetch' | 'timeoutMs'>,
  path: string,
  question: Record<string, string>,
): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ ...question, timeout: `${timeoutMs}ms` }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await readWhole(response, answerLimit);
  return { status: response.status, text, contentType: response.headers.get('content-type') ?? '' };
}

function whyNot(error: unknown, { timeoutMs }: Endpoint, one: string): string {
  const { why, code } = failureOf(error);
  if (why === 'timeout') return `no answer from Prometheus within ${timeoutMs / 1000} s`;
  if (why === 'too_long') return `Prometheus answered more than 1 MB; the query must give ${one}`;
  return `Prometheus can't be reached (${code ?? 'no connection'})`;
}
