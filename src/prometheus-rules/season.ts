import { daysLater, momentOf, weekdayOf } from '../domain/oncall/wall-time.ts';
import type { Season } from '../domain/runbooks/runbook.ts';
import { type Duration, day, minute, second } from '../domain/time.ts';
import { inPrometheus } from './promql.ts';

/**
 * What was normal at this hour in past weeks: of each week the mean of half an hour before and after, and of those the
 * mean. A holiday is compared with past Sundays.
 * @param calm the series whose past counts; it has no samples of holidays
 * @param labels those that tell its series apart
 */
export function sameHours(season: Season, { calm, labels }: { calm: string; labels: string }): string {
  const past = (days: number) => meanOf(season.weeks, { calm, labels, days });
  const weekdays = [...new Set(season.holidays.map(weekdayOf))].sort();
  if (weekdays.length === 0) return past(7);
  const sundays = weekdays.map((weekday) => {
    const days = season.holidays.filter((date) => weekdayOf(date) === weekday);
    return `(${past(weekday === 0 ? 7 : weekday)} and on () (${duringDays(days, season.tz)}))`;
  });
  return [...sundays, `(${past(7)} unless on () (${holidaysOf(season)}))`].join(' or ');
}

/** Gives something on holidays, and nothing on other days; empty where the season has none. */
export function holidaysOf({ holidays, tz }: Season): string {
  return duringDays(holidays, tz);
}

function duringDays(days: string[], zone: string): string {
  const seconds = (date: string) => momentOf(date, '00:00', zone) / second;
  return days
    .map((date) => `vector(time()) >= ${seconds(date)} < ${seconds(daysLater(date, 1))}`)
    .join(' or ');
}

/** @param days how long before now the latest of the weeks is looked at */
function meanOf(
  weeks: number,
  { calm, labels, days }: { calm: string; labels: string; days: number },
): string {
  const hours = Array.from({ length: weeks }, (_, n): Duration => (days + 7 * n) * day - 30 * minute);
  const each = hours.map((offset, n) => {
    const mean = `avg_over_time(${calm}[1h] offset ${inPrometheus(offset)})`;
    return `label_replace(${mean}, "week", "${n + 1}", "", "")`;
  });
  return `avg by (${labels}) (${each.join(' or ')})`;
}
