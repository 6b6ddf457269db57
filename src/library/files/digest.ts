import * as z from 'zod';
import { weekdays } from '../../domain/oncall/rotation.ts';
import { id } from '../fields/fields.ts';
import { channelName, chatName } from './channel.ts';
import { clock, zone } from './oncall.ts';

/** A list of what is open, sent each day. */
export const digest = z
  .strictObject({
    channel: channelName
      .optional()
      .describe('Name (without #) or id of the channel that gets it; private incidents are left out there.'),
    person: id
      .optional()
      .describe(
        'Person who gets it as a direct message, in place of a channel; of private incidents those they have a part in.',
      ),
    chat: chatName.optional().describe('The chat it goes to; the first that is connected when left out.'),
    at: clock.describe('The time of day, as clocks in the zone show it.'),
    zone: zone
      .optional()
      .describe('IANA time zone; when left out that of the person, and UTC for a channel.'),
    days: z
      .array(z.enum(weekdays))
      .min(1, 'at least one day')
      .optional()
      .describe('The days on which it is sent; every day when left out.'),
    whenQuiet: z
      .boolean()
      .default(false)
      .describe('True when it is to come also on days when nothing is open.'),
  })
  .refine(({ channel, person }) => (channel === undefined) !== (person === undefined), {
    error: 'either `channel` or `person`',
  });

export type DigestFile = z.output<typeof digest>;
