import type { ObservedSpec, SignalSpec } from '../domain/runbooks/runbook.ts';
import type { Reading } from '../domain/signals/reading.ts';
import type { Shares } from '../domain/signals/traffic.ts';
import type { Instant } from '../domain/time.ts';
import { ConfigError } from '../errors.ts';
import { readWhole } from '../http/answer.ts';
import { formsOf, withoutSecrets } from '../http/secrets.ts';
import { failureOf } from '../http/unanswered.ts';
import type { Signals } from '../ports/signals.ts';
import { readQueryAnswer } from './answer.ts';
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
    read: (signals, at) => inParallel(parallel, signals, (signal) => readOne(endpoint, signal, at)),
    shares: (observed, at) => inParallel(parallel, observed, (one) => readShares(endpoint, one, at)),
  };
}

/** In order, so many at once. */
async function inParallel<T, R>(most: number, items: T[], take: (item: T) => Promise<R>): Promise<R[]> {
  const taken: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [place, item] of queue) taken[place] = await take(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return taken;
}

interface Endpoint {
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
    url: `${base}/api/v1/query`,
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
    readQueryAnswer(answer.status, answer.text, answer.contentType),
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
  const outcome = await ask({ ...endpoint, headers }, spec.query, at)
    .then(reading)
    .catch((error: unknown) => ({ problem: whyNot(error, endpoint, one) }));
  if (!('problem' in outcome) || typeof outcome.problem !== 'string') return outcome;
  return { problem: blanked(outcome.problem, headers) };
}

/** The headers of a query: airb's own, and over them those of the system, filled with what they name. */
function headersOf(
  { headers, secretOf }: Endpoint,
  spec: Pick<SignalSpec, 'headers'>,
): { headers: Record<string, string> } | { problem: string } {
  const own = Object.entries(spec.headers ?? {});
  const names = own.flatMap(([, value]) => [...value.matchAll(named)].map((hit) => hit[1] ?? ''));
  const missing = names.find((name) => !secretOf(name));
  if (missing !== undefined) return { problem: `${missing} is not set, so nothing was asked` };
  const filled = own.map(([header, value]) => [
    header,
    value.replace(named, (_, name: string) => secretOf(name) ?? ''),
  ]);
  const all = { ...headers, ...Object.fromEntries(filled) };
  try {
    new Headers(all);
    return { headers: all };
  } catch {
    return { problem: 'a header for Prometheus is not one HTTP can carry, so nothing was asked' };
  }
}

const named = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/** What is shown never holds what the headers hold, however the other side repeats it. */
function blanked(problem: string, headers: Record<string, string>): string {
  const forms = Object.values(headers)
    .flatMap((value) => [value, value.replace(/^(?:Bearer|Basic|Token) /i, '')])
    .filter((value) => value.length > 3)
    .flatMap((value) => formsOf(value));
  return withoutSecrets({ text: problem, ended: 'whole' }, forms);
}

async function ask(
  { url, headers, fetch, timeoutMs }: Pick<Endpoint, 'url' | 'headers' | 'fetch' | 'timeoutMs'>,
  query: string,
  at: Instant,
): Promise<Answered> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ query, time: String(at / 1000), timeout: `${timeoutMs}ms` }),
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
