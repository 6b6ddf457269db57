import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';
import { type Answered, type Elsewhere, turnsAt } from './elsewhere.ts';
import { type CalendarDay, dayIn, daysBetween, daysLater, momentOf, weekdayOf } from './wall-time.ts';

/** In the order of `Date.getDay`. */
export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours in which a layer works; where `to` is not after `from`, they end on the next day. */
export interface Hours {
  /** The days on which they begin; every day when absent. */
  days?: Weekday[];
  from: string;
  to: string;
}

/** People who take turns. */
export interface Layer {
  people: PersonId[];
  turn: 'day' | 'week';
  /** So many days or weeks are one turn; one when absent. */
  every?: number;
  /** The day the first turn of the first person begins; weekly turns change on its weekday. */
  from: CalendarDay;
  /** The time of day at which turns change, in the zone. */
  handOver: string;
  zone: string;
  /** Absent means always. */
  hours?: Hours[];
  /** Days on which nobody of this layer is on call. */
  holidays: CalendarDay[];
}

/** Somebody takes over for a while. */
export interface Override {
  person: PersonId;
  from: Instant;
  to: Instant;
  /** Only what this person would have had; everything when absent. */
  for?: PersonId;
}

/** Who is on call when. The first layer that works at a moment counts, so a later one fills what earlier ones leave. */
export interface Rotation {
  id: string;
  title: string;
  zone: string;
  /** None where the schedule is kept elsewhere. */
  layers: Layer[];
  /** Where two overlap, the later one counts. */
  overrides: Override[];
  /** Where the schedule is kept, when that is not the file. */
  elsewhere?: Elsewhere;
  /** What it answered last; absent while it has answered nothing. */
  answered?: Answered;
  /** Why the latest question got no answer; absent where it did. */
  failing?: string;
  /** Name of the Slack user group whose members are kept to whoever is on call. */
  slackGroup?: string;
}

/** A stretch of time with one person on call, or with nobody. */
export interface Shift {
  person?: PersonId;
  /** Others who are on call at the same time. */
  with?: PersonId[];
  from: Instant;
  to: Instant;
  /** True when it is an override that gives it to them. */
  override?: true;
}

/** Who is on call at a moment; undefined where the rotation has a gap. */
export function whoIsOnCall(rotation: Rotation, at: Instant): PersonId | undefined {
  return dutyAt(rotation, at).person;
}

/** Everybody who is on call at a moment: schedules kept elsewhere may have several. */
export function everybodyOnCall(rotation: Rotation, at: Instant): PersonId[] {
  return peopleIn(dutyAt(rotation, at));
}

/** The people of a shift; nobody where it is a gap. */
export function peopleIn({ person, with: others = [] }: Pick<Shift, 'person' | 'with'>): PersonId[] {
  return person === undefined ? [] : [person, ...others];
}

/** True where nothing is known of who is on call: the schedule is kept elsewhere and has never answered. */
export function isUnknown({ elsewhere, answered }: Pick<Rotation, 'elsewhere' | 'answered'>): boolean {
  return elsewhere !== undefined && answered === undefined;
}

/**
 * Who is on call between two moments, in order and without a hole: nobody on call is a shift without a person.
 * @param to not included
 */
export function shifts(rotation: Rotation, from: Instant, to: Instant): Shift[] {
  const starts = [...new Set([from, ...changes(rotation, from, to)])].sort((a, b) => a - b);
  const found: Shift[] = [];
  for (const [n, start] of starts.entries()) {
    const end = starts[n + 1] ?? to;
    const duty = dutyAt(rotation, start);
    const last = found.at(-1);
    if (last && sameDuty(last, duty)) last.to = end;
    else found.push({ ...duty, from: start, to: end });
  }
  return found;
}

/** The stretches between two moments in which nobody is on call. */
export function gaps(rotation: Rotation, from: Instant, to: Instant): Shift[] {
  return shifts(rotation, from, to).filter(({ person }) => person === undefined);
}

