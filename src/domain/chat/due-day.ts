import type { Rejection } from '../incident/commands.ts';
import { type Day, dayOf, later, startOf } from '../response/action-item.ts';
import type { Instant } from '../time.ts';

/** A day to come, as somebody said it. Days count in UTC. */
export type SaidDay = { day: Day } | { days: number } | { months: number } | { weekday: number; next?: true };

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const amounts: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, six: 6 };

/** How due days are written, for whoever is asked again. */
export const dayWays = '`friday`, `in 2 weeks`, `tomorrow` or `2026-12-04`';

/**
 * What `friday`, `next friday`, `in 2 weeks`, `4 dec 2026` or `2026-12-04` means.
 * @returns undefined where it is no day
 */
export function dayMeant(text: string): SaidDay | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/[.,]+$/, '')
    .replace(/\s+/g, ' ')
    .replace(/^(?:due|by|until|on)(?: on| by)? /, '');
  if (words === 'today') return { days: 0 };
  if (words === 'tomorrow') return { days: 1 };
  return written(words) ?? spanned(words) ?? weekday(words);
}

function written(words: string): SaidDay | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(words)?.slice(1).join('-');
  if (iso !== undefined) return real(iso);
  const [, first = '', second = '', year = ''] = /^(\w+) (\w+),? (\d{4})$/.exec(words) ?? [];
  const [date, name] = /^\d/.test(first) ? [first, second] : [second, first];
  const month = monthNames.indexOf(name.slice(0, 3)) + 1;
  const digits = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(date)?.[1];
  if (month === 0 || digits === undefined || !/^[a-z]{3,9}$/.test(name)) return undefined;
  return real(`${year}-${String(month).padStart(2, '0')}-${digits.padStart(2, '0')}`);
}

/** The 31st of November is a slip, and not the first of December. */
function real(day: Day): SaidDay | undefined {
  return Number.isNaN(startOf(day)) || dayOf(startOf(day)) !== day ? undefined : { day };
}

function spanned(words: string): SaidDay | undefined {
  const [, amount = '', unit = ''] =
    /^(?:in )?(\d{1,3}|[a-z]{1,5}) ?(days?|d|weeks?|w|months?)$/.exec(words) ?? [];
  const many = /^\d/.test(amount) ? Number(amount) : amounts[amount];
  if (many === undefined) return undefined;
  if (unit.startsWith('month')) return { months: many };
  return { days: unit.startsWith('w') ? many * 7 : many };
}

function weekday(words: string): SaidDay | undefined {
  const [, next, name = ''] = /^(?:(next) |this )?([a-z]{3,9})$/.exec(words) ?? [];
  if (name === 'week') return next ? { days: 7 } : undefined;
  const at = weekdays.findIndex((one) => one === name || one.slice(0, 3) === name);
  return at < 0 ? undefined : { weekday: at, ...(next && { next: true }) };
}

/** The day that was meant. `friday` is the next one to come; on a Friday it is ambiguous, so it is asked about. */
export function dueDay(said: SaidDay, now: Instant): { due: Day } | Rejection {
  const today = dayOf(now);
  if ('day' in said) return { due: said.day };
  if ('days' in said) return { due: later(today, said.days) };
  if ('months' in said) return { due: monthsLater(today, said.months) };
  const ahead = (said.weekday - new Date(startOf(today)).getUTCDay() + 7) % 7;
  if (ahead > 0)
    return { due: later(today, said.next && ahead < 7 - mondayBased(today) ? ahead + 7 : ahead) };
  if (said.next) return { due: later(today, 7) };
  return {
    rejected: `Today is ${weekdays[said.weekday]?.replace(/^./, (letter) => letter.toUpperCase())}: is it due today, or in a week?`,
    next: `Write \`today\`, or \`${later(today, 7)}\`.`,
  };
}

/** How many days of its week are over before this one; weeks begin on Monday. */
function mondayBased(day: Day): number {
  return (new Date(startOf(day)).getUTCDay() + 6) % 7;
}

/** The same day so many months later, or the last of that month. */
function monthsLater(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(date, last)));
}
