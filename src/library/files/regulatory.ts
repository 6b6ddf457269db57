import * as z from 'zod';
import { atMost, duration, id, line } from '../fields/fields.ts';

/** A deadline of a law or a contract that an incident may set running. */
export const regulatoryClock = z
  .strictObject({
    name: line.describe('What has to be done, and under which rule.'),
    within: duration.refine(...atMost('400d')).describe('How long there is, such as 72h or 15d.'),
    from: z
      .enum(['awareness', 'opening'])
      .default('awareness')
      .describe(
        'What it counts from: when somebody says that it applies (or the time they name), or when the incident opened.',
      ),
    owner: id.describe(
      'Who owns it: a person id, or `owner`, `commander` or `risk` for whoever that is in the incident.',
    ),
    form: line.optional().describe('The form or report that is filed.'),
    link: z
      .url({ protocol: /^https$/, error: 'an https address' })
      .optional()
      .describe('Where it is filed.'),
    remind: z
      .array(duration)
      .max(10, 'at most ten reminders')
      .default([])
      .describe('When the owner is reminded, each so long before it is due.'),
    reading: line
      .optional()
      .describe('What a lawyer has still to say about this entry; shown wherever the clock is shown.'),
  })
  .refine(
    ({ within, remind }) => remind.every((before) => before < within),
    'reminders within the time there is: each shorter than `within`',
  );
