import * as z from 'zod';
import { riskTiers } from '../../domain/people.ts';
import { containmentKinds, systemKinds, traceTools } from '../../domain/runbooks/runbook.ts';
import { changeKinds } from '../../domain/signals/change.ts';
import { feedSources } from '../../domain/signals/feed.ts';
import {
  address,
  calendarDay,
  duration,
  envName,
  id,
  labelName,
  line,
  promql,
  prose,
  schemaVersion,
} from '../fields/fields.ts';
import { targetField } from '../targets/targets.ts';
import { rung, zone } from './oncall.ts';
import { tracker } from './tracker.ts';

const secret = z
  .strictObject({
    env: envName.describe('Name of the environment variable that holds the secret.'),
    header: line.default('Authorization').describe('Header that carries it.'),
    prefix: z.string().default('Bearer ').describe('Written before the secret.'),
    user: envName
      .optional()
      .describe('Name of the environment variable with the user; both are then sent as HTTP Basic.'),
  })
  .describe('The secret, by name only.');

const jsonPath = line
  .regex(/^[^.\s]+(?:\.[^.\s]+)*$/, 'names and numbers with dots between them: `data.0.version`')
  .describe(
    'Where in the JSON of the answer it stands: names and numbers with dots between them, `-1` for the last, `aliases[name=docs]` for the one entry in which that holds.',
  );

const expectation = z
  .strictObject({
    status: z
      .array(z.int().min(200).max(499))
      .min(1)
      .optional()
      .describe('The statuses that say it is done.'),
    path: jsonPath.optional(),
    equals: line
      .optional()
      .describe('The text at `path`; `{{version}}` is the version asked for. Left out, any value will do.'),
  })
  .refine((one) => one.status !== undefined || one.path !== undefined, '`status`, `path` or both')
  .describe('What a success looks like. Without it a success is only the word of the target.');

const current = z
  .strictObject({
    url: address.describe(
      `Asked with GET. \`\${NAME}\` is replaced by that environment variable; never a secret.`,
    ),
    path: jsonPath,
    headers: z.record(z.string(), z.string()).default({}).describe('Extra headers; secrets go in `secret`.'),
    secret: secret.optional(),
    words: z
      .record(line, line)
      .optional()
      .describe(
        'What stands there, to the version it means: `{ "true": "on" }`. Anything else is the version itself.',
      ),
  })
  .describe(
    'How airb sees which version is live: at the opening, before a rollback, after it, and whenever an answer was lost.',
  );

const action = z
  .strictObject({
    method: z.enum(['POST', 'PUT', 'PATCH']).default('POST').describe('HTTP method.'),
    url: address.describe(
      `Where to send it; \`{{version}}\` in its path is filled in, encoded. \`\${NAME}\` is replaced by that environment variable; never a secret.`,
    ),
    body: z
      .record(z.string(), z.json())
      .default({})
      .describe(
        'JSON body. `{{version}}`, `{{key}}` (idempotency key) and `{{reason}}` in its values are filled in.',
      ),
    headers: z.record(z.string(), z.string()).default({}).describe('Extra headers; secrets go in `secret`.'),
    secret: secret.optional(),
    dryRun: z
      .record(z.string(), z.json())
      .optional()
      .describe('Body fields that turn the call into one that changes nothing and tells what would happen.'),
    expect: expectation.optional(),
    idempotent: z
      .boolean()
      .optional()
      .describe(
        'True when the same call may arrive twice without harm: then airb repeats it after a lost answer.',
      ),
    validFor: duration
      .optional()
      .describe('How long an approval holds while the call can not be made; 30m when left out.'),
    words: z
      .record(line, line)
      .optional()
      .describe('What the target calls each version; it knows no others where this is given.'),
  })
  .describe('The HTTP call that rolls this part back.');

const feed = z.strictObject({
  source: z.enum(feedSources).describe('The tool that posts to /changes/<source>.'),
  name: line.describe(
    'What the tool calls it: repository `owner/name` (github), prompt (langfuse), flag key (launchdarkly), prompt slug (braintrust).',
  ),
  environment: line
    .default('production')
    .describe('Environment of github, launchdarkly and braintrust; label of a langfuse prompt.'),
  project: line
    .optional()
    .describe(
      'Project, where names are not unique: key (launchdarkly), id (langfuse), name or id (braintrust).',
    ),
});

const personId = id.describe('Person id of the organization file.');

