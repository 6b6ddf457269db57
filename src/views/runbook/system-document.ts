import { type Block, type Document, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { inSeries } from '../../domain/plain.ts';
import { hearsOf, wayInWords } from '../../domain/runbooks/audience.ts';
import type { Library, Organization, SystemSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { appliesTo, inLibraryOrder } from './applies.ts';
import { reviewWords } from './review.ts';

export interface SystemFacts {
  system: SystemSpec;
  library: Library;
  now: Instant;
  /** True when the page is one of airb's web pages and may link to the others. */
  site?: boolean;
}

/** What airb knows of a system: its owner, parts, signals and runbooks. */
export function systemDocument(facts: SystemFacts): Document {
  const { system } = facts;
  return {
    title: system.title,
    kicker: `System · ${system.id}${system.sample ? ' · a sample' : ''}`,
    facts: headFacts(facts),
    blocks: [
      heading('Who'),
      ...people(facts),
      heading('Parts'),
      partsTable(system),
      heading('Signals'),
      signalsTable(system),
      heading('When the cause is unknown'),
      ...ways(system),
      heading('Known limits'),
      ...(system.knownLimits.length === 0
        ? [paragraph('None are written down.')]
        : list(system.knownLimits.map((text) => [text]))),
      heading('Runbooks that apply'),
      runbooksTable(facts),
    ],
  };
}

function headFacts({ system, library: { organization } }: SystemFacts): Document['facts'] {
  return [
    { label: 'Kind', value: [system.kind] },
    { label: 'Risk', value: [system.riskTier] },
    { label: 'Technical owner', value: [nameOf(organization, system.technicalOwner)] },
    { label: 'Business owner', value: [nameOf(organization, system.businessOwner)] },
    { label: 'Fallback tried', value: [system.fallbackTested ?? 'not noted'] },
    {
      label: 'Last drill',
      value: [system.drill === undefined ? 'not noted' : `${system.drill.on}: ${system.drill.what}`],
    },
    ...(system.dashboard === undefined
      ? []
      : [{ label: 'Dashboard', value: [{ link: system.dashboard, text: system.dashboard }] satisfies Text }]),
    { label: 'File', value: [{ code: system.file }] },
  ];
}

function people({ system, library: { organization } }: SystemFacts): Block[] {
  const names = (ids: string[]) => inSeries(ids.map((id) => nameOf(organization, id)));
  const rungs = system.onCall.map(
    ({ people: ids, after, acknowledge }): Text => [
      `${names(ids)}${acknowledge === 'all' ? ', who all must acknowledge' : ''}; after ${inWords(after)} without an answer, the next`,
    ],
  );
  const contacts = Object.entries(system.contacts).map(
    ([what, id]): Text => [`${what}: ${nameOf(organization, id)}`],
  );
  const audiences = organization.audiences
    .filter((audience) => hearsOf(audience, system))
    .map(
      (audience): Text => [
        `${audience.title}, ${'channel' in audience ? 'in' : 'by'} ${wayInWords(audience)}, for ${audience.severities.join(', ')}`,
      ],
    );
  return [
    paragraph({ strong: 'On call, paged in this order' }),
    rungs.length === 0 ? paragraph('Nobody.') : { type: 'list', ordered: true, items: rungs },
    paragraph({ strong: 'Contacts' }),
    ...(contacts.length === 0 ? [paragraph('None are named.')] : list(contacts)),
    paragraph({ strong: 'Who hears of incidents' }),
    ...(audiences.length === 0 ? [paragraph('No audience is subscribed.')] : list(audiences)),
  ];
}

function nameOf({ people: known, rotations = [] }: Organization, id: string): string {
  const rotation = rotations.find((one) => one.id === id);
  if (rotation) return `whoever is on call in ${rotation.title}`;
  return known.find((person) => person.id === id)?.name ?? id;
}

function partsTable({ id, parts }: SystemSpec): Block {
  if (parts.length === 0) return paragraph(`No parts of ${id} are listed: airb can roll nothing back.`);
  const rows = parts.map((part): Text[] => [
    [part.title],
    [part.kind],
    [{ code: part.live }, part.pinned ? '' : ' (floats)'],
    part.lastKnownGood === undefined ? ['none known'] : [{ code: part.lastKnownGood }],
    [part.separate ? 'yes' : 'no, with the code'],
    [
      part.action === undefined
        ? 'by hand'
        : `airb${part.action.dryRun === undefined ? '' : ', with a dry run'}`,
    ],
  ]);
  const head = ['Part', 'Kind', 'Live', 'Last known good', 'Released by itself', 'Rolled back by'];
  return { type: 'table', stacked: true, caption: 'What it is made of', head, rows };
}

function signalsTable({ id, signals }: SystemSpec): Block {
  if (signals.length === 0) return paragraph(`No signals of ${id} are listed: airb can measure nothing.`);
  const rows = signals.map(({ title, name, baseline, unit, better, query }): Text[] => [
    [title],
    [{ code: name }],
    [baseline === undefined ? 'not known' : show(baseline, unit)],
    [better],
    [{ code: query }],
  ]);
  return {
    type: 'table',
    stacked: true,
    caption: 'How it is measured',
    head: ['Signal', 'Name', 'Normal', 'Better', 'Query'],
    rows,
  };
}

function ways({ fallback, safeStop }: SystemSpec): Block[] {
  return [
    paragraph({ strong: 'Fallback: ' }, fallback),
    paragraph({ strong: 'Safe stop: ' }, safeStop ?? 'none is written down.'),
  ];
}

function runbooksTable({ system, library, now, site }: SystemFacts): Block {
  const measured = new Set(system.signals.map(({ name }) => name));
  const rows = inLibraryOrder(library.runbooks.filter((runbook) => appliesTo(runbook, system))).map(
    (runbook): Text[] => {
      const fires = runbook.triggers.filter(({ signal }) => measured.has(signal)).length;
      const title = runbook.title;
      return [
        [runbook.group],
        site
          ? [{ here: `/runbooks/${runbook.id}?system=${system.id}`, text: title }]
          : [`${title} (${runbook.id})`],
        [`${fires} of ${runbook.triggers.length}`],
        [reviewWords(runbook.review, now)],
      ];
    },
  );
  const head = ['Group', 'Runbook', 'Triggers measured', 'Review'];
  return { type: 'table', stacked: true, caption: 'Runbooks for failures that can happen to it', head, rows };
}
