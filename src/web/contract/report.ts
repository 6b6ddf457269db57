import * as z from 'zod';
import { severities } from '../../domain/people.ts';
import { groupings } from '../../domain/report/groups.ts';
import { steps } from '../../domain/report/tally.ts';
import { categories, containmentKinds } from '../../domain/runbooks/runbook.ts';
import { incidentNumber, time } from './basics.ts';

/** What `GET /api/report` and the pages of the report are asked with. */
export const reportParameters = {
  since: z.string().optional().describe('30d, 12w, 6m, 1y, or a day such as 2026-01-31; 30d when left out.'),
  by: z.enum(groupings).optional().describe('What is told apart.'),
};

const seconds = z.int().nullable().describe('Null where there is nothing to say a number of, never 0.');

const distribution = z.object({
  n: z.int().describe('Of how many incidents.'),
  medianSeconds: seconds,
  p90Seconds: seconds.describe('Null where there are fewer than ten.'),
  worstSeconds: seconds,
  worstIncident: incidentNumber.nullable(),
});

const updates = z.object({
  onTime: z.int().describe('A person wrote by the time that was promised.'),
  late: z.int(),
  missed: z.int().describe('The time went by, and airb spoke instead.'),
  due: z.int(),
});

const share = { of: z.int() };

const group = z.object({
  name: z
    .string()
    .nullable()
    .describe(`A system, a kind (${categories.join(', ')}), a month or the Monday of a week.`),
  private: z.boolean().describe('Incidents whose names the reader may not know.'),
  partial: z.boolean().describe('A week or month that lies only partly in the period.'),
  incidents: z.int(),
  severe: z.int().describe('Sev1 or sev2 at their worst.'),
  cancelled: z.int(),
  acknowledged: distribution,
  contained: distribution,
  recovered: distribution,
  containments: z.object({ helped: z.int(), ...share }),
  updates: z.object({ onTime: z.int(), ...share }),
  evidence: z.object({ have: z.int(), ...share }),
});

const alike = z.object({ system: z.string(), failure: z.string(), incidents: z.array(incidentNumber) });

/** `GET /api/report` */
export const reportAnswer = z.object({
  from: time,
  to: time,
  by: z.enum(groupings).nullable(),
  incidents: z.object({
    count: z.int(),
    before: z.int().describe('In the time of the same length before.'),
    worst: z.object(
      Object.fromEntries(severities.map((one) => [one, z.int()])) as Record<
        (typeof severities)[number],
        z.ZodInt
      >,
    ),
    open: z.int(),
    resolved: z.int(),
    cancelled: z.int(),
    merged: z.int(),
    private: z.int(),
    privateNamed: z.boolean(),
  }),
  noise: z.object({
    incidents: z.object({ cancelled: z.int(), ...share }),
    alerts: z.object({ cancelled: z.int(), ...share }),
  }),
  systems: z.object({ withRunbook: z.int(), ...share, without: z.array(z.string()) }),
  alerted: z.object({ mapped: z.int(), ...share }).describe('Incidents by alert that found their runbook.'),
  unmapped: z.array(alike).describe('What came without a runbook, most often first.'),
  felt: distribution.describe('From when users felt it until the incident was open.'),
  times: z.array(
    distribution.extend({
      step: z.enum(steps),
      without: z.int().describe('Incidents that did not reach the step, or not yet.'),
      before: distribution,
      trend: z.object({
        is: z.enum(['faster', 'slower', 'same', 'unknown']).describe('`unknown`: too few to compare.'),
        share: z.number().nullable(),
      }),
    }),
  ),
  over: z.array(group).describe('By week, or by month where the period is long.'),
  containments: z.array(
    z.object({
      kind: z.enum(['rollback', ...containmentKinds]),
      worked: z.int(),
      partly: z.int(),
      noHelp: z.int(),
      unmeasured: z.int(),
      notDone: z.int(),
      waiting: z.int(),
      measured: z.int(),
    }),
  ),
  evidence: z.object({
    have: z.int(),
    ...share,
    incidents: z.object({ complete: z.int(), ...share }),
  }),
  updates: updates.extend({ before: updates }),
  approvals: z.object({ given: z.int(), overridden: z.int(), breakGlass: z.int() }),
  pages: z.object({ sent: z.int(), unreached: z.int(), openedAgain: z.int() }),
  again: z.array(alike).describe('The same failure of the same system, more than once.'),
  groups: z.array(group).describe('Empty where `by` is not asked for.'),
  actions: z
    .object({ noted: z.int(), shipped: z.int(), dropped: z.int(), open: z.int(), overdue: z.int() })
    .describe('Follow-up work of these incidents.'),
  drills: z.object({
    held: z.int(),
    scored: z.int(),
    passed: z.int(),
    median: z.number().nullable().describe('Points out of 100; null where none was scored.'),
  }),
});
export type ReportAnswer = z.infer<typeof reportAnswer>;