/** Everybody who may be on call by this rotation. */
export function membersOf({ layers, overrides, answered }: Rotation): PersonId[] {
  return [
    ...new Set([
      ...layers.flatMap(({ people }) => people),
      ...(answered?.turns ?? []).map(({ person }) => person),
      ...overrides.map(({ person }) => person),
    ]),
  ];
}

type DutyNow = Pick<Shift, 'person' | 'with' | 'override'>;

function dutyAt(rotation: Rotation, at: Instant): DutyNow {
  const planned = plannedAt(rotation, at);
  const override = rotation.overrides.findLast(
    (one) => one.from <= at && at < one.to && (one.for === undefined || planned.includes(one.for)),
  );
  if (override === undefined) return dutyOf(planned);
  const { person, for: instead } = override;
  const left = planned.filter((one) => instead !== undefined && one !== instead && one !== person);
  return { ...dutyOf([person, ...left]), override: true };
}

function dutyOf([person, ...others]: PersonId[]): DutyNow {
  if (person === undefined) return {};
  return others.length > 0 ? { person, with: others } : { person };
}

function sameDuty(one: DutyNow, other: DutyNow): boolean {
  return one.override === other.override && peopleIn(one).join(' ') === peopleIn(other).join(' ');
}

function plannedAt({ layers, elsewhere, answered }: Rotation, at: Instant): PersonId[] {
  if (elsewhere !== undefined) return turnsAt(answered, at);
  const layer = layers.find((one) => works(one, at));
  const person = layer && turnAt(layer, at);
  return person === undefined ? [] : [person];
}

function works(layer: Layer, at: Instant): boolean {
  const today = dayIn(layer.zone, at);
  if (layer.holidays.includes(today) || at < momentOf(layer.from, layer.handOver, layer.zone)) return false;
  if (layer.hours === undefined) return true;
  return layer.hours.some((hours) =>
    [daysLater(today, -1), today].some((date) => {
      const [start, end] = spanOf(hours, date, layer.zone);
      return onDay(hours, date) && start <= at && at < end;
    }),
  );
}

function turnAt({ people, turn, every = 1, from, handOver, zone }: Layer, at: Instant): PersonId | undefined {
  const today = dayIn(zone, at);
  // Before the hand-over it is still the turn of the day before.
  const date = at < momentOf(today, handOver, zone) ? daysLater(today, -1) : today;
  const turns = Math.floor(daysBetween(from, date) / ((turn === 'week' ? 7 : 1) * every));
  return people[turns % people.length];
}

/** Every moment between two at which somebody else may be on call; more than needed does no harm. */
function changes({ layers, overrides, answered }: Rotation, from: Instant, to: Instant): Instant[] {
  const moments = [
    ...layers.flatMap((layer) => changesOf(layer, from, to)),
    ...[...overrides, ...(answered?.turns ?? [])].flatMap((one) => [one.from, one.to]),
  ];
  return moments.filter((at) => from < at && at < to);
}

function changesOf(layer: Layer, from: Instant, to: Instant): Instant[] {
  const { zone, handOver, hours = [], holidays } = layer;
  const first = daysLater(dayIn(zone, from), -1);
  const days = daysBetween(first, dayIn(zone, to)) + 1;
  return Array.from({ length: days }, (_, n) => daysLater(first, n)).flatMap((date) => [
    momentOf(date, handOver, zone),
    ...hours.filter((one) => onDay(one, date)).flatMap((one) => spanOf(one, date, zone)),
    ...(holidays.includes(date) ? [momentOf(date, '00:00', zone), momentOf(date, '24:00', zone)] : []),
  ]);
}

function onDay({ days }: Hours, date: CalendarDay): boolean {
  return days === undefined || days.some((one) => weekdays.indexOf(one) === weekdayOf(date));
}

function spanOf({ from, to }: Hours, date: CalendarDay, zone: string): [Instant, Instant] {
  const last = to > from ? date : daysLater(date, 1);
  return [momentOf(date, from, zone), momentOf(last, to, zone)];
}
