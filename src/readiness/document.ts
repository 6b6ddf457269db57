import { type Block, type Document, heading, paragraph, type Text } from '../documents/document.ts';
import { count } from '../domain/plain.ts';
import { fullTime } from '../domain/time.ts';
import { alarming, type Gap, type Readiness, type SystemReadiness } from './assess.ts';
import type { Evidence, Point } from './point.ts';
import { costWords, logWords, lookWords, sourceOf, stateWord, unlistedWords } from './words.ts';

/** The number of gaps shown at the top; each system lists all its own. */
const first = 8;

/** The checklist of each system as a paper, worst gaps first. */
export function readinessDocument(readiness: Readiness): Document {
  const [only] = readiness.systems;
  const single = readiness.systems.length === 1 && only !== undefined;
  return {
    title: single ? `${only.title}: ${only.score} of 100` : 'Readiness',
    kicker: `airb readiness · as of ${fullTime(readiness.at)}`,
    facts: single ? factsOf(only) : summaryFacts(readiness),
    blocks: readinessBlocks(readiness),
  };
}

/** Everything below the title. */
function readinessBlocks(readiness: Readiness): Block[] {
  const { systems } = readiness;
  const single = systems.length === 1;
  const unlisted = unlistedWords(readiness);
  return [
    paragraph(logWords(readiness)),
    paragraph(lookWords(readiness)),
    ...(unlisted === undefined ? [] : [paragraph(...coded(unlisted))]),
    ...(systems.length === 0
      ? [paragraph('No system is described yet: add one in ', { code: 'systems/<id>.yaml' }, '.')]
      : []),
    ...(single ? [] : [...overview(systems), ...worst(readiness.gaps)]),
    ...systems.flatMap((one) => systemBlocks(one, single)),
  ];
}

/** The facts about all systems. */
function summaryFacts(readiness: Readiness): Document['facts'] {
  const { systems, gaps } = readiness;
  const missing = gaps.filter(({ point }) => point.state === 'missing').length;
  return [
    { label: 'Systems', value: [String(systems.length)] },
    { label: 'Gaps', value: [`${missing} missing, ${gaps.length - missing} partly`] },
    { label: 'Missing at high risk', value: [String(alarming(readiness).length)] },
  ];
}

/** The facts about one system. */
export function factsOf({ system, kind, riskTier, score, points, gaps }: SystemReadiness): Document['facts'] {
  const states = (state: Point['state']) => points.filter((point) => point.state === state).length;
  return [
    { label: 'System', value: [system] },
    { label: 'Kind', value: [kind] },
    { label: 'Risk', value: [riskTier] },
    { label: 'Score', value: [`${score} of 100`] },
    { label: 'Met', value: [`${states('met')} of ${points.length - states('not applicable')}`] },
    { label: 'Gaps', value: [String(gaps.length)] },
  ];
}

function overview(systems: SystemReadiness[]): Block[] {
  if (systems.length === 0) return [];
  const rows = systems.map((one): Text[] => [
    [{ here: `/readiness/${one.system}`, text: one.system }, one.sample ? ' (sample)' : ''],
    [one.riskTier],
    [one.kind],
    [{ strong: String(one.score) }],
    [one.gaps.length === 0 ? 'no gap' : count(one.gaps.length, 'gap')],
    [one.gaps[0] ? one.gaps[0].point.title : '–'],
  ]);
  return [
    {
      type: 'table',
      caption: 'Highest risk first',
      head: ['System', 'Risk', 'Kind', 'Of 100', 'Gaps', 'Costliest gap'],
      rows,
    },
  ];
}

