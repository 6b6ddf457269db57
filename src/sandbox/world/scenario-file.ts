import * as z from 'zod';
import { milliseconds } from './duration.ts';

/** A written duration, read to milliseconds. */
const duration = z.string().transform((text, ctx) => {
  try {
    return milliseconds(text);
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: String(error instanceof Error ? error.message : error) });
    return z.NEVER;
  }
});

const later = z.strictObject({
  version: z.string().describe('What it becomes.'),
  at: duration.describe('When, counted from the alert: `25m`, `2h`.'),
});

const part = z.strictObject({
  live: z.string().describe('The version that is live when the alert arrives.'),
  since: duration.describe('When the live version arrived, counted from the alert: `-40m`, `-21d`.'),
  previous: z.string().describe('The version before it.'),
  others: z
    .array(z.string())
    .default([])
    .describe('Versions that can be asked for besides the live and the previous one.'),
  outside: z
    .boolean()
    .default(false)
    .describe(
      'Something the system has no part for, such as a provider or a job that measures. Nobody can roll it back.',
    ),
  later: z
    .array(later)
    .default([])
    .describe('What happens to it by itself after the alert; only for what is outside.'),
});

const metricName = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'a Prometheus metric name');
const measured = z
  .string()
  .regex(
    /^[a-zA-Z_:][a-zA-Z0-9_:]*( \/ [a-zA-Z_:][a-zA-Z0-9_:]*)?$/,
    'a Prometheus metric name, or two with " / " between them',
  );

const signal = z.strictObject({
  title: z.string().describe('Its name on the page.'),
  metric: measured.describe(
    'The Prometheus metric that is asked for. An expression reads as the first two metrics in it where a signal has them as `one / other`, else as the first one that the scenario has.',
  ),
  show: z
    .enum(['percent', 'seconds', 'usd', 'tokens', 'count'])
    .describe('How the page writes it; ratios are percent.'),
  normal: z.number().describe('Its value when nothing is wrong; ratios from 0 to 1.'),
  quiet: z.boolean().default(false).describe('Measured, but not shown on the page.'),
});

const silent = z.strictObject({
  under: z
    .string()
    .describe('The version the part has all the while; under another one there is none of it.'),
  version: z.string().describe('What answers in its name.'),
  since: duration.describe('Since when, counted from the alert.'),
  share: z.number().min(0).max(1).describe('Its share of the requests.'),
});

const traffic = z
  .strictObject({
    metric: metricName.describe('The counter that is asked for.'),
    label: z
      .string()
      .regex(/^[a-zA-Z_]\w*$/, 'a label name')
      .describe('The label that names the version.'),
    part: z.string().describe('The part whose versions they are.'),
    silent: z
      .array(silent)
      .default([])
      .describe('What answers a share of the requests although the part stays as it is.'),
  })
  .describe('A counter of requests with a label that names the live version of a part.');

const row = z.strictObject({
  when: z
    .record(z.string(), z.string())
    .default({})
    .describe('part → version; all of them must be live for the row to hold.'),
  values: z
    .record(z.string(), z.number().nullable())
    .describe('signal → value; `null` says that it is not measured. What is not named stays normal.'),
});

const done = z.union([
  z.strictObject({ said: z.string().describe('Somebody said this; a pattern.') }),
  z.strictObject({
    pressed: z.string().describe('A control with such an action id was pressed; a pattern.'),
  }),
  z.strictObject({ command: z.string().describe('Such a command was typed; a pattern.') }),
  z.strictObject({ opened: z.string().describe('A file of such a name was opened; a pattern.') }),
  z.strictObject({ version: z.record(z.string(), z.string()).describe('part → version that is live now.') }),
  z.strictObject({ fired: z.literal(true).describe('The alert was fired.') }),
]);

const step = z.strictObject({
  id: z.string().describe('Its name in the record of the page.'),
  title: z.string().describe('What is to be done, in a few words.'),
  as: z.string().describe('The account of the person to act as, from workspace.yaml.'),
  do: z.string().describe('What to press or type.'),
  why: z.string().describe('Why it matters.'),
  clock: z.boolean().default(false).describe('The step needs time to pass: the clock is offered beside it.'),
  done: z
    .union([done.transform((one) => [one]), z.array(done).min(1)])
    .describe('What ticks the step; of a list, any one.'),
});

