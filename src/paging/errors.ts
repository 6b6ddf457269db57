import { DeliveryError } from '../errors.ts';
import { retryAfterIn } from '../http/retry-after.ts';
import { unanswered } from '../http/unanswered.ts';

/** The wait, in milliseconds, after a provider says "too many" without saying how long. */
const throttleMs = 30_000;

/** The longest wait for a page, in milliseconds, whatever the provider asks for. */
const longestMs = 600_000;

/**
 * A provider's refusal as a DeliveryError. A refused page (most 4xx) is never repeated; "too many" and the provider's
 * own failures are. A repeat is safe, because every page carries a dedup key. `uncertain` is what may ring there
 * although no yes came, so that it is called off when somebody has answered meanwhile.
 * @param said the provider's answer, shortened and without secrets
 */
export function refusedBy(route: string, response: Response, said: string): DeliveryError {
  const { status } = response;
  const tail = said === '' ? '' : `: ${said}`;
  if (status === 429) {
    const afterMs = waitIn(response) ?? throttleMs;
    const facts = { retry: true, throttled: true, afterMs, code: `${route}_throttled` };
    return new DeliveryError(`${route} asks to slow down${tail}`, facts);
  }
  if (status >= 500 || status === 408) {
    const afterMs = waitIn(response);
    // With 408 and 503 it says that it did not take the page; after any other failure it may have.
    const uncertain = status !== 408 && status !== 503;
    const wait = afterMs !== undefined && { afterMs };
    const facts = { retry: true, uncertain, code: `${route}_${status}`, ...wait };
    return new DeliveryError(`${route} answered ${status}${tail}`, facts);
  }
  if (status >= 300 && status < 400) {
    const message = `${route} answered ${status}, a redirect; pages are not sent on. Check its address.`;
    // A proxy redirects to its sign-in for a moment; a wrong address is told after a few tries.
    return new DeliveryError(message, { retry: true, code: `${route}_redirect` });
  }
  return new DeliveryError(`${route} refused the page with ${status}${tail}`, {
    retry: false,
    code: `${route}_${status}`,
  });
}

/** The error for a success status with an answer that the provider never gives. */
export function unclear(route: string, what: string): DeliveryError {
  return new DeliveryError(`${route} did not confirm the page: it answered with ${what}.`, {
    retry: true,
    uncertain: true,
    code: `${route}_unclear`,
  });
}

/** The error for a success status with a refusal in the answer. */
export function refusedInWords(route: string, said: string): DeliveryError {
  return new DeliveryError(`${route} refused the page, although with a success status: ${said}`, {
    retry: false,
    code: `${route}_refused`,
  });
}

/** The error when no answer came. The provider knows a page that did arrive by its dedup key, so airb may repeat it. */
export function unreachable(route: string, error: unknown): DeliveryError {
  return unanswered(error, ({ why, word }) =>
    why === 'timeout'
      ? { message: `${route} did not answer in time`, code: `${route}_timeout` }
      : { message: `${route} can't be reached (${word})`, code: `${route}_unreachable` },
  );
}

function waitIn({ headers }: Response): number | undefined {
  const afterMs = retryAfterIn(headers);
  return afterMs === undefined ? undefined : Math.min(afterMs, longestMs);
}
