import { DeliveryError } from '../errors.ts';
import { AnswerTooLong } from './answer.ts';

/**
 * Why a call got no answer that can be used. `unreachable`: no connection stood, because the name is unknown, the
 * port is closed or the network leads nowhere. `untrusted`: TLS did not come about. `broken_off`: reset, closed or
 * garbled after the connection stood.
 */
export type Why = 'unreachable' | 'untrusted' | 'timeout' | 'aborted' | 'too_long' | 'broken_off';

export interface Failure {
  why: Why;
  /** What Node or undici calls it: `ECONNREFUSED`. */
  code: string | undefined;
  /** The code, or else the name of the innermost error: `TimeoutError`. */
  word: string;
  /** False when the request can not have arrived, so that repeating it does nothing twice. */
  sent: boolean;
}

/** What an adapter says of a failure. */
export interface Told {
  message: string;
  /** See DeliveryError. */
  code: string;
  /** False where somebody must mend something first; default true. */
  retry?: boolean;
  /** True when the same call may arrive twice without harm; default false. */
  repeatable?: boolean;
}

/**
 * The one translator of what `fetch` throws into a DeliveryError: whether the request can have arrived is decided
 * here, the words and codes are the adapter's.
 */
export function unanswered(error: unknown, tell: (failure: Failure) => Told): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const failure = failureOf(error);
  const { message, code, retry = true, repeatable = false } = tell(failure);
  const uncertain = failure.sent && !repeatable;
  return new DeliveryError(message, { retry, uncertain, code, cause: error });
}

/** Reads the cause out of what `fetch`, or the reading of its answer, threw. */
export function failureOf(error: unknown): Failure {
  const chain = chainOf(error);
  const code = chain.map(codeOf).find((one) => one !== undefined);
  const why = whyOf(chain, code);
  const word = code ?? chain.at(-1)?.name ?? 'unknown';
  return { why, code, word, sent: why !== 'unreachable' && why !== 'untrusted' };
}

/** Codes of failures before a connection stood. */
const neverStood = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const tooLate = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

const badTls = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_(TLS|SSL)/;

/** Damage on the way, which can also happen to a connection that stood. */
const damaged = /BAD_RECORD_MAC|DECRYPTION_FAILED/;

function whyOf(chain: Error[], code = ''): Why {
  if (chain.some((one) => one instanceof AnswerTooLong)) return 'too_long';
  if (chain.some((one) => one.name === 'TimeoutError') || tooLate.has(code)) return 'timeout';
  if (chain.some((one) => one.name === 'AbortError')) return 'aborted';
  if (neverStood.has(code) || chain.some(isConnecting)) return 'unreachable';
  if (badTls.test(code) && !damaged.test(code)) return 'untrusted';
  return 'broken_off';
}

/** Whatever code the system gave, nothing is sent while it still looks for the host or knocks there. */
function isConnecting(error: Error): boolean {
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}

/** The error and its causes, outermost first; of several addresses of one name, the first that was tried. */
function chainOf(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 8) return [];
  const below: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...chainOf(below, depth + 1)];
}

/** DOMExceptions have numbers for codes, which tell nothing. */
function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
