import type { Instant } from '../domain/time.ts';
import { evidence } from './evidence.ts';
import { readInstant } from './fields.ts';

/** When an alert began, as far as its sender said. */
interface Start {
  startsAt: Instant;
  undated?: true;
  /** What it said instead of a usable time, as evidence. */
  extra: Record<string, unknown>;
}

/**
 * Reads when an alert began. No alert is lost over its time: without a usable one (none, 0, Go's zero time, words) the
 * moment of arrival is taken, and what was sent is kept.
 */
export function readStart(given: unknown, now: Instant): Start {
  const startsAt = readInstant(given);
  if (startsAt !== undefined) return { startsAt, extra: {} };
  const extra = given === undefined || given === null ? {} : { startsAt: evidence(given) };
  return { startsAt: now, undated: true, extra };
}
