import type { Duration } from '../time.ts';

/** A 90th percentile of fewer says only which one was the slowest but one. */
export const enoughForP90 = 10;
/** Medians of fewer are not compared: one incident more would turn the answer round. */
export const enoughToCompare = 5;

/** How long something took, over `n` incidents. What `n` is too small for is absent, and never 0. */
export interface Distribution {
  n: number;
  median?: Duration;
  p90?: Duration;
  /** Without its number where it is one the reader may not know of. */
  worst?: Timed;
}

/** One incident's time. */
export interface Timed {
  took: Duration;
  incident?: number | undefined;
}

/** Median (the mean of the middle two), 90th percentile by the nearest rank, and the slowest. */
export function distributionOf(timed: readonly Timed[]): Distribution {
  const sorted = timed.toSorted((a, b) => a.took - b.took);
  const n = sorted.length;
  const worst = sorted.at(-1);
  if (worst === undefined) return { n };
  const p90 = n < enoughForP90 ? undefined : sorted[Math.ceil(0.9 * n) - 1]?.took;
  return { n, median: medianOf(sorted), ...(p90 !== undefined && { p90 }), worst };
}

function medianOf(sorted: readonly Timed[]): Duration {
  const upper = Math.floor(sorted.length / 2);
  const high = sorted[upper]?.took ?? 0;
  return sorted.length % 2 === 1 ? high : (high + (sorted[upper - 1]?.took ?? high)) / 2;
}

/** `share`: by how much less or more of the time before it took; below a tenth it is about the same. */
export type Trend =
  | { is: 'faster' | 'slower'; share: number }
  | { is: 'about the same' }
  | { is: 'too few to compare' };

const noticeable = 0.1;

/** How a median stands to that of the period before. */
export function trendOf(now: Distribution, before: Distribution): Trend {
  if (now.n < enoughToCompare || before.n < enoughToCompare || !now.median || !before.median)
    return { is: 'too few to compare' };
  const share = (now.median - before.median) / before.median;
  if (Math.abs(share) < noticeable) return { is: 'about the same' };
  return { is: share < 0 ? 'faster' : 'slower', share: Math.abs(share) };
}
