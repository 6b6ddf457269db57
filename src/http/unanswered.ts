import { DeliveryError } from '../errors.ts';
import { AnswerTooLong } from './answer.ts';
import { LeadsInside } from './private.ts';

/**
 * Why a call got no usable answer. `unreachable`: there was no connection, because the name is unknown, the port is
 * closed or there is no route. `untrusted`: TLS failed. `broken_off`: the connection was reset, closed or damaged after
 * it was open.
 */
export type Why = 'unreachable' | 'untrusted' | 'timeout' | 'aborted' | 'too_long' | 'broken_off';

export interface Failure {
  why: Why;
  /** The code from Node or undici: `ECONNREFUSED`. */
  code: string | undefined;
  /** The code, or else the name of the innermost error: `TimeoutError`. */
  word: string;
  /** False when the request can't have arrived, so a repeat does nothing twice. */
  sent: boolean;
}

/** How an adapter words a failure. */
export interface Told {
  message: string;
  /** See DeliveryError. */
  code: string;
  /** False when somebody must repair something first; default true. */
  retry?: boolean;
  /** True when the same call may arrive twice without harm; default false. */
  repeatable?: boolean;
}

/**
 * Turns what `fetch` throws into a DeliveryError; no other code does that. It decides whether the request may have
 * arrived; the adapter gives the words and codes.
 */
export function unanswered(error: unknown, tell: (failure: Failure) => Told): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const inside = insideIn(error);
  if (inside !== undefined)
    return new DeliveryError(inside.message, { retry: false, code: insideCode, cause: error });
  const failure = failureOf(error);
  const { message, code, retry = true, repeatable = false } = tell(failure);
  const uncertain = failure.sent && !repeatable;
  return new DeliveryError(message, { retry, uncertain, code, cause: error });
}

/** The code of a call that was not made because of where its host leads. */
export const insideCode = 'address_inside';

/** Why a call was not made, where its host leads into the own network. */
export function insideIn(error: unknown): LeadsInside | undefined {
  return chainOf(error).find((one) => one instanceof LeadsInside);
}

/** Reads the cause from the error of `fetch`, or of reading its answer. */
export function failureOf(error: unknown): Failure {
  const chain = chainOf(error);
  const code = chain.map(codeOf).find((one) => one !== undefined);
  const why = whyOf(chain, code);
  const word = code ?? chain.at(-1)?.name ?? 'unknown';
  return { why, code, word, sent: why !== 'unreachable' && why !== 'untrusted' };
}

/** Codes of failures before a connection was open. */
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

/** Damaged TLS records, which can also happen after the connection was open. */
const damaged = /BAD_RECORD_MAC|DECRYPTION_FAILED/;

function whyOf(chain: Error[], code = ''): Why {
  if (chain.some((one) => one instanceof AnswerTooLong)) return 'too_long';
  if (chain.some((one) => one.name === 'TimeoutError') || tooLate.has(code)) return 'timeout';
  if (chain.some((one) => one.name === 'AbortError')) return 'aborted';
  if (neverStood.has(code) || chain.some((one) => isConnecting(one) || one instanceof LeadsInside))
    return 'unreachable';
  if (badTls.test(code) && !damaged.test(code)) return 'untrusted';
  return 'broken_off';
}

/** True while the system looks for the host or connects to it. Nothing has been sent then, whatever the code is. */
function isConnecting(error: Error): boolean {
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}

/**
 * The error and its causes, outermost first. When a name has several addresses, it takes the error of the first one
 * tried.
 */
function chainOf(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 8) return [];
  const below: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...chainOf(below, depth + 1)];
}

/** The code of an error. DOMExceptions have numbers, which say nothing, so those are left out. */
function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
