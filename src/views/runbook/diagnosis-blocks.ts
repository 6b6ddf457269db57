import { type CheckNode, causesOf, checksOf, decisionTree } from '../../documents/decision.ts';
import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import { causeTitle } from '../../documents/outline.ts';
import type { Runbook } from '../../domain/runbooks/runbook.ts';
import type { Bound } from './bound.ts';
import { anywhere, onSystem } from './remedy.ts';

/** The diagnosis tree as a drawing and as a list, after the symptoms that may lead past its first question. */
export function diagnosisBlocks(runbook: Runbook, bound: Bound | undefined): Block[] {
  const root = treeOf(runbook, bound);
  if (root === undefined) return [];
  return [
    heading('Diagnosis'),
    paragraph(
      'Answer the questions from the top. The first answer of each is the most likely one; A is the most likely cause.',
    ),
    { type: 'decision', title: `Diagnosis: ${runbook.title}`, root },
    ...hintsTable(runbook, root),
  ];
}

function treeOf(runbook: Runbook, bound: Bound | undefined): CheckNode | undefined {
  return bound?.diagnosis === undefined
    ? decisionTree(runbook.diagnosis, anywhere(runbook))
    : decisionTree(bound.diagnosis, onSystem(runbook, bound));
}

function hintsTable({ diagnosis }: Runbook, root: CheckNode): Block[] {
  if (diagnosis.hints.length === 0) return [];
  const places = new Map<string, Text>([
    ...checksOf(root).map(({ id, mark, ask }): [string, Text] => [
      id,
      [{ here: `#check-${id}`, text: `${mark}. ${ask}` }],
    ]),
    ...causesOf(root).map((cause): [string, Text] => [
      cause.id,
      [{ here: `#cause-${cause.id}`, text: causeTitle(cause) }],
    ]),
  ]);
  const rows = diagnosis.hints.map(({ symptom, category, goto }): Text[] => [
    [symptom],
    [category],
    places.get(goto) ?? [goto],
  ]);
  const head = ['What one look shows', 'Think of', 'Go to'];
  return [
    heading('Short cuts', 3),
    { type: 'table', stacked: true, caption: 'From the symptom alone', head, rows },
  ];
}
