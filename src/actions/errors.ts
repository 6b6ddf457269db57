import { DeliveryError } from '../errors.ts';

/** Codes of failures before a connection stood: nothing was sent, so trying again is safe. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const badCertificate = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_(TLS|SSL)/;

/**
 * Translates what `fetch` throws. A refused connection may be tried again; once something was sent, nobody knows
 * whether the target acted, and the error is `uncertain`.
 * @param host named in the message
 */
export function unanswered(host: string, error: unknown): DeliveryError {
  const code = codeOf(error);
  if (code !== undefined && neverSent.has(code)) {
    const message = `${host} can't be reached (${code}); nothing was sent`;
    return new DeliveryError(message, { retry: true, code: 'action_unreachable', cause: error });
  }
  if (code !== undefined && badCertificate.test(code)) {
    const message = `${host} has a certificate that is not trusted (${code}); nothing was sent`;
    return new DeliveryError(message, { retry: false, code: 'action_certificate', cause: error });
  }
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  const why = timedOut
    ? 'did not answer in time'
    : `broke off without an answer${code === undefined ? '' : ` (${code})`}`;
  return new DeliveryError(`${host} ${why}; the action may or may not have happened`, {
    retry: true,
    uncertain: true,
    code: timedOut ? 'action_timeout' : 'action_broken_off',
    cause: error,
  });
}

/** The action as written can't be sent at all; somebody must correct it. */
export function impossible(code: string, message: string): DeliveryError {
  return new DeliveryError(message, { retry: false, code });
}

/** The code under fetch's "fetch failed", also where several addresses of one name were tried. */
function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null) return undefined;
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof AggregateError ? codeOf(new Error('', { cause: cause.errors[0] })) : undefined;
}
