import * as z from 'zod';
import { severities } from '../../domain/people.ts';
import { escalationKinds } from '../../domain/response/escalation.ts';
import { atMost, duration, id } from '../fields/fields.ts';
import { limit } from './limit.ts';

const rule = z
  .strictObject({
    escalate: z
      .enum(escalationKinds)
      .describe(
        'Whom to bring in: `technical` and `business` the owner and that one’s manager, `risk` the contacts for risk, law and security.',
      ),
    severities: z
      .array(z.enum(severities))
      .min(1, 'at least one severity')
      .optional()
      .describe('The severities it holds at; all when left out.'),
    at: z
      .enum(['opening'])
      .optional()
      .describe(
        '`opening`: as soon as the incident opens, is switched to the runbook, or reaches the severity.',
      ),
    after: duration
      .refine(...atMost('24h'))
      .optional()
      .describe('How long after opening, with `without`.'),
    without: z
      .enum(['containment', 'commander'])
      .optional()
      .describe('What is not there by then: `containment` that was measured, or a `commander`.'),
    signal: id.optional().describe('Name of a signal of the system file, with `above` or `below`.'),
    above: limit
      .optional()
      .describe('At a reading above this: a number, or a multiple such as "2x baseline".'),
    below: limit
      .optional()
      .describe('At a reading below this: a number, or a multiple such as "0.8x baseline".'),
  })
  .refine(({ at, after, without, signal, above, below }) => {
    const opening = at !== undefined;
    const timed = after !== undefined && without !== undefined;
    const measured = signal !== undefined && (above === undefined) !== (below === undefined);
    const parts = [at, after, without, signal, above, below].filter((one) => one !== undefined).length;
    return (parts === 1 && opening) || (parts === 2 && (timed || measured));
  }, '`at: opening`, or `after` and `without`, or `signal` with one of `above` and `below`');

/** When people beyond those on call are brought in by themselves. */
export const escalationRules = z.array(rule).max(20, 'at most 20 rules');
export type EscalationRuleFile = z.output<typeof rule>;
