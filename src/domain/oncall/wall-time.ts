import { tzOffset } from '@date-fns/tz/tzOffset';
import { day, type Instant, minute } from '../time.ts';

/** A day without a zone, written `2026-03-29`. */
export type CalendarDay = string;

/** True for a name of the IANA database that this machine knows: `Europe/Lisbon`. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The day it is in a zone. */
export function dayIn(zone: string, at: Instant): CalendarDay {
  return new Date(at + offset(zone, at)).toISOString().slice(0, 10);
}

/** What clocks in a zone show: `09:00`. */
export function clockIn(zone: string, at: Instant): string {
  return new Date(at + offset(zone, at)).toISOString().slice(11, 16);
}

/** 0 is Sunday. */
export function weekdayOf(date: CalendarDay): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** The day so many days later, or earlier where the number is negative. */
export function daysLater(date: CalendarDay, days: number): CalendarDay {
  return new Date(startInUtc(date) + days * day).toISOString().slice(0, 10);
}

/** How many days lie between two days; negative when the second is the earlier one. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return Math.round((startInUtc(to) - startInUtc(from)) / day);
}

/**
 * The moment at which clocks in a zone show this time. A time that a day leaves out, because the clocks go forward,
 * means the moment as long after the change; of a time that comes twice, the first is meant.
 * @param clock `09:00`; `24:00` is the end of the day
 */
export function momentOf(date: CalendarDay, clock: string, zone: string): Instant {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  const shown = startInUtc(date) + (hours * 60 + minutes) * minute;
  const before = offset(zone, shown - day);
  const after = offset(zone, shown + day);
  const fits = [shown - before, shown - after].filter((at) => at + offset(zone, at) === shown);
  return fits.length > 0 ? Math.min(...fits) : shown - before;
}

function startInUtc(date: CalendarDay): Instant {
  return Date.parse(`${date}T00:00:00Z`);
}

function offset(zone: string, at: Instant): number {
  return tzOffset(zone, new Date(at)) * minute;
}
