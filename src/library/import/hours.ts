import { type Weekday, weekdays } from '../../domain/oncall/rotation.ts';
import type { HoursDraft } from './draft.ts';

const dayMinutes = 24 * 60;

/** A moment of a week: its day, and minutes after midnight. */
export interface WeekMoment {
  day: Weekday;
  minutes: number;
}

/** A stretch of a week as hours of a layer, day by day where it lasts longer than one. */
export function hoursBetween(start: WeekMoment, end: WeekMoment): HoursDraft[] {
  const [first, last] = [weekdays.indexOf(start.day), weekdays.indexOf(end.day)];
  let days = (last - first + 7) % 7;
  // Monday nine to Monday eight goes once around the week.
  if (days === 0 && end.minutes <= start.minutes) days = 7;
  const length = days * dayMinutes + end.minutes - start.minutes;
  return hoursFor(start, length);
}

/** The same from a start and a length in minutes, at most a week. */
export function hoursFor({ day, minutes }: WeekMoment, length: number): HoursDraft[] {
  if (length <= dayMinutes) return [{ days: [day], from: clock(minutes), to: clock(end(minutes + length)) }];
  const hours: HoursDraft[] = [];
  let left = length;
  let from = minutes;
  for (let n = weekdays.indexOf(day); left > 0; n++) {
    const here = Math.min(left, dayMinutes - from);
    hours.push({ days: [weekdays[n % 7] ?? day], from: clock(from), to: clock(end(from + here)) });
    left -= here;
    from = 0;
  }
  return hours;
}

/** The same hours on each of these days. */
export function hoursOn(days: Weekday[] | undefined, minutes: number, length: number): HoursDraft {
  return { ...(days && { days }), from: clock(minutes), to: clock(end(minutes + length)) };
}

/** Past midnight is a time of the next day; midnight itself is the end of this one. */
function end(minutes: number): number {
  return minutes > dayMinutes ? minutes - dayMinutes : minutes;
}

function clock(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
