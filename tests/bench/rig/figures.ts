/** The value below which `share` of the values lie; NaN of nothing. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** A histogram as Prometheus reads it: how many observations are not above each bound. */
export type Buckets = { le: number; count: number }[];

/** The buckets of a histogram without labels, from the text of a scrape. */
export function bucketsIn(text: string, name: string): Buckets {
  const lines = text.matchAll(new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)$`, 'gm'));
  return [...lines].map(([, le, count]) => ({
    le: le === '+Inf' ? Infinity : Number(le),
    count: Number(count),
  }));
}

/**
 * The value below which `share` of the observations lie, taken to be spread evenly within their bucket, as
 * `histogram_quantile` does; NaN of nothing.
 */
export function quantileOf(buckets: Buckets, share: number): number {
  const rank = share * (buckets.at(-1)?.count ?? 0);
  const place = buckets.findIndex(({ count }) => count > 0 && count >= rank);
  const bucket = buckets[place];
  if (bucket === undefined) return Number.NaN;
  const below = buckets[place - 1] ?? { le: 0, count: 0 };
  if (bucket.le === Infinity) return below.le;
  return below.le + ((bucket.le - below.le) * (rank - below.count)) / (bucket.count - below.count);
}

/** Three significant figures, and no exponent: 0.512, 47.3, 8120. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** Lowest to highest, to show how far the rounds lie apart. */
export function spread(values: number[]): string {
  return `${shown(Math.min(...values))}–${shown(Math.max(...values))}`;
}
