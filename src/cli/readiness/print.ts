import { cut, oneLine } from '../../domain/plain.ts';
import type { Gap, Readiness, SystemReadiness } from '../../readiness/assess.ts';
import type { Evidence, Point } from '../../readiness/point.ts';
import { costWords, logWords, lookWords, sourceOf, unlistedWords } from '../../readiness/words.ts';

/** Each system with its gaps, costliest first; one system alone also with all evidence. */
export function printReadiness(readiness: Readiness): string {
  const { systems } = readiness;
  const unlisted = unlistedWords(readiness);
  const blocks = [
    ...systems.map((system) => systemLines(system, systems.length === 1)),
    ...(systems.length === 0 ? ['No system is described yet: add one in systems/<id>.yaml.'] : []),
    ...(unlisted === undefined ? [] : [plainNames(unlisted)]),
    `${logWords(readiness)}\n${lookWords(readiness)}`,
  ];
  return blocks.join('\n\n');
}

function systemLines(one: SystemReadiness, full: boolean): string {
  const { system, title, kind, riskTier, sample, score, gaps, points } = one;
  const facts = `${oneLine(title)}: ${kind}, ${riskTier} risk${sample ? ', a sample' : ''}`;
  const states = (state: Point['state']) => points.filter((point) => point.state === state);
  return [
    `${system}  ${score} of 100  (${facts})`,
    ...gaps.flatMap(gapLines),
    ...held(states('met'), full),
    ...held(states('not applicable'), full),
  ].join('\n');
}

/** Points without a gap: each with its evidence, or only their titles in one line. */
function held(points: Point[], full: boolean): string[] {
  const [first] = points;
  if (first === undefined) return [];
  if (full)
    return points.flatMap((point) => [`${mark(point)}${point.title}`, ...point.evidence.map(evidenceLine)]);
  return [`${mark(first)}${points.map(({ title }) => title).join(' · ')}`];
}

function mark({ state }: Point): string {
  return `  ${(state === 'not applicable' ? 'no case' : state).padEnd(7)}  `;
}

function gapLines(gap: Gap): string[] {
  const { point } = gap;
  return [
    `${mark(point)}${point.title}, worth ${costWords(gap)}`,
    ...point.evidence.map(evidenceLine),
    `             → ${plainNames(point.close ?? '')}`,
  ];
}

function evidenceLine(evidence: Evidence): string {
  const source = sourceOf(evidence);
  return `             ${cut(plainNames(oneLine(evidence.says)), 200)}${source === undefined ? '' : `  [${source}]`}`;
}

/** Removes backticks, which only mark names where a page can show them as code. */
function plainNames(text: string): string {
  return text.replaceAll('`', '');
}
