import * as z from 'zod';
import { weekdays } from '../../domain/oncall/rotation.ts';
import { isZone } from '../../domain/oncall/wall-time.ts';
import { atMost, calendarDay, duration, id, line } from '../fields/fields.ts';

/** Fields of rotations and escalation policies, which the organization file has and system files name. */

/** A zone this machine knows, such as `Europe/Lisbon`. */
export const zone = z
  .string()
  .regex(/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/, 'a time zone such as Europe/Lisbon')
  .refine(isZone, 'a time zone that exists, such as Europe/Lisbon');

export const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day in quotes, such as "09:00"');
const endClock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day in quotes, such as "17:00"');

const wallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d$/, 'a time written 2026-12-24 09:00')
  .refine((text) => calendarDay.safeParse(text.slice(0, 10)).success, 'a day that exists');

const hours = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1, 'at least one day')
    .optional()
    .describe('The days on which these hours begin; every day when left out.'),
  from: clock.describe('When they begin, in the zone.'),
  to: endClock.describe('When they end; not later than `from` means on the next day.'),
});

const layer = z.strictObject({
  people: z
    .array(id.describe('Person id.'))
    .min(1, 'at least one person')
    .describe('Who takes turns, in order.'),
  turn: z.enum(['day', 'week']).default('week').describe('How long one turn is.'),
  every: z.int().min(1).max(52).optional().describe('So many days or weeks are one turn; one when left out.'),
  from: calendarDay.describe(
    'The day on which the first turn of the first person begins. Weekly turns change on its weekday.',
  ),
  handOver: clock
    .default('09:00')
    .describe('The time of day at which turns change, as clocks in the zone show it.'),
  zone: zone.optional().describe('The zone of this layer; that of the rotation when left out.'),
  hours: z
    .array(hours)
    .min(1, 'at least one stretch of hours')
    .optional()
    .describe('When this layer is on call; always when left out.'),
  holidays: z
    .array(calendarDay)
    .default([])
    .describe('Days on which nobody of this layer is on call: the next layer is, or nobody.'),
});

const override = z
  .strictObject({
    person: id.describe('Who takes over.'),
    from: wallTime.describe('From when, as clocks in the zone of the rotation show it.'),
    to: wallTime.describe('Until when.'),
    for: id.optional().describe('Takes over only what this person would have had; everything when left out.'),
  })
  .refine(({ from, to }) => from.replace('T', ' ') < to.replace('T', ' '), {
    path: ['to'],
    error: 'a time after `from`',
  });

const pagerDutyId = z.string().regex(/^[A-Z0-9]{4,20}$/, 'an id of PagerDuty such as PAB12CD');

/** A handle, or the id Slack gave the group. */
const slackGroup = z
  .string()
  .regex(
    /^(?:[a-z0-9][a-z0-9._-]{0,20}|S[A-Z0-9]{2,20})$/,
    'the handle of a Slack user group without @, or its id: support-oncall',
  );

const source = z
  .strictObject({
    pagerduty: pagerDutyId.optional().describe('Id of a PagerDuty schedule. Needs PAGERDUTY_API_TOKEN.'),
    pagerdutyPolicy: pagerDutyId
      .optional()
      .describe('Id of a PagerDuty escalation policy: whoever is on call at one of its levels.'),
    level: z.int().min(1).max(20).optional().describe('The level of the policy; 1 when left out.'),
    calendar: z
      .string()
      .regex(
        /^(?:https?:\/\/\S+|\$\{[A-Z][A-Z0-9_]*\}\S*|(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*\.ics)$/,
        'an address, `${NAME}` of one, or the path of an .ics file below the runbooks folder',
      )
      .optional()
      .describe(
        'An iCalendar feed: its address, `${NAME}` where that is a secret, or an .ics file below the runbooks folder.',
      ),
    slackGroup: slackGroup
      .optional()
      .describe('A Slack user group: all its members are on call together. Handle without @, or id.'),
  })
  .refine(
    ({ level: _level, ...ways }) => Object.values(ways).filter((one) => one !== undefined).length === 1,
    'one of pagerduty, pagerdutyPolicy, calendar and slackGroup',
  )
  .refine(({ level, pagerdutyPolicy }) => level === undefined || pagerdutyPolicy !== undefined, {
    path: ['level'],
    error: 'a level only beside pagerdutyPolicy',
  });

export const rotation = z
  .strictObject({
    title: line.optional().describe('What people call it; its id when left out.'),
    zone: zone.describe('IANA time zone in which its times are meant.'),
    layers: z
      .array(layer)
      .min(1, 'at least one layer')
      .max(12, 'at most 12 layers')
      .optional()
      .describe(
        'Who takes turns. The first layer that works at a moment counts; a later one fills its holes.',
      ),
    source: source
      .optional()
      .describe('Where the schedule is kept, in place of `layers`. Overrides here count before it.'),
    overrides: z
      .array(override)
      .max(500, 'at most 500 overrides')
      .default([])
      .describe('Who takes over for a while. Of two at the same time, the later one counts.'),
    keepsSlackGroup: slackGroup
      .optional()
      .describe(
        'A Slack user group that airb keeps to whoever is on call: it replaces its members, and never empties it.',
      ),
  })
  .refine(({ layers, source: from }) => (layers === undefined) !== (from === undefined), {
    path: ['layers'],
    error: 'either `layers` or `source`',
  });

/** One step of an escalation policy. */
export const rung = z.strictObject({
  people: z
    .array(id.describe('Person id, or the id of a rotation: then whoever is on call.'))
    .min(1, 'at least one person or rotation')
    .describe('Paged together.'),
  after: duration
    .refine(...atMost('24h'))
    .describe('How long they have to acknowledge before the next are paged.'),
  acknowledge: z
    .enum(['one', 'all'])
    .optional()
    .describe('`all`: everybody paged here must acknowledge; one answer is enough when left out.'),
});

export const policy = z.strictObject({
  steps: z.array(rung).min(1, 'at least one step').describe('Who is paged, in order.'),
  // biome-ignore lint/suspicious/noThenProperty: a name, never called; what comes after the last step.
  then: id.optional().describe('The policy that goes on after the last step.'),
});

export type RotationFile = z.output<typeof rotation>;
export type RungFile = z.output<typeof rung>;
export type PolicyFile = z.output<typeof policy>;
