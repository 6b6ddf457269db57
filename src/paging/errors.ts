import { DeliveryError } from '../errors.ts';

/** How long to stay away when a provider says "too many" without saying for how long. */
const throttleMs = 30_000;

/**
 * A provider's answer other than 2xx as DeliveryError: a refused page (most 4xx) is never repeated, "too many" and the
 * provider's own failures are. Repeating is safe, as every page carries a dedup key, so nothing here is `uncertain`.
 * @param said the provider's answer, shortened and without secrets
 */
export function refusedBy(route: string, response: Response, said: string): DeliveryError {
  const { status } = response;
  const tail = said === '' ? '' : `: ${said}`;
  if (status === 429) {
    const afterMs = retryAfter(response.headers.get('retry-after')) ?? throttleMs;
    const facts = { retry: true, throttled: true, afterMs, code: `${route}_throttled` };
    return new DeliveryError(`${route} asks to slow down${tail}`, facts);
  }
  if (status >= 500 || status === 408) {
    const afterMs = retryAfter(response.headers.get('retry-after'));
    const facts = { retry: true, code: `${route}_${status}`, ...(afterMs !== undefined && { afterMs }) };
    return new DeliveryError(`${route} answered ${status}${tail}`, facts);
  }
  if (status >= 300 && status < 400) {
    const message = `${route} answered ${status}, a redirect; pages are not sent on. Check its address.`;
    return new DeliveryError(message, { retry: false, code: `${route}_redirect` });
  }
  return new DeliveryError(`${route} refused the page with ${status}${tail}`, {
    retry: false,
    code: `${route}_${status}`,
  });
}

/** No answer came: the network, or the time limit. */
export function unreachable(route: string, error: unknown): DeliveryError {
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  const why = timedOut ? 'did not answer in time' : `can't be reached (${causeOf(error)})`;
  const code = timedOut ? `${route}_timeout` : `${route}_unreachable`;
  return new DeliveryError(`${route} ${why}`, { retry: true, code, cause: error });
}

/** The code under fetch's own "fetch failed": `ECONNREFUSED`. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : 'no answer';
}

/** @returns milliseconds, at most ten minutes; undefined without a number of seconds */
function retryAfter(header: string | null): number | undefined {
  const seconds = header === null || header.trim() === '' ? Number.NaN : Number(header);
  return seconds >= 0 ? Math.min(seconds * 1000, 600_000) : undefined;
}
