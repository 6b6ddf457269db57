import { type Duration, day, type Instant } from '../time.ts';
import type { Runbook } from './runbook.ts';

/** So long before a review is due its reviewer hears of it first. */
const ahead: Duration = 14 * day;
/** Once it is late, so much time lies between two reminders. */
const between: Duration = 7 * day;

/** When the next review of a runbook is due. */
export function reviewDueAt({ on, everyDays }: Runbook['review']): Instant {
  return Date.parse(`${on}T00:00:00Z`) + everyDays * day;
}

/**
 * Which reminder a review is at: `soon` in the last two weeks, `late 0` from its day on, `late 1` a week after, and so on.
 * Each is told once, and all of them end when the date in the file moves.
 * @returns undefined while nobody needs to be reminded
 */
export function reviewStage(review: Runbook['review'], now: Instant): string | undefined {
  const late = now - reviewDueAt(review);
  if (late >= 0) return `late ${Math.floor(late / between)}`;
  return late >= -ahead ? 'soon' : undefined;
}
