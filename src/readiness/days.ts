import { type Duration, day, hour, type Instant } from '../domain/time.ts';

/** The earliest zone is fourteen hours ahead of UTC, so a day begins there that much earlier. */
const earliestZone: Duration = 14 * hour;

/**
 * Compares a day in a file with now: `fresh` within the limit, `stale` when it is older, `ahead` when it is in the
 * future.
 */
export function freshness(
  calendarDay: string,
  { now, within }: { now: Instant; within: Duration },
): 'fresh' | 'stale' | 'ahead' {
  const start = startOf(calendarDay);
  if (start - earliestZone > now) return 'ahead';
  return now - start < within + day ? 'fresh' : 'stale';
}

/** Midnight UTC at which a day `2026-10-12` begins. */
export function startOf(calendarDay: string): Instant {
  return Date.parse(`${calendarDay}T00:00:00Z`);
}
