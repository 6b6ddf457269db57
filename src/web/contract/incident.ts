import * as z from 'zod';
import { questions } from '../../domain/incident/events.ts';
import { roles } from '../../domain/people.ts';
import { itemKinds } from '../../domain/response/action-item.ts';
import { verdicts } from '../../domain/response/verdict.ts';
import { categories, containmentKinds } from '../../domain/runbooks/runbook.ts';
import { trackerNames } from '../../domain/runbooks/tracker.ts';
import { changeKinds } from '../../domain/signals/change.ts';
import { by, incidentNumber, listedPhase, person, phase, severity, signalName, time } from './basics.ts';

const shared = {
  number: incidentNumber,
  title: z.string(),
  phase,
  open: z.boolean().describe('Still being worked on.'),
  severity,
  system: z.string().describe('Id of the system, or the name the alert gave where no file describes it.'),
  failure: z.string().describe('The operating failure: `refusal-spike`.'),
  private: z.boolean(),
  drill: z.boolean().describe('An exercise: nothing of it is real, and nothing counts it.'),
  openedAt: time,
};

/** One row of `GET /api/incidents`. */
export const listedIncident = z.object({ ...shared, phase: listedPhase, updatedAt: time });
export type ListedIncident = z.infer<typeof listedIncident>;

const next = z.string().nullable().describe('The address of the next page; null at the end.');

export const incidentList = z.object({
  incidents: z.array(listedIncident).describe('Newest first.'),
  next,
});
export type IncidentList = z.infer<typeof incidentList>;

const content = z
  .string()
  .nullable()
  .describe(
    'sha-256 of the whole, which is at `/contents/{hash}` of the incident; null where the log holds all of it.',
  );

const alert = z.object({
  source: z.string(),
  fingerprint: z.string(),
  title: z.string(),
  status: z.enum(['firing', 'resolved']),
  startsAt: time,
  times: z.int().describe('How often it was delivered.'),
  countsAsOverAt: time
    .nullable()
    .describe('Where its source never says that it is over: then it does, unless it is heard again.'),
  signal: signalName.nullable(),
  value: z.number().nullable().describe('In the signal’s base unit; ratios are 0 to 1.'),
  baseline: z.number().nullable(),
  content,
});

const change = z.object({
  id: z.string(),
  system: z.string(),
  kind: z.enum(changeKinds),
  part: z.string().optional().describe('The part of the system’s file that can be rolled back.'),
  from: z.string().optional(),
  to: z.string().optional(),
  summary: z.string(),
  by: z.string().optional(),
  at: time,
  link: z.string().optional(),
  rollback: z.literal(true).optional().describe('airb rolled the part back; what was replaced was not good.'),
});

const category = z.enum(categories);

const diagnosis = z
  .object({
    path: z.array(
      z.object({
        check: z.string(),
        ask: z.string().nullable(),
        answer: z.string(),
        label: z.string().nullable(),
        by,
        at: time,
        read: z
          .object({ answer: z.string(), facts: z.array(z.string()) })
          .nullable()
          .describe('The answer airb would have given then, and what it rested on; null where it read none.'),
        agreed: z.boolean().describe('True where whoever answered agreed to what airb read.'),
      }),
    ),
    check: z.string().nullable().describe('The check that waits for an answer.'),
    cause: z
      .object({
        id: z.string(),
        title: z.string().nullable(),
        category: category.nullable(),
        mitigation: z
          .union([
            z.object({ kind: z.literal('rollback'), part: z.string() }),
            z.object({
              kind: z.literal('switch'),
              to: z.enum(containmentKinds),
              text: z.string(),
              lacking: z.string().optional(),
            }),
            z.object({ kind: z.literal('step'), step: z.string() }),
          ])
          .nullable(),
        because: z.string(),
        by,
        at: time,
      })
      .nullable()
      .describe('What the walk came to.'),
  })
  .describe('The walk down the runbook’s tree.');

