import type { PersonId } from '../people.ts';
import { type Instant, minute } from '../time.ts';

/** Who could decide has this long to be heard of before somebody else may. */
export const answerTime = 10 * minute;

/** Somebody heard of in an incident counts as within reach for this long. */
export const reach = 30 * minute;

/** When each person last said or did something in an incident. */
export type Heard = Readonly<Record<PersonId, Instant>>;

/**
 * From when on nobody of these people counts as within reach of an incident that opened at `since`: 10 minutes after
 * the opening, or 30 minutes after the last word of any of them.
 */
export function unreachableFrom(people: readonly PersonId[], heard: Heard, since: Instant): Instant {
  return Math.max(
    since + answerTime,
    ...people.map((id) => (Object.hasOwn(heard, id) ? (heard[id] ?? 0) + reach : 0)),
  );
}

/**
 * From when on a request counts as unanswered by these people: 10 minutes after it was made, or after the last word of
 * any of them, who could have answered with it.
 */
export function unansweredFrom(people: readonly PersonId[], heard: Heard, asked: Instant): Instant {
  const last = people.map((id) => (Object.hasOwn(heard, id) ? (heard[id] ?? 0) : 0));
  return Math.max(asked, ...last) + answerTime;
}
