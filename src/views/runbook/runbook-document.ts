import { type Block, type Document, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { severities } from '../../domain/people.ts';
import { count } from '../../domain/plain.ts';
import { type Runbook, type Step, systemKinds } from '../../domain/runbooks/runbook.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import type { Bound } from './bound.ts';
import { diagnosisBlocks } from './diagnosis-blocks.ts';
import { limitWords, triggerRows } from './limits.ts';
import { reviewState, reviewWords } from './review.ts';

export interface RunbookFacts {
  runbook: Runbook;
  now: Instant;
  /** With a system its parts, queries and versions are filled in. */
  bound?: Bound;
  /** True when the page is one of airb's web pages and may link to the others. */
  site?: boolean;
}

const ownerTitles = {
  technicalOwner: 'The technical owner of the system',
  businessOwner: 'The business owner of the system',
  onCall: 'Whoever is on call for the system',
} as const;

/** A runbook as a document for people: its eight sections, with the diagnosis tree before the first checklist. */
export function runbookDocument(facts: RunbookFacts): Document {
  const { runbook, bound } = facts;
  const on = bound === undefined ? '' : ` · ${bound.title}`;
  return {
    title: `${runbook.title}${on}`,
    kicker: `Runbook · ${runbook.group} · ${runbook.id}`,
    facts: headFacts(facts),
    blocks: [
      paragraph(runbook.summary),
      ...warnings(facts),
      ...alerting(facts),
      ...diagnosisBlocks(runbook, bound),
      ...containing(facts),
      ...closing(facts),
    ],
  };
}

function headFacts({ runbook, now, bound, site }: RunbookFacts): Document['facts'] {
  const { initial } = runbook.severity;
  const system: Text =
    bound === undefined ? [] : site ? [{ here: `/systems/${bound.id}`, text: bound.title }] : [bound.title];
  return [
    ...(bound === undefined ? [] : [{ label: 'System', value: system }]),
    { label: 'Failure', value: [runbook.failure] },
    { label: 'Severity, unless the alert says', value: [initial.toUpperCase()] },
    { label: 'Owner', value: [bound?.owner ?? ownerTitles[runbook.owner]] },
    {
      label: 'Happens to',
      value: [
        runbook.appliesTo.length === systemKinds.length
          ? 'systems of every kind'
          : runbook.appliesTo.join(', '),
      ],
    },
    { label: 'Reviewed', value: [`${runbook.review.on}, ${runbook.review.by}`] },
    { label: 'Next review', value: [reviewWords(runbook.review, now)] },
    { label: 'File', value: [{ code: runbook.file }] },
    { label: 'Version (sha-256)', value: [{ code: runbook.hash.slice(0, 12) }] },
  ];
}

function warnings({ runbook, now }: RunbookFacts): Block[] {
  const { due, overdue } = reviewState(runbook.review, now);
  const stale = `The review was due on ${due}. Names, versions and limits in here may no longer be true.`;
  const hidden = 'The incident channel is private, and so is everything about it.';
  const masked = 'E-mail addresses, phone, card and account numbers are masked before they are stored.';
  return [
    ...(overdue ? [paragraph({ strong: 'Out of date? ' }, stale)] : []),
    ...(runbook.sensitive ? [paragraph({ strong: 'Sensitive. ' }, hidden)] : []),
    ...(runbook.mask === 'personal-data' ? [paragraph({ strong: 'Personal data. ' }, masked)] : []),
  ];
}

/** Sections 1 to 3. */
function alerting({ runbook, bound }: RunbookFacts): Block[] {
  const { severity, match, failure } = runbook;
  const labels = match.map(
    ({ labels: wanted }): Text => [
      {
        code: Object.entries(wanted)
          .map(([name, value]) => `${name}=${value}`)
          .join(', '),
      },
    ],
  );
  return [
    heading('1. When it fires'),
    triggerRows(runbook, bound),
    paragraph('Alerts with these labels land here:'),
    ...list([[{ code: `airb_failure=${failure}` }], ...labels]),
    heading('2. Severity'),
    {
      type: 'table',
      stacked: true,
      caption: 'When it is which',
      head: ['Severity', 'When'],
      rows: severities.map((one): Text[] => [
        [{ strong: one.toUpperCase() }, one === severity.initial ? ' (at first)' : ''],
        [severity.rubric[one]],
      ]),
    },
    heading('3. Owner'),
    paragraph(`${ownerTitles[runbook.owner]}${bound?.owner === undefined ? '' : `: ${bound.owner}`}.`),
  ];
}

/** Sections 4 and 5. */
function containing({ runbook, bound }: RunbookFacts): Block[] {
  const { triage, rollback } = runbook;
  return [
    heading('4. Triage'),
    paragraph({ strong: 'Suspects, most likely first: ' }, `${triage.suspects.join(', ')}.`),
    stepsBlock(triage.steps),
    heading('5. Rollback'),
    paragraph(
      { strong: 'Fastest first: ' },
      `${rollback.order.join(', ')}. Read the effect after ${inWords(rollback.measureAfter)}.`,
    ),
    ...(bound === undefined ? [] : partsTable(bound)),
    stepsBlock(rollback.steps),
    heading('Fallback', 3),
    paragraph(bound?.fallback ?? runbook.fallback),
  ];
}

function partsTable({ id, parts }: Bound): Block[] {
  if (parts.length === 0)
    return [paragraph(`No parts of ${id} are listed, so nothing can be rolled back from here.`)];
  const rows = parts.map((part): Text[] => [
    [part.title],
    [part.kind],
    [{ code: part.live }],
    part.lastKnownGood === undefined ? ['none known'] : [{ code: part.lastKnownGood }],
    [part.action === undefined ? (part.manual ?? 'by hand') : 'airb, in chat'],
  ]);
  const head = ['Part', 'Kind', 'Live', 'Last known good', 'Rolled back by'];
  return [
    { type: 'table', stacked: true, caption: `What can be rolled back on ${id}, fastest first`, head, rows },
  ];
}

/** Sections 6 to 8, and what goes with them. */
function closing({ runbook, bound }: RunbookFacts): Block[] {
  const { communication, recovery, postmortem, evidence, escalation } = runbook;
  return [
    heading('6. Communication'),
    stepsBlock(communication.steps),
    templates(runbook),
    heading('7. Recovery'),
    paragraph(
      `Every metric must stay in range for ${inWords(recovery.hold)} before the incident can be resolved.`,
    ),
    recoveryTable(runbook, bound),
    stepsBlock(recovery.steps),
    heading('8. Postmortem'),
    paragraph(`Due ${count(postmortem.dueDays, 'day')} after the incident is resolved.`),
    stepsBlock(postmortem.steps),
    heading('Evidence'),
    ...list(
      evidence.map(({ title, source }) => [
        title,
        source === 'automatic' ? ' (airb keeps it)' : ' (somebody adds it)',
      ]),
    ),
    heading('Escalation'),
    paragraph({ strong: 'Escalate when' }),
    ...list(escalation.criteria.map((text) => [text])),
    paragraph({ strong: 'To whom' }),
    ...list(escalation.paths.map((text) => [text])),
    heading('Known limits'),
    ...list((bound?.knownLimits ?? runbook.knownLimits).map((text) => [text])),
    heading('Known-good samples'),
    {
      type: 'table',
      stacked: true,
      caption: 'To compare with; the wording may differ',
      head: ['Request', 'A good answer'],
      rows: runbook.samples.map(({ input, good }): Text[] => [[input], [good]]),
    },
  ];
}

function stepsBlock(steps: Step[]): Block {
  const items = steps.map(({ id, title, look, means, next, role }) => ({
    anchor: id,
    title,
    ...(role !== undefined && { who: role }),
    lines: [
      { label: 'Look at', text: [look] },
      { label: 'It means', text: [means] },
      ...(next === undefined ? [] : [{ label: 'Next', text: [next] }]),
    ],
  }));
  return { type: 'steps', items };
}

const templateLines = [
  ['users', 'Users see'],
  ['since', 'Since'],
  ['scope', 'Scope'],
  ['mitigation', 'Being done'],
  ['next', 'Next update'],
  ['owner', 'Owner'],
] as const;

function templates({ communication: { internal, customer } }: Runbook): Block {
  const rows = templateLines.map(([key, title]): Text[] => [
    [{ strong: title }],
    [internal[key]],
    [customer[key]],
  ]);
  return {
    type: 'table',
    stacked: true,
    caption: 'Templates of updates',
    head: ['Line', 'To colleagues', 'To customers'],
    rows,
  };
}

const recoveryKinds = {
  key: 'shows the failure',
  safety: 'shows no harm',
  business: 'is felt by the business',
} as const;

function recoveryTable({ recovery }: Runbook, bound: Bound | undefined): Block {
  const rows = (['key', 'safety', 'business'] as const).flatMap((kind) =>
    recovery[kind].map((check): Text[] => {
      const { title, limit, measured } = limitWords(check, bound);
      return [
        [title],
        [`${check.compare === 'at-most' ? 'at most' : 'at least'} ${limit}`],
        [recoveryKinds[kind]],
        ...(bound ? [[measured]] : []),
      ];
    }),
  );
  const head = ['Metric', 'In range', 'It', ...(bound ? [`On ${bound.id}`] : [])];
  return { type: 'table', stacked: true, caption: 'Recovery metrics', head, rows };
}