const actionItem = z.object({
  item: z.int().describe('Its number within the incident.'),
  what: z.string(),
  kind: z.enum(itemKinds),
  status: z
    .enum(['open', 'waiting', 'done', 'dropped'])
    .describe('waiting: an eval that has shipped, until a run with the blocking examples has passed.'),
  due: z.iso.date().describe('A day in UTC; late when it is over.'),
  by,
  at: time,
  owner: person,
  shipped: z.string().nullable().describe('A link, or what is different now.'),
  ended: z.object({ at: time, by, reason: z.string().nullable() }).nullable(),
  verifiedBy: z
    .object({ run: z.string(), link: z.string().nullable() })
    .nullable()
    .describe('The run that passed.'),
  override: z
    .object({ reason: z.string(), by: z.string() })
    .nullable()
    .describe('Who closed an eval that no run has passed, and why.'),
  issue: z
    .object({
      tracker: z.enum(trackerNames),
      project: z.string(),
      key: z.string().nullable().describe('Null until it was opened there.'),
      link: z.string().nullable(),
    })
    .nullable(),
});

const verdict = z
  .enum(verdicts)
  .describe(
    'mixed: one signal moved towards normal and another away from it. stopped: the system does nothing any more, so nothing of it can be measured. unknown: not measured, or not to be told apart from another change.',
  );

const rollback = z.object({
  id: z.string(),
  part: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  status: z
    .enum([
      'waiting',
      'declined',
      'running',
      'manual',
      'unconfirmed',
      'dropped',
      'stopped',
      'failed',
      'applied',
      'judged',
    ])
    .describe(
      'unconfirmed: the target was called, and nobody knows yet whether it took effect. dropped and stopped: the target was not called.',
    ),
  requestedBy: person,
  requestedAt: time,
  approvalsNeeded: z.int(),
  approvals: z.array(person),
  evidenceOverride: z
    .string()
    .nullable()
    .describe('Why it was asked for without the evidence the runbook wants.'),
  appliedAt: time.nullable(),
  took: z
    .enum(['confirmed', 'accepted', 'said'])
    .nullable()
    .describe('How it is known that it took effect: read back, only the target’s word, or a person’s word.'),
  because: z.string().nullable().describe('Why it failed, was not run, or can not be confirmed.'),
  verdict: verdict.nullable().describe('Measured, not reported by the target.'),
  signals: z.array(
    z.object({
      signal: signalName,
      before: z.number().optional(),
      after: z.number().optional(),
      normal: z.number().optional(),
      verdict,
    }),
  ),
});

const readings = z.object({
  purpose: z.union([
    z.object({ for: z.enum(['opening', 'demand', 'recovery']) }),
    z.object({ for: z.literal('containment'), action: z.string(), when: z.enum(['before', 'after']) }),
  ]),
  sampledAt: time,
  values: z.array(
    z.object({
      signal: signalName,
      value: z.number().nullable(),
      problem: z.string().nullable().describe('Why there is no value.'),
    }),
  ),
});

const update = z.object({
  form: z.enum(['internal', 'customer']),
  text: z.object({ users: z.string(), since: z.string(), scope: z.string(), mitigation: z.string() }),
  by,
  at: time,
  automatic: z.boolean().describe('A holding statement of airb.'),
  audiences: z.array(z.string()).describe('Ids of the audiences it went to.'),
  owedAt: time.nullable().describe('When it was owed; null where none was, and for a holding statement.'),
  kept: z.string().describe('How the promise was kept: `on time`, `12 min late`, `holding`, `not owed`.'),
  correctedAt: time.nullable().describe('When its words were corrected last.'),
});

const step = z.object({
  id: z.string(),
  status: z.enum(['open', 'done', 'skipped']),
  by: z.string().nullable(),
  at: time.nullable(),
  reason: z.string().nullable(),
  assignee: person.nullable(),
});

const evidence = z.object({
  id: z.string(),
  item: z.string().nullable().describe('The item of the runbook’s list it answers.'),
  title: z.string(),
  sha256: z.string(),
  content,
  by,
  at: time,
});

