import * as z from 'zod';
import { roles, severities } from '../../domain/people.ts';
import {
  categories,
  containmentKinds,
  evidenceKinds,
  masks,
  systemKinds,
} from '../../domain/runbooks/runbook.ts';
import { changeKinds } from '../../domain/signals/change.ts';
import {
  atMost,
  calendarDay,
  duration,
  durationOrNone,
  id,
  labelName,
  line,
  prose,
  schemaVersion,
} from '../fields/fields.ts';
import { cadenceBySeverity } from './cadence.ts';
import { escalationRules } from './escalation.ts';
import { limit, triggerLimit } from './limit.ts';

/** A page of somebody else's. */
const page = z
  .string()
  .regex(
    /^(https?:\/\/|\$\{dashboard\})[^\s<>"]*$/,
    `an http or https address, or one starting with \${dashboard}`,
  );

const step = z
  .strictObject({
    id: id
      .optional()
      .describe('Short name of the step, unique within its section. Without one the step is numbered.'),
    title: line.describe('What to do, as a short command: "Read twenty refused requests".'),
    look: prose.describe('What to look at: the query, the page, the field. Name it exactly.'),
    means: prose.describe('What it means: which finding points where.'),
    next: prose.optional().describe('What to do next, for each of the findings.'),
    role: z.enum(roles).optional().describe('The role that usually does it; anybody may.'),
    sees: z
      .array(id)
      .min(1, 'at least one signal, or `changes`')
      .max(4, 'at most four')
      .optional()
      .describe(
        'What airb itself sees of it, shown at the step: names of signals, and `changes` for what changed lately.',
      ),
    link: page
      .optional()
      .describe(`The page to look at; \`\${dashboard}\` and \`\${system}\` are filled in.`),
    ask: line
      .optional()
      .describe(
        'Whom to ask for what airb can’t see: "whoever runs the gateway". Left out, whoever usually does it.',
      ),
  })
  .describe('One step of the checklist.');

const steps = z.array(step).min(1, 'at least one step').max(30, 'at most 30 steps');

const tellingStep = step.extend({
  doneBy: z
    .enum(['update'])
    .optional()
    .describe(
      '`update`: sending a stakeholder update that an audience hears ticks it. Only where the update is all it asks for.',
    ),
});
const tellingSteps = z.array(tellingStep).min(1, 'at least one step').max(30, 'at most 30 steps');

interface ConditionLimit {
  value?: number;
  baselineFactor?: number;
  times?: { factor: number; signal: string };
}

const conditionShape =
  'a number in the signal\'s unit (ratios from 0 to 1), a multiple "1.5x baseline", or of another signal "0.6x latency_p95"';

/** As a limit, and a multiple of another signal as well: `0.6x latency_p95`. */
const conditionLimit = z
  .union([z.number().finite(), z.string().regex(/^\d+(\.\d+)?x [a-z][a-z0-9_-]*$/, conditionShape)], {
    error: conditionShape,
  })
  .transform((given): ConditionLimit => {
    if (typeof given === 'number') return { value: given };
    const factor = Number.parseFloat(given);
    const of = given.slice(given.indexOf(' ') + 1);
    return of === 'baseline' ? { baselineFactor: factor } : { times: { factor, signal: of } };
  });

const trigger = z
  .strictObject({
    id: id.optional().describe('Short name, used for alert rules. Without one the trigger is numbered.'),
    title: line.describe('What a reader sees: "refusal rate above twice its baseline for 10 min".'),
    signal: id.describe('Name of a signal of the system file.'),
    above: triggerLimit
      .optional()
      .describe(
        'Fires above this: a number, "2x baseline", "1.5x objective", "3 deviations" (over the baseline), or "14.4x budget" (the error budget of the objective burns so much too fast).',
      ),
    below: triggerLimit
      .optional()
      .describe(
        'Fires below this: a number, "0.8x baseline", "0.9x objective" or "3 deviations" (under it).',
      ),
    over: duration
      .refine(...atMost('7d'))
      .optional()
      .describe('With a budget: the window it burns over; it must burn over the last twelfth of it as well.'),
    for: durationOrNone.refine(...atMost('7d')).describe('How long it must hold before it fires.'),
    atLeast: z
      .number()
      .finite()
      .optional()
      .describe('With `above`: the value must be at least this too. Twice nearly nothing is nearly nothing.'),
    volume: z
      .strictObject({
        signal: id.describe('A signal of the system that counts traffic: requests, tasks.'),
        atLeast: z.number().positive().describe('Below this, the trigger does not fire.'),
      })
      .optional()
      .describe(
        'How much traffic it takes; systems that do not measure that signal ignore it, with a remark.',
      ),
    weak: z
      .boolean()
      .optional()
      .describe(
        'True for a sign that says little by itself, such as fewer refusals: it opens sev3 at worst, and waiting for a fall it needs a volume.',
      ),
  })
  .refine((t) => (t.above === undefined) !== (t.below === undefined), 'exactly one of `above` and `below`')
  .refine((t) => (t.above?.budgetFactor === undefined) === (t.over === undefined), {
    path: ['over'],
    message: 'a window such as 1h where `above` is a multiple of the budget, and only there',
  })
  .refine((t) => t.below?.budgetFactor === undefined, {
    path: ['below'],
    message: 'a budget under `above`: what burns too fast is never below',
  })
  .refine((t) => t.atLeast === undefined || t.above !== undefined, {
    path: ['atLeast'],
    message: '`atLeast` beside `above`; for a fall, the system file has `floor`',
  });

const recoveryCheck = z
  .strictObject({
    signal: id.describe('Name of a signal of the system file.'),
    atMost: limit
      .optional()
      .describe('In range up to this: a number, or a multiple such as "1.5x baseline".'),
    atLeast: limit
      .optional()
      .describe('In range from this on: a number, or a multiple such as "0.95x baseline".'),
  })
  .refine(
    (c) => (c.atMost === undefined) !== (c.atLeast === undefined),
    'exactly one of `atMost` and `atLeast`',
  );

const checks = z.array(recoveryCheck).min(1, 'at least one metric').max(10, 'at most 10 metrics');

const template = (reader: string) =>
  z
    .strictObject({
      users: prose.describe('What users see, in their words.'),
      since: prose.describe('Since when.'),
      scope: prose.describe('Who and what is affected, and who is not.'),
      mitigation: prose.describe('What is being done now; no cause before it is known.'),
      next: prose.describe('When the next update comes; airb adds the time.'),
      owner: prose.describe('Who owns the call; airb adds the name.'),
    })
    .describe(`The six lines of an update for ${reader}. Facts only: these are posted as they stand.`);

const rubric = z
  .strictObject({
    sev1: prose.describe('Broad user harm or regulatory risk.'),
    sev2: prose.describe('Major degradation with a workaround.'),
    sev3: prose.describe('Partial, or internal only.'),
    sev4: prose.describe('Minor: watch it.'),
  })
  .describe('When it is which severity, in terms a responder can check.');

const condition = z
  .strictObject({
    signal: id.describe('Name of a signal of the system file.'),
    above: conditionLimit
      .optional()
      .describe('Met above this: a number, or a multiple such as "2x baseline" or "0.6x latency_p95".'),
    below: conditionLimit
      .optional()
      .describe('Met below this: a number, or a multiple such as "0.8x baseline" or "0.3x latency_p95".'),
  })
  .refine((c) => (c.above === undefined) !== (c.below === undefined), 'exactly one of `above` and `below`');

const conditions = z
  .partialRecord(z.enum(severities), z.array(condition).min(1, 'at least one condition'))
  .optional()
  .describe(
    'The part of the rubric that signals can check. Where one of them is met and the incident is less severe, airb says so and offers it.',
  );

const kinds = z.array(z.enum(changeKinds)).min(1, 'at least one kind of part');

const when = z
  .array(
    z
      .strictObject({
        signal: id.optional().describe('Name of a signal of the system file, with `above` or `below`.'),
        above: conditionLimit.optional().describe('As of a severity condition.'),
        below: conditionLimit.optional().describe('As of a severity condition.'),
        changed: z
          .array(z.enum(changeKinds))
          .min(1, 'at least one kind of part')
          .optional()
          .describe('Kinds of part: one of them changed lately, as told or as seen in the traffic.'),
        within: duration
          .refine(...atMost('30d'))
          .optional()
          .describe('How long before the symptom it changed; two hours when left out.'),
      })
      .refine((c) => (c.signal === undefined) !== (c.changed === undefined), 'either `signal` or `changed`')
      .refine(
        (c) =>
          (c.signal === undefined ? 0 : 1) ===
          [c.above, c.below].filter((limit) => limit !== undefined).length,
        'exactly one of `above` and `below` beside `signal`, and none beside `changed`',
      )
      .refine((c) => c.within === undefined || c.changed !== undefined, '`within` beside `changed` only'),
  )
  .min(1, 'at least one condition')
  .max(4, 'at most four conditions')
  .optional()
  .describe(
    'What airb can check of it by itself. Where all of these hold, it offers the answer with its numbers, and one press agrees.',
  );

const lookup = {
  query: z
    .string()
    .trim()
    .min(1, 'a query')
    .max(4000, 'at most 4,000 characters')
    .optional()
    .describe(`PromQL that answers it; \`\${system}\` is replaced by the system's id.`),
  link: page
    .optional()
    .describe(`A page that answers it; \`\${dashboard}\` and \`\${system}\` are filled in.`),
};

const diagnosisAnswer = z
  .strictObject({
    label: z
      .string()
      .trim()
      .min(1, 'a few words')
      .max(60, 'at most 60 characters: it stands on a button')
      .describe('On the button: "Yes, a prompt within two hours".'),
    because: prose.describe('Why this answer leads there; it is written on the timeline.'),
    // biome-ignore lint/suspicious/noThenProperty: `then` reads best in a runbook, and no promise is made of it.
    then: id.optional().describe('Name of the next check.'),
    cause: id.optional().describe('Name of the cause it points at.'),
    when,
  })
  .refine((a) => (a.then === undefined) !== (a.cause === undefined), 'exactly one of `then` and `cause`');

const diagnosisCheck = z.strictObject({
  ask: line.describe('A question with few answers: "Did a prompt change in the two hours before the start?"'),
  look: prose.describe('What to look at to answer it, and how.'),
  ...lookup,
  answers: z
    .record(id, diagnosisAnswer)
    .refine((answers) => Object.keys(answers).length >= 2, 'at least two answers')
    .refine((answers) => Object.keys(answers).length <= 5, 'at most five answers')
    .describe('Each answer by a short name, most likely first.'),
});

const mitigation = z
  .strictObject({
    rollback: z.enum(changeKinds).optional().describe('Kind of part to roll back.'),
    switch: z
      .enum(containmentKinds)
      .optional()
      .describe(
        "The system's own fallback or safe stop, or another `containment` of its file: pin, freeze, throttle, reroute, review, cache.",
      ),
    step: id.optional().describe("Id of a step of this runbook's rollback section."),
  })
  .refine(
    (m) => [m.rollback, m.switch, m.step].filter((way) => way !== undefined).length === 1,
    'exactly one of `rollback`, `switch` and `step`',
  );

const cause = z.strictObject({
  title: line.describe('The cause as a statement: "The new prompt tells the model to be careful".'),
  category: z.enum(categories).describe('Which of the four categories it belongs to.'),
  means: prose.describe('What it looks like when it is this one, and what tells it from its neighbours.'),
  mitigation: mitigation.describe('What contains it.'),
  otherwise: prose.optional().describe('What to do when that is not there or does not help.'),
  instead: mitigation
    .optional()
    .describe('What does it then, as a button beside `otherwise`; left out where only people can do it.'),
});

const diagnosis = z
  .strictObject({
    start: id.describe('Name of the first check.'),
    hints: z
      .array(
        z.strictObject({
          symptom: line.describe('What one look shows: "latency up, answers as good as before".'),
          category: z.enum(categories).describe('The category it points at.'),
          goto: id.describe('Name of the check or cause to go to.'),
          when,
        }),
      )
      .max(6, 'at most six hints')
      .default([])
      .describe('Short cuts from what one look shows.'),
    checks: z
      .record(id, diagnosisCheck)
      .refine((checks) => Object.keys(checks).length >= 1, 'at least one check')
      .refine((checks) => Object.keys(checks).length <= 20, 'at most 20 checks')
      .describe('The questions, by name.'),
    causes: z
      .record(id, cause)
      .refine((causes) => Object.keys(causes).length >= 2, 'at least two causes')
      .refine((causes) => Object.keys(causes).length <= 20, 'at most 20 causes')
      .describe('The causes, by name, most likely first.'),
  })
  .describe('The diagnosis tree: checks that tell the causes apart, and what contains each.');

/** A runbook file, `library/<group>/<id>.yaml`: the folder is its group and the file name its id. */
export const runbookFile = z
  .strictObject({
    schema: schemaVersion,
    title: line.describe('What people call this failure: "Refusals rise".'),
    failure: id
      .optional()
      .describe(
        'The operating failure alerts name in their `airb_failure` label. Defaults to the file name.',
      ),
    sensitive: z
      .boolean()
      .default(false)
      .describe('True makes the incident channel private: injection, data exposure.'),
    mask: z
      .enum(masks)
      .default('secrets')
      .describe(
        'What is taken out of text before it is stored: secrets, always; "personal-data" takes out e-mail addresses, phone, card and account numbers as well.',
      ),
    summary: prose.describe('What goes wrong and how it feels to users, in two or three sentences.'),
    appliesTo: z
      .array(z.enum(systemKinds))
      .min(1, 'at least one kind of system')
      .default([...systemKinds])
      .describe('Kinds of system this can happen to; all when left out.'),
    triggers: z
      .array(trigger)
      .min(1, 'at least one trigger')
      .max(20, 'at most 20 triggers')
      .describe('1. What must be true of the signals.'),
    match: z
      .array(
        z
          .record(
            labelName,
            z.string().regex(/^([^*]+\*?|\*)$/, 'a label value, with `*` only as its last character'),
          )
          .refine((labels) => Object.keys(labels).length > 0, 'at least one label'),
      )
      .max(50, 'at most 50 matchers')
      .default([])
      .describe(
        'Further alert labels that map here, beside `airb_failure`. All labels of one entry must hold.',
      ),
    severity: z
      .strictObject({
        initial: z.enum(severities).describe('Severity when the alert does not say.'),
        rubric,
        conditions,
      })
      .describe('2. Severity rubric.'),
    owner: z
      .enum(['technicalOwner', 'businessOwner', 'onCall'])
      .describe('3. The one accountable owner: a role of the system file.'),
    triage: z
      .strictObject({
        suspects: kinds.describe('Kinds of change to suspect, most likely first.'),
        steps: steps.describe('What to check, in order.'),
      })
      .describe('4. Triage checklist.'),
    diagnosis,
    rollback: z
      .strictObject({
        order: kinds.describe('Kinds of part, fastest to roll back first.'),
        measureAfter: duration
          .refine(...atMost('24h'))
          .describe('Time after a rollback until its effect can be read.'),
        steps: steps.describe('How to contain it.'),
      })
      .describe('5. Rollback and other containment.'),
    communication: z
      .strictObject({
        steps: tellingSteps.describe('Whom to tell, and when.'),
        internal: template('colleagues and stakeholders'),
        customer: template('customers and those who answer them'),
        cadence: cadenceBySeverity.partial().default({}).describe("Overrides of the organization's cadence."),
      })
      .describe('6. Communication.'),
    recovery: z
      .strictObject({
        hold: durationOrNone
          .refine(...atMost('7d'))
          .describe('How long every metric must stay in range before the incident can be resolved.'),
        watch: duration
          .refine(...atMost('7d'))
          .optional()
          .describe('How long after the end a relapse is looked for; a day when left out.'),
        key: checks.describe('The metrics that showed the failure.'),
        safety: checks.describe('The metrics that show the cure did no harm.'),
        business: checks.describe('The metrics the business feels.'),
        steps: steps.describe('What to confirm by hand.'),
      })
      .describe('7. Recovery verification.'),
    postmortem: z
      .strictObject({
        dueDays: z.int().min(1).max(60).describe('Days from resolution until the postmortem is due.'),
        steps: steps.describe('Duties after the incident.'),
      })
      .describe('8. Postmortem duties.'),
    evidence: z
      .array(
        z.strictObject({
          id: id.describe('Short name: `/airb evidence <id> …`.'),
          title: line.describe('What is to be kept.'),
          kind: z
            .enum(evidenceKinds)
            .optional()
            .describe(
              'What airb looks for in it: `tool-call` (JSON with a name and arguments), `json`, `trace-id`; `reference` where ids or links are all that may be kept. Left out: any text, but a pointer or a retyped number does not count.',
            ),
          source: z
            .enum(['automatic', 'people'])
            .describe(
              '`automatic`: airb keeps it at opening (alert, versions, readings, changes). `people`: somebody adds it.',
            ),
        }),
      )
      .min(1, 'at least one item')
      .max(20, 'at most 20 items')
      .describe('What must be kept before containment changes it.'),
    escalation: z
      .strictObject({
        criteria: z.array(prose).min(1, 'at least one criterion').describe('When to escalate.'),
        paths: z.array(prose).min(1, 'at least one path').describe('To whom, for what.'),
        when: escalationRules
          .optional()
          .describe('Criteria that airb checks itself, beside those of the organization.'),
      })
      .describe('Escalation.'),
    fallback: prose.describe('The state in which users are served safely while the cause is unknown.'),
    knownLimits: z.array(prose).min(1, 'at least one limit').describe("What this runbook can't see or do."),
    samples: z
      .array(
        z.strictObject({
          input: prose.describe('A request.'),
          good: prose.describe('What a good answer does; the wording may differ.'),
        }),
      )
      .min(1, 'at least one sample')
      .describe('Known-good outputs to compare with.'),
    review: z
      .strictObject({
        on: calendarDay.describe('Day of the last review.'),
        by: line.describe(
          'Who reviewed it: id or name of a person in the organization file is reminded; of a role the operations channel hears.',
        ),
        everyDays: z.int().min(1).max(730).describe('Days until it must be reviewed again.'),
      })
      .describe('Review.'),
  })
  .meta({ title: 'airb runbook, version 1', description: 'A runbook: eight sections, none optional.' });

export type RunbookFile = z.output<typeof runbookFile>;
export type StepFile = z.output<typeof step>;
export type { LimitFile } from './limit.ts';
export type ConditionFile = z.output<typeof condition>;
export type WhenFile = z.output<typeof when>;
