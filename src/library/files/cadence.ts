import * as z from 'zod';
import { minute } from '../../domain/time.ts';
import { atMost, durationOrNone } from '../fields/fields.ts';

/** Nobody writes two updates within a minute. */
const atLeastOne = durationOrNone.refine((length) => length >= minute, 'at least 1m');
/** An update that is owed less often than daily is no update of an incident. */
const interval = atLeastOne.refine(...atMost('24h'));

const cadence = z
  .strictObject({
    first: interval.optional().describe('The first update is owed this long after opening.'),
    every: interval.optional().describe('Between updates written by people. Without it none is owed.'),
    firstFor: atLeastOne
      .refine(...atMost('30d'))
      .optional()
      .describe('For this long after opening `every` holds; then `then`.'),
    // biome-ignore lint/suspicious/noThenProperty: a duration, never called; the domain's own word.
    then: interval.optional().describe('Between updates after `firstFor`.'),
  })
  .refine(
    (c) => (c.firstFor === undefined) === (c.then === undefined),
    '`firstFor` and `then` together, or neither',
  )
  .refine((c) => c.every !== undefined || c.then === undefined, '`every` where `then` is given');

/** Update cadence by severity; `{}` means that no updates are due. */
export const cadenceBySeverity = z.strictObject({
  sev1: cadence.describe('Cadence of sev1.'),
  sev2: cadence.describe('Cadence of sev2.'),
  sev3: cadence.describe('Cadence of sev3.'),
  sev4: cadence.describe('Cadence of sev4.'),
});
