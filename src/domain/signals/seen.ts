import { count } from '../plain.ts';
import { type Duration, type Instant, minute, second } from '../time.ts';
import type { Stretch } from './history.ts';

/** What was seen of a query when it was asked over a stretch of time. */
export type Seen =
  | { is: 'answers' }
  /** The same value at every moment: it may be one that never moves. */
  | { is: 'flat'; value: number }
  /** Only values that are no numbers, as where nothing is counted. */
  | { is: 'no numbers' }
  /** @param since when the last sample was, where there was one */
  | { is: 'empty'; since?: Instant }
  | { is: 'several'; series: number }
  /** Part of the data is missing, the query is refused, or nobody answered. */
  | { is: 'partial' | 'refused' | 'unasked'; problem: string };

/** A query to be asked over a stretch of time. */
export interface Asking {
  query: string;
  /** As of a signal. */
  headers?: Record<string, string>;
  /** Of several series the worst counts; `count` where only their being there does. */
  of?: 'max' | 'min' | 'count';
}

/** The fields of a signal that say how it is asked for. */
interface Askable extends Pick<Asking, 'query' | 'headers'> {
  by?: string;
  better: 'lower' | 'higher';
}

/** How a signal is asked for; where it gives a series for each value of a label, the worst counts. */
export function askingOf({ query, headers, by, better }: Askable): Asking {
  return {
    query,
    ...(headers && { headers }),
    ...(by !== undefined && { of: better === 'lower' ? ('max' as const) : ('min' as const) }),
  };
}

/** A value at a moment; undefined where it is no number. */
export interface Sample {
  at: Instant;
  value: number | undefined;
}

/** Without a sample for so much of the stretch up to its end, a query has fallen silent. */
const silence = 1 / 24;

/** Fewer samples than this do not show that a value never moves. */
const enough = 3;

/** What the series of one query show. */
export function seenIn(series: Sample[][], { from, to }: Stretch): Seen {
  const [samples = [], ...others] = series;
  if (others.length > 0) return { is: 'several', series: series.length };
  const last = samples.at(-1);
  if (last === undefined) return { is: 'empty' };
  if (to - last.at > (to - from) * silence) return { is: 'empty', since: last.at };
  const values = samples.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const [value] = values;
  if (value === undefined) return { is: 'no numbers' };
  if (values.length >= enough && values.every((one) => one === value)) return { is: 'flat', value };
  return { is: 'answers' };
}

/** True where a query was seen to give nothing to go by, so that who relies on it is blind. */
export function isDead({ is }: Seen): boolean {
  return is === 'empty' || is === 'no numbers' || is === 'several' || is === 'refused';
}

/** The most samples of one query: enough to see a value move in each hour of a week. */
const samples = 168;

/** The stretch up to now that a query is asked over. */
export function stretchUntil(to: Instant, length: Duration): Stretch {
  const unit = length >= samples * minute ? minute : second;
  const step = Math.max(unit, Math.ceil(length / samples / unit) * unit);
  return { from: to - Math.floor(length / step) * step, to, step };
}

/** What was seen, in a few words: `answers`, `the same value all the time`, `no data`. */
export function seenWords(seen: Seen): string {
  switch (seen.is) {
    case 'answers':
      return 'its query answers';
    case 'flat':
      return `its query gave ${seen.value} and nothing else`;
    case 'no numbers':
      return 'its query gives no number';
    case 'empty':
      return seen.since === undefined ? 'its query gives no data' : 'its query gives no data any more';
    case 'several':
      return `its query gives ${count(seen.series, 'series', 'series')} where one is needed`;
    case 'partial':
    case 'unasked':
    case 'refused':
      return seen.problem;
  }
}
