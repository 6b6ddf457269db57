import type { SignalSpec } from '../domain/runbooks/runbook.ts';
import { ConfigError } from '../errors.ts';
import { readWhole } from '../http/answer.ts';
import { failureOf } from '../http/unanswered.ts';
import { filledHeaders } from './named-headers.ts';

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
  /** Queries in flight at once; each reader has a default of its own. */
  parallel?: number;
}

const answerLimit = 1024 * 1024;

/** Asks for each, some at a time; the answers stand in the order of what was asked. */
export async function inParallel<T, R>(items: T[], most: number, ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [place, item] of queue) answers[place] = await ask(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return answers;
}

/** A Prometheus-compatible API, and how it is asked. */
export interface Endpoint {
  /** Base address, without a slash at its end. */
  url: string;
  headers: Record<string, string>;
  secretOf: (name: string) => string | undefined;
  fetch: typeof fetch;
  timeoutMs: number;
}

/** @throws ConfigError when the address is not http(s) */
export function endpointOf(options: PrometheusOptions): Endpoint {
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

export interface Answered {
  status: number;
  text: string;
  contentType: string;
}

/** The headers of a query: airb's own, and over them those of the system, filled with what they name. */
export function headersOf({ headers, secretOf }: Endpoint, spec: Pick<SignalSpec, 'headers'>) {
  const filled = filledHeaders(spec.headers ?? {}, { secretOf, whose: 'Prometheus' });
  return 'problem' in filled ? filled : { headers: { ...headers, ...filled.headers } };
}

/** Sends a query; throws where there is no answer. */
export async function ask(
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

/** Why there was no answer, in a sentence. @param one what the query must give */
export function whyNot(error: unknown, { timeoutMs }: Endpoint, one: string): string {
  const { why, code } = failureOf(error);
  if (why === 'timeout') return `no answer from Prometheus within ${timeoutMs / 1000} s`;
  if (why === 'too_long') return `Prometheus answered more than 1 MB; the query must give ${one}`;
  return `Prometheus can't be reached (${code ?? 'no connection'})`;
}
