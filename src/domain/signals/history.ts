import { type Duration, hour, type Instant, second } from '../time.ts';

/** What a signal read over a stretch of time, at even steps; null where nothing was measured. */
export interface History {
  signal: string;
  from: Instant;
  step: Duration;
  values: (number | null)[];
}

/** A stretch of time, and how far apart its samples are. */
export interface Stretch {
  from: Instant;
  to: Instant;
  step: Duration;
}

/** How far back "before" goes from the start of the symptom. */
const before: Duration = hour;

/** The most samples of one signal: enough for a chart, little enough to keep in the log. */
const samples = 120;

/**
 * The stretch that shows a signal before and during an incident: an hour before it began, until `to`. The step is a
 * whole number of 15 s, the usual time between two samples of a Prometheus.
 */
export function stretchSince(startedAt: Instant, to: Instant): Stretch {
  const from = startedAt - before;
  const unit = 15 * second;
  const step = Math.max(unit, Math.ceil((to - from) / samples / unit) * unit);
  // Whole steps back from `to`, so that the newest sample is the newest there is.
  return { from: to - Math.floor((to - from) / step) * step, to, step };
}

/** The samples that have a value, in order of time. */
export function samplesOf({ from, step, values }: History): { at: Instant; value: number }[] {
  return values.flatMap((value, place) => (value === null ? [] : [{ at: from + place * step, value }]));
}

/** When a signal left its range and whether it is still out of it. */
export interface Spell {
  /** The first sample out of range. */
  from: Instant;
  /** The first sample in range again; absent while it is out. */
  to?: Instant;
  /** False when it was out of range in the very first sample, so that it may have begun earlier. */
  seenToBegin: boolean;
}

/**
 * The newest time a signal was out of range. Returns to range shorter than `pause` do not end it: a signal that swings
 * about its limit has one spell and not twenty.
 * @param isOut whether a value is out of range
 */
export function lastSpell(
  history: History,
  isOut: (value: number) => boolean,
  pause: Duration = 0,
): Spell | undefined {
  const known = samplesOf(history);
  const last = known.findLastIndex(({ value }) => isOut(value));
  if (last < 0) return undefined;
  let first = last;
  for (let place = last - 1; place >= 0; place--) {
    const sample = known[place];
    const out = known[first];
    if (sample === undefined || out === undefined) break;
    if (isOut(sample.value)) first = place;
    else if (out.at - sample.at > pause) break;
  }
  const [from, back] = [known[first], known[last + 1]];
  if (from === undefined) return undefined;
  return { from: from.at, ...(back && { to: back.at }), seenToBegin: first > 0 };
}
