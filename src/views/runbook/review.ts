import type { Runbook } from '../../domain/runbooks/runbook.ts';
import { day, type Instant } from '../../domain/time.ts';

export interface ReviewState {
  /** Day the next review is due, `2027-05-21`. */
  due: string;
  overdue: boolean;
}

/** Whether somebody reviewed a runbook recently enough to trust its names and limits. */
export function reviewState({ on, everyDays }: Runbook['review'], now: Instant): ReviewState {
  const due = Date.parse(`${on}T00:00:00Z`) + everyDays * day;
  return { due: new Date(due).toISOString().slice(0, 10), overdue: now >= due };
}

/** `due 2027-05-21`, or since when it is overdue. */
export function reviewWords(review: Runbook['review'], now: Instant): string {
  const { due, overdue } = reviewState(review, now);
  return overdue ? `overdue since ${due}` : `due ${due}`;
}