const part = z
  .strictObject({
    kind: z.enum(changeKinds).describe('What kind of part this is; runbooks speak of kinds.'),
    title: line.describe('What people call it.'),
    owner: personId
      .optional()
      .describe(
        'Person who looks after this part; its actions of a postmortem are proposed to them. The technical owner where it is left out.',
      ),
    live: line.describe('Version in production now.'),
    lastKnownGood: line.optional().describe('Version to go back to.'),
    pinned: z
      .boolean()
      .default(true)
      .describe(
        'False when `live` is a name that can change under you, such as a model alias: it is then a suspect by itself.',
      ),
    separate: z
      .boolean()
      .default(true)
      .describe('False when it changes only with a deployment of code, as a prompt kept in the source does.'),
    moves: z
      .array(id.describe('Name of a signal of this file.'))
      .min(1, 'at least one signal')
      .optional()
      .describe(
        'The signals a change of this part shows in. A change is suspected more where one of them is off, and less where none is.',
      ),
    action: action.optional(),
    target: targetField.optional(),
    current: current.optional(),
    feeds: z
      .array(feed)
      .min(1, 'at least one feed')
      .optional()
      .describe('Where other tools tell of its changes; see docs/changes.md.'),
    manual: prose.optional().describe('What a person does where there is no action, or when it fails.'),
  })
  .refine(
    (p) => p.action !== undefined || p.target !== undefined || p.manual !== undefined,
    '`action`, `target` or `manual`: a way to roll it back',
  )
  .refine((p) => p.action === undefined || p.target === undefined, 'one of `action` and `target`, not both');

const containment = z.strictObject({
  kind: z
    .enum(containmentKinds)
    .describe(
      'What it is: `fallback` (the conservative configuration), `safe-stop`, `pin` (a dated model), `freeze` (nothing may change), `throttle`, `reroute`, `review` (people decide), `cache` (emptied or off).',
    ),
  title: line.describe('What it does, as on its button: "Stop the agent".'),
  part: id.describe('The part that is changed.'),
  to: line.describe('The version of the part that does it.'),
  loses: line.describe('What users lose while it is so: "Refunds wait for a person."'),
  stops: z
    .boolean()
    .default(false)
    .describe('True when the system then does nothing: airb does not take its silence for a recovery.'),
  once: z
    .boolean()
    .default(false)
    .describe(
      'True when it leaves no state behind, such as emptying a cache: it can be done again, and nothing leads back.',
    ),
  remind: duration
    .optional()
    .describe('How often the channel is reminded while it is in force; 1h when left out.'),
});

const season = z
  .strictObject({
    weeks: z.int().min(1).max(8).default(4).describe('How many past weeks it looks at.'),
    holidays: z
      .array(calendarDay)
      .max(60, 'at most 60 days')
      .default([])
      .describe('Days that are no example for later weeks, and are compared with Sundays themselves.'),
    tz: zone.default('UTC').describe('Time zone of the holidays.'),
  })
  .describe('For a signal with a weekly rhythm: its normal is that of the same hour in past weeks.');

const signal = z.strictObject({
  title: line.describe('What it measures: "Share of answers that refuse".'),
  query: promql.describe(
    'PromQL that gives exactly one series; with `by`, one for each value of that label. It may be long, of many lines, and have comments.',
  ),
  unit: z
    .enum(['ratio', 'seconds', 'usd', 'tokens', 'count', 'per_second'])
    .describe('Unit of the value; ratios run from 0 to 1.'),
  baseline: z.number().finite().optional().describe('What is normal, in the same unit.'),
  objective: z
    .number()
    .finite()
    .optional()
    .describe(
      'What the system promises, in the same unit: a p95 of 2 s, at most 0.01 of the requests failing. Triggers compare with it as "1.5x objective" and "14.4x budget".',
    ),
  floor: z
    .number()
    .finite()
    .optional()
    .describe(
      'Below this, triggers that wait for a fall below the baseline fire whatever the baseline is: a score that sinks slowly becomes its own normal.',
    ),
  season: season.optional(),
  better: z.enum(['lower', 'higher']).describe('Which direction is better.'),
  by: z
    .string()
    .regex(/^[a-zA-Z_]\w*$/, 'the name of a label')
    .optional()
    .describe(
      'A label the query keeps, such as `region` or `tool`: it may give one series for each, the worst one counts, and it is named.',
    ),
  volume: z
    .strictObject({
      signal: id.describe('A signal of this file that counts how much there is to measure: requests, tasks.'),
      atLeast: z
        .number()
        .positive()
        .describe('Below this, the value says nothing and counts as not measured.'),
    })
    .optional()
    .describe('How much traffic the value needs to mean something: 1 refusal of 2 answers is not 50 %.'),
  shareOf: line
    .optional()
    .describe(
      'Of a ratio that says how many were affected, what it is a share of: `responses`. The postmortem then tells the share over the bad window.',
    ),
  affected: id
    .optional()
    .describe(
      'Of a signal that is no share, the signal of this file that says what share was affected: for a latency, the share of slow requests.',
    ),
});

const observed = z.strictObject({
  part: id.describe('The part whose versions the values of the label are.'),
  query: promql.describe(
    'PromQL with one series for each value of the label: `sum by (gen_ai_response_model) (rate(…[10m]))`.',
  ),
  label: labelName.describe('The label that tells which version answers: `gen_ai_response_model`.'),
});

const samples = z
  .strictObject({
    url: address
      .optional()
      .describe(
        'Asked with GET; `{from}`, `{to}` (ISO 8601), `{fromMs}`, `{toMs}`, `{page}` and `{limit}` are filled in. Left out, the traces API of Langfuse on the host of `url`.',
      ),
    items: jsonPath.optional().describe('Where the list stands; left out, the answer is the list.'),
    id: jsonPath.default('id').describe('Where in each of them its id stands.'),
    input: jsonPath.default('input').describe('Where what went in stands.'),
    output: jsonPath.default('output').describe('Where what came out stands.'),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'a header name'), line)
      .default({})
      .describe(
        `Headers it is asked with: \`Authorization: Basic \${LANGFUSE_BASIC}\`. \`\${NAME}\` is replaced by that environment variable when it is asked; a secret is written no other way.`,
      ),
  })
  .describe('Where sampled outputs are pulled from, five at a time; see docs/traces.md.');

