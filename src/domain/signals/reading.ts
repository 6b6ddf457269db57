import type { Instant } from '../time.ts';

/**
 * A signal's value at a time. An absent `value` means that it was not measured: no data, NaN, a partial answer, no answer.
 * That is neither in range nor out of range, and never good news.
 */
export interface Reading {
  signal: string;
  at: Instant;
  value?: number;
  /** Why there is no value. */
  problem?: string;
  /** Of several series the worst, whose value this is: `region eu-west`; the best of them, and how many there are. */
  worst?: { label: string; is: string; best: number; of: number };
}

export type Unit = 'ratio' | 'seconds' | 'usd' | 'tokens' | 'count' | 'per_second';

/**
 * Formats a value the same way everywhere: `19 %`, `1.8 s`, `14 days`, `$0.0042`, `512 tokens`.
 * @param value in the unit's base: ratios are 0–1, seconds are seconds
 */
export function show(value: number, unit: Unit): string {
  switch (unit) {
    case 'ratio':
      return `${trim(value * 100)} %`;
    case 'seconds':
      return longTime(value);
    case 'usd':
      return `$${value < 1 ? Number(value.toPrecision(2)) : value.toFixed(2)}`;
    case 'tokens':
      return `${Math.round(value)} tokens`;
    case 'per_second':
      return `${trim(value)}/s`;
    case 'count':
      return trim(value);
  }
}

/** Formats seconds; what takes hours or days, such as the age of an index, is shown in hours or days. */
function longTime(seconds: number): string {
  if (Math.abs(seconds) >= 2 * 86_400) return `${trim(seconds / 86_400)} days`;
  return Math.abs(seconds) >= 2 * 3600 ? `${trim(seconds / 3600)} h` : `${trim(seconds)} s`;
}

function trim(value: number): string {
  const size = Math.abs(value);
  return String(Number(value.toFixed(size >= 10 ? 0 : size >= 1 ? 1 : 2)));
}