function worst(gaps: Gap[]): Block[] {
  if (gaps.length === 0) return [heading('Gaps'), paragraph('None.')];
  const rows = gaps
    .slice(0, first)
    .map((gap): Text[] => [
      [gap.system],
      [gap.riskTier],
      [{ strong: gap.point.title }, `, ${gap.point.state}`],
      coded(gap.point.close ?? ''),
    ]);
  const caption =
    gaps.length > first
      ? `The first ${first} of ${gaps.length}; all are below`
      : 'Highest risk first, then costliest';
  return [
    heading('Close these first'),
    { type: 'table', caption, head: ['System', 'Risk', 'Gap', 'How to close it'], rows },
  ];
}

function systemBlocks(one: SystemReadiness, single: boolean): Block[] {
  const { system, title, score, riskTier, file, gaps, points } = one;
  const states = (state: Point['state']) => points.filter((point) => point.state === state);
  const fields: Text = [
    'Names in brackets are fields of ',
    { code: file },
    ', unless a file stands before them.',
  ];
  return [
    ...(single
      ? [paragraph(...fields)]
      : [
          heading(`${title}: ${score} of 100`),
          paragraph({ code: system }, `, ${riskTier} risk. `, ...fields),
        ]),
    ...(gaps.length === 0
      ? [paragraph('Nothing is missing.')]
      : gaps.flatMap((gap) => gapBlocks(gap, { level: single ? 2 : 3, file }))),
    ...(single
      ? [...checked('Met', states('met'), file), ...checked('Not applicable', states('not applicable'), file)]
      : [...named('Met', states('met')), ...named('Not applicable', states('not applicable')), more(system)]),
  ];
}

function gapBlocks(gap: Gap, { level, file }: { level: 2 | 3; file: string }): Block[] {
  const { point } = gap;
  return [
    heading(`${stateWord(point)}: ${point.title}`, level),
    paragraph(point.question, ' ', point.why),
    { type: 'list', items: point.evidence.map((one) => evidenceText(one, file)) },
    paragraph({ strong: 'To close it: ' }, ...coded(point.close ?? ''), ` Worth ${costWords(gap)} of 100.`),
  ];
}

/** Points without a gap, each with its evidence. */
function checked(label: string, points: Point[], file: string): Block[] {
  if (points.length === 0) return [];
  const rows = points.map(({ title, evidence }): Text[] => [
    [{ strong: title }],
    joined(evidence.map((one) => evidenceText(one, file))),
  ]);
  const table: Block = { type: 'table', caption: 'What it rests on', head: ['Point', 'Evidence'], rows };
  return [heading(`${label}, ${points.length}`), table];
}

/** The same by their titles alone. */
function named(label: string, points: Point[]): Block[] {
  if (points.length === 0) return [];
  const titles = points.map(({ title }) => title).join(' · ');
  return [paragraph({ strong: `${label}, ${points.length}: ` }, titles)];
}

function more(system: string): Block {
  return paragraph(
    'What each rests on: ',
    { here: `/readiness/${system}`, text: `airb readiness ${system}` },
    '.',
  );
}

function evidenceText(evidence: Evidence, file: string): Text {
  const source = sourceText(evidence, file);
  return [...coded(evidence.says), ...(source.length === 0 ? [] : [' (', ...source, ')'])];
}

/** Where the evidence is: fields of the system's own file without the file name; incidents as links on a page. */
function sourceText({ file, field, incidents = [] }: Evidence, own: string): Text {
  const place = file === own ? field : sourceOf({ says: '', file, field });
  const shown = incidents
    .slice(0, 5)
    .map((number): Text => [{ here: `/incidents/${number}`, text: `INC-${number}` }]);
  const rest: Text[] = incidents.length > 5 ? [[`${incidents.length - 5} more`]] : [];
  return joined([...(place === undefined ? [] : [[{ code: place }]]), ...shown, ...rest], ', ');
}

function joined(texts: Text[], between = '; '): Text {
  return texts.flatMap((text, n) => (n === 0 ? text : [between, ...text]));
}

/** Words in backticks as code. */
function coded(text: string): Text {
  return text
    .split('`')
    .flatMap((part, n): Text => (part === '' ? [] : n % 2 === 1 ? [{ code: part }] : [part]));
}
