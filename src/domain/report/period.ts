import { type Duration, day, type Instant } from '../time.ts';

/** What a report is about; the period before it is as long. */
export interface Period {
  from: Instant;
  to: Instant;
}

const lengths: Record<string, Duration> = { d: day, w: 7 * day, m: 30 * day, y: 365 * day };

/** The longest a report looks back. */
const longest: Duration = 10 * 365 * day;

export const usualSince = '30d';

/**
 * The period that ends now: `30d`, `12w`, `6m` (of 30 days), `1y`, or from a day on, `2026-01-31`. It begins with a day, in
 * UTC.
 * @returns undefined where the words say none, or it lies in the future or more than ten years back
 */
export function periodSince(words: string, now: Instant): Period | undefined {
  const from = startOf(words.trim().toLowerCase(), now);
  return from === undefined || from >= now || now - from > longest ? undefined : { from, to: now };
}

function startOf(words: string, now: Instant): Instant | undefined {
  const [, count = '', unit = ''] = /^(\d{1,4})\s*([dwmy])$/.exec(words) ?? [];
  const length = lengths[unit];
  if (length !== undefined) return Math.floor(now / day) * day - Number(count) * length;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(words)) return undefined;
  const at = Date.parse(`${words}T00:00:00Z`);
  // What is no day of the calendar, such as 30 February, comes out as another one or as none.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== words ? undefined : at;
}

/** The period of the same length before. */
export function before({ from, to }: Period): Period {
  return { from: from - (to - from), to: from };
}

/** A stretch of the period: a calendar month, or a week that begins on Monday, in UTC. */
export interface Stretch {
  /** `2026-01`, or the Monday `2026-01-05`. */
  name: string;
  from: Instant;
  to: Instant;
  /** It reaches over the beginning or the end of the period, so less of it is counted. */
  partial: boolean;
}

/** Longer periods are told by month. */
const mostWeeks = 14;

/** The period in weeks, or in months where it is long, oldest first. */
export function stretchesOf(period: Period, by?: 'month'): Stretch[] {
  const weekly = by === undefined && period.to - period.from <= mostWeeks * 7 * day;
  const next = weekly ? (at: Instant) => at + 7 * day : nextMonth;
  const stretches: Stretch[] = [];
  for (let from = weekly ? mondayOf(period.from) : monthOf(period.from); from < period.to; ) {
    const to = next(from);
    const name = new Date(from).toISOString().slice(0, weekly ? 10 : 7);
    stretches.push({ name, from, to, partial: from < period.from || to > period.to });
    from = to;
  }
  return stretches;
}

function mondayOf(at: Instant): Instant {
  const date = Math.floor(at / day);
  // 1970-01-01 was a Thursday.
  return (date - ((date + 3) % 7)) * day;
}

function monthOf(at: Instant): Instant {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

function nextMonth(at: Instant): Instant {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
