import { day, hour, type Instant } from '../../domain/time.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadRunbook } from '../library-files.ts';
import type { Path, Source } from '../source.ts';

/** Finds overdue reviews, and dates in the future for things that a file says were done. */
export function wrongDates({ runbooks, systems }: LibraryFiles, now: Instant): Finding[] {
  return [
    ...runbooks.flatMap((runbook) => [
      ...overdueReview(runbook, now),
      ...future(runbook.source, { on: runbook.value.review.on, path: ['review', 'on'] }, now),
    ]),
    ...systems.flatMap(({ value: { fallbackTested, drill }, source }) => [
      ...future(source, { on: fallbackTested, path: ['fallbackTested'] }, now),
      ...future(source, { on: drill?.on, path: ['drill', 'on'] }, now),
    ]),
  ];
}

function overdueReview({ value, source }: ReadRunbook, now: Instant): Finding[] {
  const due = startOf(value.review.on) + value.review.everyDays * day;
  if (now < due) return [];
  const dueDay = new Date(due).toISOString().slice(0, 10);
  return [
    source.at(['review', 'on'], {
      level: 'warning',
      rule: 'review-overdue',
      what: `the review was due on ${dueDay}`,
      expected: `a review every ${value.review.everyDays} days`,
      why: 'names, versions and limits in it may no longer be true',
      fix: 'read it through, correct it, and write the day of the review here',
    }),
  ];
}

/** The earliest zone is fourteen hours ahead of UTC, so a day begins there that much earlier. */
const earliestZone = 14 * hour;

function future(
  source: Source,
  { on, path }: { on: string | undefined; path: Path },
  now: Instant,
): Finding[] {
  if (on === undefined || startOf(on) - earliestZone <= now) return [];
  return [
    source.at(path, {
      level: 'warning',
      rule: 'date-future',
      what: `${on} has not come yet`,
      expected: 'the day on which it was done',
      why: 'what was not yet done would count as done',
      fix: 'write the day of the last time, or take it out until it is done',
    }),
  ];
}

function startOf(calendarDay: string): Instant {
  return Date.parse(`${calendarDay}T00:00:00Z`);
}
