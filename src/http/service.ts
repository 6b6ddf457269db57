import { DeliveryError } from '../errors.ts';
import { readBeginning } from './answer.ts';
import { contradictionIn } from './contradiction.ts';
import { jsonIn } from './json.ts';
import { retryAfterIn } from './retry-after.ts';
import { formsOf, withoutSecrets } from './secrets.ts';
import { unanswered } from './unanswered.ts';
import { isWebPage } from './web-page.ts';

export interface Service {
  /** Names the service in errors and in the codes of errors: `Statuspage`. */
  name: string;
  headers: Record<string, string>;
  /** Texts to blank in what it answers. */
  secrets: string[];
  /** What to look at when it refuses the key: the setting. */
  setting: string;
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

export interface Call {
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  body?: string;
  headers?: Record<string, string>;
  /** Reading, and what the service knows by a key, may come twice. */
  repeatable?: boolean;
}

/** The longest answer that is read: a list of a hundred incidents with their updates. */
const readLimit = 2 * 1024 * 1024;
const keptLimit = 200;
/** The wait where a service asks to slow down without saying how long. Statuspage counts over a minute. */
const throttleMs = 30_000;
const longestMs = 600_000;

/**
 * One call to a service that answers programs with JSON.
 * @returns the JSON of its answer; undefined for an empty one
 * @throws DeliveryError; the code ends with `_404` where what it was about is gone
 */
export async function call(
  service: Service,
  { method, url, body, headers, repeatable }: Call,
): Promise<unknown> {
  const { name, secrets, fetch: send = fetch, timeoutMs = 10_000 } = service;
  const safe = repeatable ?? method === 'GET';
  const answer = await send(url, {
    method,
    headers: { 'content-type': 'application/json', 'user-agent': 'airb', ...service.headers, ...headers },
    ...(body !== undefined && { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw unanswered(error, ({ why, word }) => ({
      message: why === 'timeout' ? `${name} did not answer in time.` : `${name} can’t be reached (${word}).`,
      code: codeOf(name, why === 'timeout' ? 'timeout' : 'unreachable'),
      repeatable: safe,
    }));
  });
  const beginning = await readBeginning(answer, readLimit);
  const text = withoutSecrets(
    beginning,
    secrets.flatMap((secret) => formsOf(secret)),
  );
  if (!answer.ok) throw refusal(service, answer, { text, safe });
  const isPage = isWebPage(answer.headers.get('content-type') ?? '', text);
  const json = jsonIn(text);
  if (isPage || beginning.ended === 'broken' || (text.trim() !== '' && json === undefined))
    throw unclear(name, isPage ? 'a web page, as a sign-in does' : 'something that is not its answer', safe);
  const against = contradictionIn(json);
  if (against === undefined) return json;
  throw new DeliveryError(`${name} refused it, although with a success status: ${against}`, {
    retry: false,
    code: codeOf(name, 'refused'),
  });
}

function refusal(
  { name, setting }: Service,
  { status, headers }: Response,
  { text, safe }: { text: string; safe: boolean },
): DeliveryError {
  const said = isWebPage(headers.get('content-type') ?? '', text)
    ? ''
    : text.replace(/\s+/g, ' ').trim().slice(0, keptLimit);
  const tail = said === '' ? '.' : `: ${said}`;
  const code = codeOf(name, String(status));
  const wait = retryAfterIn(headers);
  // Statuspage says 420 or 429.
  if (status === 420 || status === 429) {
    const afterMs = Math.min(wait ?? throttleMs, longestMs);
    const message = `${name} asks to slow down (${status}); airb tries again in ${Math.ceil(afterMs / 1000)} s.`;
    return new DeliveryError(message, { retry: true, throttled: true, afterMs, code });
  }
  if (status >= 500 || status === 408) {
    const afterMs = wait === undefined ? {} : { afterMs: Math.min(wait, longestMs) };
    // With 408 and 503 it says that it did not take it; after any other failure it may have.
    const uncertain = !safe && status !== 408 && status !== 503;
    return new DeliveryError(`${name} answered ${status}${tail}`, {
      retry: true,
      uncertain,
      code,
      ...afterMs,
    });
  }
  if (status >= 300 && status < 400) {
    const message = `${name} answered ${status}, a redirect to somewhere else, as a sign-in does.`;
    return new DeliveryError(message, { retry: true, code: codeOf(name, 'redirect') });
  }
  const key = status === 401 || status === 403 ? ` Look at ${setting}.` : '';
  return new DeliveryError(`${name} refused it with ${status}${tail}${key}`, { retry: false, code });
}

function unclear(name: string, what: string, safe: boolean): DeliveryError {
  return new DeliveryError(`${name} did not confirm it: it answered with ${what}.`, {
    retry: true,
    uncertain: !safe,
    code: codeOf(name, 'unclear'),
  });
}

function codeOf(name: string, what: string): string {
  return `${name.toLowerCase()}_${what}`;
}

/** True where what a call was about is not there any more. */
export function isGone(error: unknown): boolean {
  return error instanceof DeliveryError && error.code.endsWith('_404');
}
