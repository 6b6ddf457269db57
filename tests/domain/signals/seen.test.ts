import { describe, expect, it } from 'vitest';
import { isDead, type Sample, seenIn, stretchUntil } from '../../../src/domain/signals/seen.ts';
import { day, hour, second } from '../../../src/domain/time.ts';

const to = Date.parse('2026-11-22T12:00:00Z');
const week = stretchUntil(to, 7 * day);
/** A sample at each hour of the week, of which `value` makes the values. */
const hourly = (value: (n: number) => number | undefined, until = 168): Sample[] =>
  Array.from({ length: until + 1 }, (_, n) => ({ at: week.from + n * hour, value: value(n) }));

describe('what a week of a query shows', () => {
  it('has a sample for each hour of a week, and one for each second of half a minute', () => {
    expect(week).toEqual({ from: to - 7 * day, to, step: hour });
    expect(stretchUntil(to, 30 * second)).toEqual({ from: to - 30 * second, to, step: second });
  });

  it('answers where it moves, if only once', () => {
    expect(seenIn([hourly((n) => (n === 80 ? 2 : 1))], week)).toEqual({ is: 'answers' });
  });

  it('is flat where it never moves; two samples are too few to say so', () => {
    expect(seenIn([hourly(() => 0)], week)).toEqual({ is: 'flat', value: 0 });
    const young = hourly(() => 0).slice(-2);
    expect(seenIn([young], week)).toEqual({ is: 'answers' });
  });

  it('is empty without a series, and where the series has ended', () => {
    expect(seenIn([], week)).toEqual({ is: 'empty' });
    expect(seenIn([hourly((n) => n, 150)], week)).toEqual({ is: 'empty', since: to - 18 * hour });
  });

  it('is not empty for a hole of a few hours at its end', () => {
    expect(seenIn([hourly((n) => n, 163)], week)).toEqual({ is: 'answers' });
  });

  it('has no numbers where all is NaN; NaN at night is no fault', () => {
    expect(seenIn([hourly(() => undefined)], week)).toEqual({ is: 'no numbers' });
    expect(seenIn([hourly((n) => (n % 24 < 8 ? undefined : n))], week)).toEqual({ is: 'answers' });
  });

  it('is several where one is needed', () => {
    expect(seenIn([hourly(() => 1), hourly(() => 2)], week)).toEqual({ is: 'several', series: 2 });
  });

  it('leaves only those blind that it gives nothing to go by', () => {
    expect(isDead({ is: 'empty' })).toBe(true);
    expect(isDead({ is: 'flat', value: 1 })).toBe(false);
    expect(isDead({ is: 'unasked', problem: 'down' })).toBe(false);
  });
});
