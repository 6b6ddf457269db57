import * as z from 'zod';
import { weekdays } from '../../domain/oncall/rotation.ts';
import { clockIn, dayIn } from '../../domain/oncall/wall-time.ts';
import type { Instant } from '../../domain/time.ts';
import type { HoursDraft, LayerDraft } from './draft.ts';
import { hoursBetween, hoursOn } from './hours.ts';

const clock = { startHour: z.number(), startMin: z.number(), endHour: z.number(), endMin: z.number() };
const weekday = z.preprocess(
  (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  z.enum(weekdays),
);

export const rotationShape = z.object({
  id: z.string(),
  name: z.string().nullish(),
  startDate: z.string(),
  endDate: z.string().nullish(),
  type: z.enum(['daily', 'weekly', 'hourly']),
  length: z.number().int().min(1).default(1),
  participants: z.array(
    z.object({ type: z.string(), id: z.string().nullish(), username: z.string().nullish() }),
  ),
  timeRestriction: z
    .union([
      z.object({ type: z.literal('time-of-day'), restriction: z.object(clock) }),
      z.object({
        type: z.literal('weekday-and-time-of-day'),
        restrictions: z.array(z.object({ ...clock, startDay: weekday, endDay: weekday })),
      }),
    ])
    .nullish(),
});

export type OpsgenieRotation = z.output<typeof rotationShape>;

interface Around {
  zone: string;
  now: Instant;
  idOf(key: string | undefined): string | undefined;
  /** Takes what could not be carried over. */
  left: string[];
  where: string;
}

/** The layers a rotation comes to; undefined where it can't be carried over, and then it is said why. */
export function layersOf(rotation: OpsgenieRotation, around: Around): LayerDraft[] | undefined {
  const { zone, now, left, where } = around;
  const refuse = (why: string) => void left.push(`${where}: ${why}`);
  const start = Date.parse(rotation.startDate);
  const end = rotation.endDate ? Date.parse(rotation.endDate) : undefined;
  if (Number.isNaN(start)) return refuse(`its start ${rotation.startDate} can't be read`);
  if (end !== undefined && end <= now) return refuse('it is over');
  if (end !== undefined) refuse(`its end on ${rotation.endDate}; take it out then`);
  const strange = rotation.participants.find(({ type }) => type !== 'user');
  if (strange)
    return refuse(
      `a turn of ${strange.type === 'none' ? 'nobody' : `the ${strange.type} ${strange.id}`}, which no rotation has here`,
    );
  const people = rotation.participants.map(({ username, id }) => around.idOf(username ?? id ?? undefined));
  const missing = people.indexOf(undefined);
  if (missing >= 0) {
    const { username, id } = rotation.participants[missing] ?? {};
    return refuse(`the user ${username ?? id} is not in the export`);
  }
  const turns = people.flatMap((one) => one ?? []);
  if (turns.length === 0) return refuse('it has no participants');
  const [from, handOver] = [dayIn(zone, start), clockIn(zone, start)];
  const hours = hoursIn(rotation);
  const layer = { from, handOver, ...(hours && { hours }) };
  const { type, length } = rotation;
  const whole = type === 'hourly' ? length / 24 : length;
  if (Number.isInteger(whole)) {
    const turn = type === 'weekly' ? 'week' : 'day';
    return [{ people: turns, turn, ...(whole > 1 && { every: whole }), ...layer }];
  }
  // Turns that go once around the clock are the same hours each day.
  if (length * turns.length !== 24 || hours)
    return refuse(`turns of ${length} hours, which no rotation has here`);
  const minutes = Number(handOver.slice(0, 2)) * 60 + Number(handOver.slice(3));
  return turns.map((person, n) => ({
    people: [person],
    turn: 'day',
    ...layer,
    hours: [hoursOn(undefined, (minutes + n * length * 60) % (24 * 60), length * 60)],
  }));
}

function hoursIn({ timeRestriction: given }: OpsgenieRotation): HoursDraft[] | undefined {
  if (!given) return undefined;
  if (given.type === 'time-of-day') {
    const { startHour, startMin, endHour, endMin } = given.restriction;
    const [from, to] = [startHour * 60 + startMin, endHour * 60 + endMin];
    return [hoursOn(undefined, from, to > from ? to - from : to + 24 * 60 - from)];
  }
  return given.restrictions.flatMap(({ startDay, startHour, startMin, endDay, endHour, endMin }) =>
    hoursBetween(
      { day: startDay, minutes: startHour * 60 + startMin },
      { day: endDay, minutes: endHour * 60 + endMin },
    ),
  );
}
