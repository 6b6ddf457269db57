import * as z from 'zod';
import { type Weekday, weekdays } from '../../domain/oncall/rotation.ts';
import { daysLater, momentOf, weekdayOf } from '../../domain/oncall/wall-time.ts';
import type { Instant } from '../../domain/time.ts';
import { type HoursDraft, type LayerDraft, type OverrideDraft, wallText } from './draft.ts';
import { hoursFor, hoursOn } from './hours.ts';

export const shiftShape = z.object({
  id: z.string(),
  name: z.string().nullish(),
  type: z.string(),
  time_zone: z.string().nullish(),
  level: z.number().nullish(),
  start: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/),
  duration: z.number(),
  frequency: z.string().nullish(),
  interval: z.number().nullish(),
  by_day: z.array(z.string()).nullish(),
  week_start: z.string().nullish(),
  until: z.string().nullish(),
  users: z.array(z.string()).nullish(),
  rolling_users: z.array(z.array(z.string())).nullish(),
  start_rotation_from_user_index: z.number().nullish(),
});

export type GrafanaShift = z.output<typeof shiftShape>;

export interface ShiftAround {
  zone: string;
  now: Instant;
  idOf(key: string | undefined): string | undefined;
  /** Says why something could not be carried over. */
  refuse(why: string): void;
}

const short = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const [hourMinutes, dayMinutes] = [60, 24 * 60];

/** A shift that comes once, for one person: it takes over as overrides do. */
export function overrideOf(shift: GrafanaShift, around: ShiftAround): OverrideDraft | undefined {
  const { zone: own, refuse, now, idOf } = around;
  const zone = shift.time_zone ?? own;
  const from = momentOf(shift.start.slice(0, 10), shift.start.slice(11, 16), zone);
  const to = from + shift.duration * 1000;
  if (to <= now) return void refuse('it is over');
  const [user, ...others] = [...(shift.users ?? []), ...(shift.rolling_users ?? []).flat()];
  if (user === undefined || others.length > 0) return void refuse('it has no user, or several at once');
  const person = idOf(user);
  if (person === undefined) return void refuse(`the user ${user} is not in the export`);
  return { person, from: wallText(from, own), to: wallText(to, own) };
}

/** The layer a repeating shift comes to; undefined where no layer says the same, and then it is said why. */
export function layerOf(shift: GrafanaShift, around: ShiftAround): LayerDraft | undefined {
  const { refuse, zone: own, now } = around;
  const { frequency, start, time_zone: zone, until } = shift;
  const every = shift.interval ?? 1;
  if (until && Date.parse(until) <= now) return void refuse('it is over');
  if (until) refuse(`its end on ${until}; take it out then`);
  if (frequency !== 'daily' && frequency !== 'weekly')
    return void refuse(`it repeats ${frequency ?? 'never'}; here turns are of days or weeks`);
  const people = turnsOf(shift, around);
  if (people === undefined) return undefined;
  if (shift.type === 'recurrent_event' && every > 1)
    return void refuse(`it comes only every ${every} ${frequency === 'daily' ? 'days' : 'weeks'}`);
  const hours = hoursIn(shift, refuse);
  if (hours === undefined) return undefined;
  const first = start.slice(0, 10);
  return {
    people,
    turn: frequency === 'daily' ? 'day' : 'week',
    ...(every > 1 && { every }),
    from: shift.by_day?.length ? weekOf(first, shift.week_start) : first,
    handOver: start.slice(11, 16),
    ...(zone && zone !== own && { zone }),
    ...(hours.length > 0 && { hours }),
  };
}

/** Who takes turns, the first first. */
function turnsOf(shift: GrafanaShift, { idOf, refuse }: ShiftAround): string[] | undefined {
  const groups = shift.type === 'rolling_users' ? (shift.rolling_users ?? []) : [shift.users ?? []];
  const index = shift.start_rotation_from_user_index ?? 0;
  const turns = [...groups.slice(index), ...groups.slice(0, index)];
  if (turns.length === 0 || turns.some((group) => group.length === 0))
    return void refuse('a turn has no user');
  if (turns.some((group) => group.length > 1)) return void refuse('several users are on call at once');
  const people: string[] = [];
  for (const [user] of turns) {
    const id = idOf(user);
    if (id === undefined) return void refuse(`the user ${user} is not in the export`);
    people.push(id);
  }
  return people;
}

/** None where it is always; undefined where hours can't say it. */
function hoursIn(shift: GrafanaShift, refuse: (why: string) => void): HoursDraft[] | undefined {
  const { frequency, start, by_day: byDay } = shift;
  const length = Math.round(shift.duration / 60);
  const minutes = Number(start.slice(11, 13)) * hourMinutes + Number(start.slice(14, 16));
  const days = (byDay ?? []).flatMap((one) => weekdays[short.indexOf(one.toUpperCase())] ?? []);
  if (frequency === 'daily') {
    if (days.length > 0) return void refuse('it comes daily, and only on some days');
    const turn = dayMinutes * (shift.interval ?? 1);
    if (length >= turn) return [];
    if (length > dayMinutes) return void refuse('its turns are shorter than its interval');
    return [hoursOn(undefined, minutes, length)];
  }
  if (days.length > 0) {
    if (length > dayMinutes) return void refuse('its shifts are longer than a day, on several days');
    const isAlways = days.length === 7 && length === dayMinutes;
    return isAlways ? [] : [hoursOn(days.length === 7 ? undefined : days, minutes, length)];
  }
  if (length >= 7 * dayMinutes * (shift.interval ?? 1)) return [];
  if (length > 7 * dayMinutes) return void refuse('its turns are shorter than its interval');
  const day: Weekday = weekdays[weekdayOf(start.slice(0, 10))] ?? 'monday';
  return length === 7 * dayMinutes ? [] : hoursFor({ day, minutes }, length);
}

/** The day on which the week of a date begins. */
function weekOf(date: string, weekStart: string | null | undefined): string {
  const first = Math.max(0, short.indexOf((weekStart ?? 'MO').slice(0, 2).toUpperCase()));
  return daysLater(date, -((weekdayOf(date) - first + 7) % 7));
}