const deed = z.strictObject({
  part: z.string().describe('The part that is changed.'),
  to: z.string().describe('The version asked for.'),
  why: z.string().describe('The reason that is given.'),
  as: z.string().optional().describe('Account of the person who asks; otherwise the one on call.'),
  notBefore: duration.optional().describe('The time of the story before which nobody asks, from the alert.'),
  answers: z
    .array(z.string())
    .default([])
    .describe('Answers in the diagnosis before it is asked for; `back` takes the last one back.'),
  verdict: z
    .enum(['contained', 'partly contained', 'mixed', 'no effect', 'worse', 'stopped', 'unknown'])
    .describe('What airb must say of it; the story ends when it says anything else.'),
  seen: z.string().optional().describe('What an engineer writes in the channel once it is measured.'),
});

const found = z.strictObject({
  step: z.string().describe('The step of the runbook: `triage.read-twenty`.'),
  found: z.string().describe('What they write down when they tick it.'),
  as: z.string().optional().describe('Account of the person who ticks it; otherwise the one on call.'),
});

const script = z.strictObject({
  severities: z
    .array(z.string())
    .default([])
    .describe('Severities they set one after the other, each with its reason: `sev2 people can answer`.'),
  answers: z.array(z.string()).default([]).describe('Answers that lead through the diagnosis.'),
  seen: z
    .string()
    .default('Three of the failing requests, with their traces, are in the shared folder.')
    .describe('What an engineer writes down as evidence.'),
  doing: z
    .string()
    .default('we are taking back the newest changes one at a time')
    .describe('What the first update says is being done.'),
  scope: z
    .string()
    .optional()
    .describe(
      'Whom the first update says it reaches; left out, the segment that the alert names, or all traffic.',
    ),
  deeds: z
    .array(deed)
    .default([])
    .describe('What they change, in this order; left out, they follow the suspects as airb ranks them.'),
  steps: z
    .array(found)
    .default([])
    .describe(
      'Steps they tick while the recovery is watched, in the order of the checklist; left out, the first one.',
    ),
  mended: z.string().default('everything works as usual again').describe('What users hear once it is over.'),
});

const truth = z
  .strictObject({
    parts: z
      .array(z.string())
      .default([])
      .describe('Parts whose live version breaks it; rolled back, they mend it.'),
    causes: z
      .array(z.string())
      .default([])
      .describe(
        'Causes of the runbook’s tree that are right, besides those a rollback of these parts treats.',
      ),
  })
  .describe('What is behind the story: a drill is scored against it, and nobody is shown it before the end.');

/** A scenario file, each part alone; what its parts say of each other is checked by `scenarioFaults`. */
export const scenarioShape = z.strictObject({
  schema: z.literal(1).default(1).describe('Version of this format.'),
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and -')
    .describe('Its name for `--scenario`; the same as the name of the file.'),
  title: z.string().describe('What it is about, as on the page.'),
  system: z.string().describe('The system it happens to, a file in systems/.'),
  onset: duration.describe(
    'When the symptom began, counted from the alert; before it every signal is normal.',
  ),
  settle: duration.describe('How long readings move after a change, in a straight line.'),
  parts: z.record(z.string(), part).describe('What the system is made of, by the ids of its file.'),
  signals: z.record(z.string(), signal).describe('What is measured, by a name of this file.'),
  steady: z
    .record(metricName, z.number())
    .default({})
    .describe('metric → value of what else is measured; it stays as it is all through the story.'),
  traffic: z.array(traffic).default([]).describe('Who answers, as the responses say.'),
  readings: z.array(row).min(1).describe('The first row whose versions are live gives the readings.'),
  overrides: z
    .array(row)
    .default([])
    .describe('Every row whose versions are live then changes what it names: the price of a wrong rollback.'),
  alert: z
    .looseObject({
      alerts: z
        .array(z.looseObject({}))
        .min(1)
        .describe('The alerts of the group; each needs the label `system`.'),
    })
    .describe('Body for `POST /alerts/alertmanager`; `{{now}}`, `{{now-8m}}` and `{{now-2h}}` become times.'),
  changes: z
    .array(z.looseObject({}))
    .default([])
    .describe('Bodies for `POST /changes/generic`, sent before the alert; their times as in the alert.'),
  guide: z.array(step).default([]).describe('The steps of the guide on the page, in their order.'),
  truth: truth.optional().describe('Where it is given, `airb drill` can play the scenario.'),
  script: script.prefault({}).describe('What scripted responders do and write with `--auto`.'),
});

/** A scenario file as it is read: durations in milliseconds, defaults filled in. */
export type Scenario = z.output<typeof scenarioShape>;
export type Done = z.infer<typeof done>;