const traces = z
  .strictObject({
    tool: z
      .enum(traceTools)
      .describe('The tool whose form the link has; `link` for any other, with the whole link in `url`.'),
    url: address.describe(
      'Langfuse, LangSmith, Phoenix: the page of the project. Datadog: its trace explorer. Tempo: Grafana. `link`: the link itself, with `{from}`, `{to}` (ISO 8601), `{fromMs}`, `{toMs}`, `{system}` and `{query}`.',
    ),
    query: line
      .optional()
      .describe(
        'What the traces are filtered by, in the language of the tool; `{system}` is the id of this system.',
      ),
    datasource: line.optional().describe('Tempo: the uid of the data source in Grafana.'),
    samples: samples.optional(),
  })
  .refine(({ tool, samples: of }) => tool === 'langfuse' || of === undefined || of.url !== undefined, {
    path: ['samples', 'url'],
    message: 'the address to ask, because only that of Langfuse is known',
  })
  .describe('Where its traces are read: steps that say so link to the bad minutes.');

/** A system file, `systems/<id>.yaml`: the file name is the system's id, as in the `system` label of alerts. */
export const systemFile = z
  .strictObject({
    schema: schemaVersion,
    title: line.describe('What people call the system.'),
    kind: z.enum(systemKinds).describe('What it does. An `agent` acts, so it needs a safe stop.'),
    sample: z.boolean().default(false).describe('True for systems that exist only to show how a file looks.'),
    riskTier: z
      .enum(riskTiers)
      .describe('How much harm it can do; decides how many approvals a rollback needs.'),
    businessOwner: personId.describe('Person accountable for what the system is for.'),
    technicalOwner: personId.describe('Person accountable for how it runs.'),
    onCall: z
      .array(rung)
      .default([])
      .describe('Who is paged, in order. People and rotations of the organization file.'),
    policy: id.optional().describe('Escalation policy of the organization file, in place of `onCall`.'),
    approvers: z
      .array(personId)
      .optional()
      .describe('People who may approve containment on this system, besides those of the organization.'),
    parts: z.record(id, part).default({}).describe('What can be rolled back, by id.'),
    containment: z
      .record(id, containment)
      .optional()
      .describe(
        'What relieves users besides a rollback, quickest first. Each is a button, with the approvals, the dry run and the measuring of a rollback.',
      ),
    signals: z.record(id, signal).default({}).describe('What is measured, by the name runbooks use.'),
    observed: z
      .array(observed)
      .min(1, 'at least one query')
      .max(8, 'at most 8 queries')
      .optional()
      .describe(
        'Where the traffic itself tells which version answers. What nobody announced becomes a suspect; see docs/changes.md.',
      ),
    traces: traces.optional(),
    signalHeaders: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'a header name'), line)
      .optional()
      .describe(
        `Headers Prometheus is asked with for this system, such as \`X-Scope-OrgID\`. \`\${NAME}\` is replaced by that environment variable when it is asked; a secret is written no other way.`,
      ),
    audiences: z
      .array(id.describe('Audience id of the organization file.'))
      .default([])
      .describe('Who is kept informed.'),
    contacts: z
      .strictObject({
        risk: personId.optional().describe('Asked about risk to people or the organization.'),
        legal: personId.optional().describe('Asked about law and contracts.'),
        security: personId.optional().describe('Asked about attacks and exposed data.'),
      })
      .default({})
      .describe('Whom to bring in beyond engineering.'),
    tracker: tracker
      .optional()
      .describe(
        'Where its action items are opened as issues, in place of the organization’s; see docs/follow-up.md.',
      ),
    fallback: prose.describe('How users are served when the system is switched to its conservative state.'),
    fallbackTested: calendarDay
      .optional()
      .describe('Day the fallback was last tried on purpose; an untested fallback may not work.'),
    drill: z
      .strictObject({
        on: calendarDay.describe('Day of the exercise.'),
        what: line.describe('What was played.'),
      })
      .optional()
      .describe('The last exercise with this system.'),
    safeStop: prose.optional().describe('How to stop it without leaving work half done; for agents.'),
    knownLimits: z.array(prose).default([]).describe('What it is known not to do well.'),
    dashboard: address
      .optional()
      .describe(`Link to its dashboard; \`\${NAME}\` is replaced by that environment variable.`),
  })
  .refine(({ onCall, policy }) => onCall.length > 0 !== (policy !== undefined), {
    path: ['onCall'],
    error: 'at least one rung in `onCall`, or a `policy`, and not both',
  })
  .meta({
    title: 'airb system, version 1',
    description: 'One AI system: who owns it, what can be rolled back, what is measured.',
  });

export type SystemFile = z.output<typeof systemFile>;