const milestones = [
  'detected',
  'opened',
  'acknowledged',
  'diagnosed',
  'contained',
  'recovered',
  'resolved',
  'drafted',
  'published',
] as const;

/** `GET /api/incidents/{number}` */
export const incident = z.object({
  ...shared,
  runbook: z.object({
    id: z.string(),
    title: z.string(),
    hash: z.string().describe('sha-256 of the file it began with.'),
  }),
  owner: person.nullable(),
  roles: z.partialRecord(z.enum(roles), person),
  because: z.string().describe('Why this runbook, severity and owner.'),
  unmapped: z.boolean().describe('No runbook matched, so the generic one was taken.'),
  rooms: z.array(z.object({ chat: z.string(), ref: z.string(), name: z.string() })),
  startedAt: time.describe('When users began to feel it, as far as is known.'),
  endedAt: time.nullable(),
  mergedInto: incidentNumber
    .nullable()
    .describe('The incident as which it goes on; null where that is private.'),
  milestones: z.partialRecord(z.enum(milestones), time.nullable()),
  nextUpdateDueAt: time.nullable(),
  updatesMissed: z.int(),
  alerts: z.array(alert),
  changes: z.array(change),
  versions: z.record(z.string(), z.string()).describe('Versions now live, by part.'),
  category: z
    .object({ category, because: z.string(), by, at: time, cause: z.string().optional() })
    .nullable(),
  diagnosis: diagnosis.nullable().describe('null where the runbook has no tree.'),
  answers: z.partialRecord(z.enum(questions), z.string().nullable()),
  steps: z.array(step),
  evidence: z.array(evidence),
  rollbacks: z.array(rollback),
  readings: z.array(readings),
  updates: z.array(update),
  actionItems: z.array(actionItem).describe('Follow-up work, oldest first.'),
  override: z
    .object({
      reason: z.string(),
      failing: z.array(z.string()),
      blind: z.array(z.string()).optional().describe('Those of `failing` that were not measured.'),
      by: z.string(),
    })
    .nullable()
    .describe('Who resolved it although checks were failing, and why.'),
  similar: z
    .object({
      incidents: z.array(
        z.object({
          number: incidentNumber,
          like: z
            .enum(['system and failure', 'failure', 'system'])
            .describe('What it has in common with this one.'),
          openedAt: time,
          system: z.string().nullable().describe('Where it is another system.'),
          failure: z.string().nullable().describe('Where it is another failure.'),
          category: category.nullable(),
          contained: z
            .array(
              z.object({
                part: z.string(),
                to: z.string(),
                title: z
                  .string()
                  .nullable()
                  .describe('Of the containment in the system file; null for a rollback.'),
                partly: z.boolean(),
              }),
            )
            .describe('What contained it then.'),
        }),
      ),
      cancelled: z
        .int()
        .describe('How often the same failure of the system was cancelled in the 30 days before.'),
    })
    .describe(
      'Earlier incidents like this one as they stood when it opened, most alike first; at most three.',
    ),
  links: z.object({
    runbook: z.string().optional(),
    dashboard: z.string().optional(),
    page: z.string().optional(),
  }),
});
export type IncidentAnswer = z.infer<typeof incident>;

/** `GET /api/incidents/{number}/timeline` */
export const timelineAnswer = z.object({
  entries: z.array(
    z.object({
      seq: z.int().describe('Number of the event in the incident’s log.'),
      at: time,
      who: z.string(),
      what: z.string().describe('One plain sentence.'),
      kind: z.enum([
        'alert',
        'page',
        'people',
        'decision',
        'step',
        'talk',
        'evidence',
        'update',
        'rollback',
        'reading',
        'recovery',
        'record',
      ]),
      marked: z.boolean().describe('Somebody marked the message for the record.'),
      important: z.boolean().describe('Belongs into a short telling.'),
    }),
  ),
  next,
});
export type TimelineAnswer = z.infer<typeof timelineAnswer>;
