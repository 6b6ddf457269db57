import type { Card, Node, Spans } from '../domain/chat/card.ts';
import { count } from '../domain/plain.ts';
import { clip, withCode } from '../views/chat/spans.ts';
import type { Gap, Readiness, SystemReadiness } from './assess.ts';
import type { Evidence, Point } from './point.ts';
import { costWords, logWords, lookWords, sourceOf, unlistedWords } from './words.ts';

const mostSystems = 15;
const mostGaps = 6;

/**
 * The score of each system and the worst gaps, each with how to close it; for one system, all its gaps.
 * @param page the address of the full report
 */
export function readinessCard(readiness: Readiness, page: string): Card {
  const [only] = readiness.systems;
  if (only === undefined) return noSystems();
  return readiness.systems.length === 1 ? oneSystem(only, readiness, page) : allSystems(readiness, page);
}

function noSystems(): Card {
  const spans = withCode('No system is described yet: add one in `systems/<id>.yaml`.');
  return {
    text: 'No system is described yet: add one in systems/<id>.yaml.',
    nodes: [{ type: 'text', spans }],
  };
}

function allSystems(readiness: Readiness, page: string): Card {
  const { systems, gaps } = readiness;
  const shown = systems.slice(0, mostSystems);
  const rest = systems.length - shown.length;
  return {
    text: `Readiness: ${shown.map(({ system, score }) => `${clip(system, 60)} ${score}`).join(', ')} of 100; ${gapCount(gaps)}.`,
    nodes: [
      { type: 'heading', text: 'Readiness' },
      { type: 'list', items: [...shown.map(systemLine), ...(rest > 0 ? [[`and ${rest} more`]] : [])] },
      ...closeFirst(gaps),
      ...foot(readiness, [
        ...pageSpans(page),
        ' · one system in full: ',
        { code: '/airb readiness <system>' },
      ]),
    ],
  };
}

function systemLine({ system, score, riskTier, sample, gaps }: SystemReadiness): Spans {
  return [
    { bold: `${clip(system, 60)} ${score} of 100` },
    `, ${riskTier} risk${sample ? ', a sample' : ''}, ${gapCount(gaps)}`,
  ];
}

function gapCount(gaps: Gap[]): string {
  return gaps.length === 0 ? 'no gap' : count(gaps.length, 'gap');
}

function closeFirst(gaps: Gap[]): Node[] {
  if (gaps.length === 0) return [{ type: 'text', spans: ['Nothing is missing.'] }];
  const shown = gaps.slice(0, mostGaps);
  const title = gaps.length > shown.length ? `Close these first, of ${gaps.length}` : 'Close these first';
  const items = shown.map(
    (gap): Spans => [
      { bold: `${clip(gap.system, 60)}: ${gap.point.title}` },
      ` (${gap.point.state}) — `,
      ...closing(gap.point),
    ],
  );
  return [
    { type: 'text', spans: [{ bold: title }] },
    { type: 'list', items, ordered: true },
  ];
}

function oneSystem(one: SystemReadiness, readiness: Readiness, page: string): Card {
  const { system, score, riskTier, kind, gaps, points } = one;
  const shown = gaps.slice(0, mostGaps);
  const rest = gaps.slice(mostGaps).map(({ point }) => point);
  const worst = gaps[0] ? ` First: ${gaps[0].point.title}.` : '';
  return {
    text: `${clip(system, 60)} is ready to ${score} of 100, ${gapCount(gaps)}.${worst}`,
    nodes: [
      { type: 'heading', text: `${clip(system, 60)}: ${score} of 100` },
      { type: 'context', spans: [`${kind}, ${riskTier} risk, ${gapCount(gaps)}`] },
      ...(gaps.length === 0 ? closeFirst([]) : []),
      ...shown.flatMap(gapNodes),
      ...titles('More gaps', rest),
      ...titles(
        'Met',
        points.filter(({ state }) => state === 'met'),
      ),
      ...titles(
        'Does not apply',
        points.filter(({ state }) => state === 'not applicable'),
      ),
      ...foot(readiness, pageSpans(page)),
    ],
  };
}

function gapNodes(gap: Gap): Node[] {
  const { title, state, evidence } = gap.point;
  return [
    { type: 'text', spans: [{ bold: title }, ` · ${state}, worth ${costWords(gap)}`] },
    {
      type: 'list',
      items: [...evidence.slice(0, 3).map(evidenceSpans), [{ bold: 'Close it: ' }, ...closing(gap.point)]],
    },
  ];
}

function evidenceSpans(evidence: Evidence): Spans {
  const source = sourceOf(evidence);
  return [
    ...withCode(clip(evidence.says, 160)),
    ...(source === undefined ? [] : [' (', { code: clip(source, 120) }, ')']),
  ];
}

function closing({ close = '' }: Point): Spans {
  return withCode(clip(close, 260));
}

function titles(label: string, points: Point[]): Node[] {
  if (points.length === 0) return [];
  return [{ type: 'context', spans: [{ bold: `${label}: ` }, points.map(({ title }) => title).join(' · ')] }];
}

function foot(readiness: Readiness, more: Spans): Node[] {
  const unlisted = unlistedWords(readiness);
  return [
    ...(unlisted === undefined
      ? []
      : [{ type: 'context', spans: withCode(clip(unlisted, 300)) } satisfies Node]),
    { type: 'context', spans: [logWords(readiness)] },
    { type: 'context', spans: [clip(lookWords(readiness), 300)] },
    { type: 'context', spans: more },
  ];
}

function pageSpans(page: string): Spans {
  return [{ link: page, text: 'All of it' }];
}
