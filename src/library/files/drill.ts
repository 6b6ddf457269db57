import * as z from 'zod';
import { weekdays } from '../../domain/oncall/rotation.ts';
import { day } from '../../domain/time.ts';
import { atMost, duration, id } from '../fields/fields.ts';
import { channelName, chatName } from './channel.ts';
import { clock, zone } from './oncall.ts';

/** An exercise that begins by itself. */
export const drill = z.strictObject({
  scenario: id.describe('Name of the scenario, a file in scenarios/ with a `truth`.'),
  every: duration
    .refine((length) => length >= day, 'at least 1d')
    .refine(...atMost('365d'))
    .describe('How often, such as 30d: on the first of its days on which that time is over.'),
  at: clock.describe('The time of day at which it begins, as clocks in the zone show it.'),
  zone: zone.default('UTC').describe('IANA time zone.'),
  days: z
    .array(z.enum(weekdays))
    .min(1, 'at least one day')
    .default(['monday', 'tuesday', 'wednesday', 'thursday'])
    .describe('The days on which it may begin.'),
  people: z
    .array(id.describe('Person id.'))
    .min(1, 'at least one person')
    .describe('Who is in it from the start; nobody else is paged, and others join with a button.'),
  channel: channelName
    .optional()
    .describe('Name (without #) or id of the channel where others are invited; nowhere when left out.'),
  chat: chatName.optional().describe('The chat of that channel; the first that is connected when left out.'),
});

export type DrillFile = z.output<typeof drill>;
