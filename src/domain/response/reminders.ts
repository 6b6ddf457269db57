import { type Duration, day, hour, type Instant } from '../time.ts';
import { type ActionItem, type Day, startOf } from './action-item.ts';

/** `before`: to come tomorrow. `overdue`: late by more than the grace period, so the manager hears of it too. */
export type ReminderRung = 'before' | 'due' | 'overdue';

/** Reminders come at this time of day, in UTC. */
const morning: Duration = 9 * hour;
/** So long the owner alone is reminded of what is late. */
const grace: Duration = 3 * day;
const week: Duration = 7 * day;

/** How late an item is, in rungs. A reminder that comes after its time says what is true then. */
export function rungAt(due: Day, at: Instant): ReminderRung {
  if (at < startOf(due)) return 'before';
  return at < firstOverdue(due) - morning ? 'due' : 'overdue';
}

/**
 * When an item is next reminded of: the morning before it is due, the morning it is due, after the grace period, and from
 * then on once a week. Never twice in one day.
 */
export function nextReminder({ due, reminded }: Pick<ActionItem, 'due' | 'reminded'>, now: Instant): Instant {
  const free = Math.max(now, reminded === undefined ? now : endOfDay(reminded));
  const dueAt = startOf(due) + morning;
  const late = firstOverdue(due);
  const planned = [dueAt - day, dueAt, late].find((moment) => moment > free);
  return planned ?? late + Math.ceil((free + 1 - late) / week) * week;
}

/** On a weekend nobody reads it, so it comes on Monday, and so do those after it. */
function firstOverdue(due: Day): Instant {
  const at = startOf(due) + grace + morning;
  const weekday = new Date(at).getUTCDay();
  return weekday === 6 ? at + 2 * day : weekday === 0 ? at + day : at;
}

function endOfDay(at: Instant): Instant {
  return at - (at % day) + day - 1;
}
