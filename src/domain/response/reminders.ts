import { dayIn, daysBetween, daysLater, momentOf, weekdayOf } from '../oncall/wall-time.ts';
import type { Instant } from '../time.ts';
import type { ActionItem, Day, ReminderRung } from './action-item.ts';

/** Reminders come when clocks in the zone of the owner show this. */
const morning = '09:00';
/** So many days the owner alone is reminded of what is late. */
const grace = 3;
const week = 7;

/** How late an item is, in rungs. A reminder that comes after its time says what is true then. */
export function rungAt(due: Day, at: Instant, zone = 'UTC'): ReminderRung {
  const today = dayIn(zone, at);
  if (today < due) return 'before';
  return today < firstOverdue(due) ? 'due' : 'overdue';
}

/**
 * When an item is next reminded of: the morning before it is due, the morning it is due, after the grace period, and from
 * then on once a week. Never twice in one day. Days and mornings are those of its owner.
 */
export function nextReminder(
  { due, reminded, owner }: Pick<ActionItem, 'due' | 'reminded'> & { owner?: { tz?: string } },
  now: Instant,
): Instant {
  const zone = owner?.tz ?? 'UTC';
  const free = Math.max(now, reminded === undefined ? now : endOfDay(zone, reminded));
  const late = firstOverdue(due);
  const today = dayIn(zone, free);
  const weekly = daysLater(late, Math.floor(daysSince(late, today) / week) * week);
  const days = [daysLater(due, -1), due, late, weekly, daysLater(weekly, week)];
  const at = days.map((day) => momentOf(day, morning, zone)).find((moment) => moment > free);
  return at ?? momentOf(daysLater(weekly, 2 * week), morning, zone);
}

/** On a weekend nobody reads it, so it comes on Monday, and so do those after it. */
function firstOverdue(due: Day): Day {
  const day = daysLater(due, grace);
  const weekday = weekdayOf(day);
  return weekday === 6 ? daysLater(day, 2) : weekday === 0 ? daysLater(day, 1) : day;
}

function endOfDay(zone: string, at: Instant): Instant {
  return momentOf(daysLater(dayIn(zone, at), 1), '00:00', zone) - 1;
}

/** Days from the first one to the other; none where the other comes first. */
function daysSince(from: Day, to: Day): number {
  return Math.max(0, daysBetween(from, to));
}
