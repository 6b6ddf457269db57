import type { Instant } from '../domain/time.ts';
import { line } from './text.ts';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const percent = /^[+-]?(\d+\.?\d*|\.\d+) *%$/;
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** The last instant with a four-digit year. */
const lastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Reads a number.
 * @returns the value of a number or a decimal string; `19%` is 0.19; undefined for anything else, NaN and Inf
 */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return finite(value);
  // A longer text is not a number, and would only cost time in the patterns.
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.trim();
  if (decimal.test(text)) return finite(Number(text));
  // Divided in decimal, so that 7 % is 0.07 and not 0.07000000000000001.
  return percent.test(text) ? finite(Number(`${text.slice(0, -1).trim()}e-2`)) : undefined;
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Reads RFC 3339 text, or an epoch number in seconds, milliseconds, microseconds or nanoseconds. Tools send different
 * units; the size of the number tells them apart, for all times from 1973 on.
 * @returns undefined for anything else, and for Go's zero time 0001-01-01, which means "not yet"
 */
export function readInstant(value: unknown): Instant | undefined {
  const at =
    typeof value === 'string' && value.length <= 64 && rfc3339.test(value)
      ? Date.parse(value)
      : fromEpoch(value);
  return at !== undefined && at > 0 && at <= lastInstant ? at : undefined;
}

function fromEpoch(value: unknown): Instant | undefined {
  const number = typeof value === 'string' && value.includes('%') ? undefined : readNumber(value);
  if (number === undefined) return undefined;
  if (number < 1e11) return Math.round(number * 1000);
  if (number < 1e14) return Math.round(number);
  return Math.round(number / (number < 1e17 ? 1e3 : 1e6));
}

/**
 * Reads a link.
 * @returns the address when it is safe to send a person there: http or https, without a password
 */
export function readLink(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 2000 || !/^https?:\/\//i.test(value)) return undefined;
  try {
    const url = new URL(value);
    return url.username === '' && url.password === '' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads one line of text; numbers become text.
 * @returns undefined when there is none
 */
export function readWord(value: unknown, max = 200): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = line(String(value), max);
  return text === '' ? undefined : text;
}

/** A failure's name as runbooks write it: label values often carry `refusal_spike` for `refusal-spike`. */
export function readFailure(value: unknown): string | undefined {
  return readWord(value)
    ?.toLowerCase()
    .replace(/[\s_]+/g, '-');
}

/** Names a value that was not expected: `a list`, `"soon"`, `nothing`. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `"${line(value, 60)}"` : String(value);
}
