import type { Button, Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { answerOf, causeOf, checkOf, hintAnswer, isHint, standing } from '../../domain/response/diagnosis.ts';
import { preAnswer } from '../../domain/response/pre-answers.ts';
import type { PlanCause, PlanDiagnosis } from '../../domain/runbooks/plan.ts';
import type { DiagnosisCheck } from '../../domain/runbooks/runbook.ts';
import { press } from './controls.ts';
import { mitigationNodes, otherwiseNodes } from './mitigation.ts';
import { callName } from './naming.ts';
import { factWords, readNodes } from './pre-answers.ts';
import { shareOf } from './shares.ts';
import { asText, clip, phrase, timeOf, withCode } from './spans.ts';
import { tracesFor } from './traces.ts';

/**
 * The walk down the runbook's tree (requirement R3): the answers so far, then either the present question with where to
 * look, or the cause that was found with what contains it.
 * @returns undefined when the incident's runbook has no tree
 */
export function diagnosisCard(incident: Opened): Card | undefined {
  const tree = incident.plan.diagnosis;
  if (tree === undefined) return undefined;
  const { path } = incident.diagnosis;
  const now = standing(tree, path);
  const walked = pathNodes(incident, tree);
  const ways = wayBack(incident);
  switch (now.at) {
    case 'check': {
      const heading = `Diagnosis · question ${path.filter(({ answer }) => !isHint(answer)).length + 1}`;
      return {
        text: `${heading}: ${clip(now.check.ask, 200)} Look at: ${asText(trusted(now.check.look, 300))}`,
        nodes: [
          { type: 'heading', text: heading },
          ...walked,
          ...foundNodes(incident),
          line([{ bold: `▸ ${clip(now.check.ask, 200)}` }]),
          ...questionNodes(incident, now.check),
          ...(path.length === 0 ? hintNodes(incident, tree) : []),
          ...ways,
        ],
      };
    }
    case 'cause':
      return causeCard(incident, now.cause, [walked, ways]);
    case 'nowhere': {
      const text = `Diagnosis: no further question. ${clip(now.because, 200)}`;
      const next: Spans = [
        'Take the last answer back, or record the category with ',
        { code: '/airb category' },
        '.',
      ];
      return {
        text,
        nodes: [
          { type: 'heading', text: 'Diagnosis' },
          ...walked,
          line([clip(now.because, 300)]),
          line(next),
          ...ways,
        ],
      };
    }
  }
}

/** `✓ Who wrote the refusal? The model — Ana 14:16`. */
function pathNodes(incident: Opened, tree: PlanDiagnosis): Node[] {
  const { path } = incident.diagnosis;
  if (path.length === 0) return [];
  const items = path.slice(-10).map((walked): Spans => {
    const label = clip(answerOf(tree, walked)?.label ?? walked.answer, 80);
    const ask = isHint(walked.answer)
      ? 'At one look:'
      : clip(checkOf(tree, walked.check)?.ask ?? walked.check, 100);
    const who = walked.agreed ? `agreed by ${callName(walked.by, incident)}` : callName(walked.by, incident);
    const read = walked.agreed ? walked.read?.facts[0] : undefined;
    const number = read ? `: ${clip(factWords(incident, read), 120)}` : '';
    return [`✓ ${ask} `, { bold: label }, `${number} — ${who} `, timeOf(walked.at)];
  });
  const hidden = path.length - items.length;
  const count: Node[] = hidden > 0 ? [{ type: 'context', spans: [`and ${hidden} earlier`] }] : [];
  return [...count, { type: 'list', items }];
}

/** Where airb reads the answer, that comes first, with the press that agrees; else where to look does. */
function questionNodes(incident: Opened, check: DiagnosisCheck): Node[] {
  const read = preAnswer(incident).answer;
  const answers = answerNodes(incident, check, read);
  return read === undefined
    ? [...checkNodes(incident, check), ...readNodes(incident), ...answers]
    : [...readNodes(incident), ...answers, ...checkNodes(incident, check)];
}

function checkNodes(incident: Opened, check: DiagnosisCheck): Node[] {
  return [
    line([{ bold: 'Look at: ' }, ...trusted(check.look, 600), ...tracesFor(incident, check)]),
    ...(check.query ? [line([{ bold: 'Query: ' }, { code: clip(check.query, 600) }])] : []),
    ...(check.link ? [line([{ link: check.link, text: linkText(incident, check.link) }])] : []),
  ];
}

/** Every answer stays possible, whatever airb reads; the one it reads is the press that agrees. */
function answerNodes(incident: Opened, check: DiagnosisCheck, read: string | undefined): Node[] {
  if (!isOpen(incident)) return [];
  const controls = check.answers
    .filter(({ id }) => id !== read)
    .slice(0, 10)
    .map((answer) =>
      press(
        'diagnosis.answer',
        { incident: incident.number, check: check.id, answer: answer.id },
        { label: clip(answer.label, 72) },
      ),
    );
  return controls.length === 0 ? [] : [{ type: 'actions', controls }];
}

function linkText(incident: Opened, link: string): string {
  return link === incident.plan.links.dashboard ? 'Open the dashboard' : 'Open the page to look at';
}

/** Symptoms that may lead past the first question at once (requirement R6). */
function hintNodes(incident: Opened, { start, hints }: PlanDiagnosis): Node[] {
  if (hints.length === 0 || !isOpen(incident)) return [];
  const controls = hints
    .slice(0, 8)
    .map(({ symptom }, place) =>
      press(
        'diagnosis.answer',
        { incident: incident.number, check: start, answer: hintAnswer(place) },
        { label: clip(symptom, 72) },
      ),
    );
  return [
    line([{ bold: 'Or does one of these stand out?' }, ' It leads on at once.']),
    { type: 'actions', controls },
  ];
}

function causeCard(incident: Opened, cause: PlanCause, [walked, ways]: [Node[], Node[]]): Card {
  const title = clip(cause.title, 120);
  const last = incident.diagnosis.path.at(-1);
  const because = last && answerOf(incident.plan.diagnosis, last)?.because;
  return {
    text: `Diagnosis: the answers point at “${title}”, category ${cause.category}.`,
    nodes: [
      { type: 'heading', text: 'Diagnosis · a likely cause' },
      ...walked,
      line([{ bold: `The answers point at: ${title}` }, ` (${cause.category}).`]),
      ...(because ? [line([{ bold: 'Because: ' }, ...trusted(because, 300)])] : []),
      line([{ bold: 'What it looks like: ' }, ...trusted(cause.means, 600)]),
      ...mitigationNodes(incident, cause),
      ...otherwiseNodes(incident, cause),
      ...otherCategory(incident, cause),
      ...foundNodes(incident, cause),
      { type: 'context', spans: ['A lead, not a verdict: what is measured after the mitigation decides.'] },
      ...ways,
    ],
  };
}

/** The causes found before, each with what its mitigation did and its share of the way back. */
function foundNodes(incident: Opened, now?: PlanCause): Node[] {
  const others = incident.diagnosis.found.filter(({ cause }) => cause !== now?.id);
  if (others.length === 0) return [];
  const items = others.slice(-5).map(({ cause, by, at, takenBackAt }): Spans => {
    const known = causeOf(incident.plan.diagnosis, cause);
    const who: Spans = [` — ${callName(by, incident)} `, timeOf(at)];
    if (takenBackAt !== undefined)
      return [clip(known?.title ?? cause, 120), ...who, ', taken back ', timeOf(takenBackAt)];
    return [{ bold: clip(known?.title ?? cause, 120) }, ...who, effectOf(incident, known)];
  });
  return [line([{ bold: now ? 'Found before as well' : 'Found so far' }]), { type: 'list', items }];
}

/** `; rolling back prompt: partly contained, 79 % of the way back`. */
function effectOf(incident: Opened, cause: PlanCause | undefined): string {
  if (cause?.mitigation.kind !== 'rollback') return '';
  const { part } = cause.mitigation;
  const deed = incident.containments.findLast((one) => one.part === part && one.appliedAt !== undefined);
  if (deed === undefined) return `; ${clip(part, 40)} is not rolled back`;
  const share = shareOf(incident, part);
  return `; rolling back ${clip(part, 40)}: ${deed.verdict ?? 'not measured yet'}${share ? `, ${share}` : ''}`;
}

/** Keeps a category that somebody chose by hand, and offers the tree's category as one press. */
function otherCategory(incident: Opened, cause: PlanCause): Node[] {
  const { category } = incident;
  if (category === undefined || category.category === cause.category) return [];
  const spans: Spans = [
    `${callName(category.by, incident)} chose the category ${category.category} at `,
    timeOf(category.at),
    category.because ? `: ${phrase(category.because, 120)}.` : '.',
    ` These answers say ${cause.category}.`,
  ];
  if (!isOpen(incident)) return [line(spans)];
  const label = `Change to ${cause.category}`;
  return [
    {
      type: 'row',
      spans,
      control: press('category.set', { incident: incident.number, category: cause.category }, { label }),
    },
  ];
}

function wayBack(incident: Opened): Node[] {
  const last = incident.diagnosis.path.at(-1);
  if (last === undefined || !isOpen(incident)) return [];
  const value = { incident: incident.number, check: last.check, answer: last.answer };
  const back = press('diagnosis.back', value, { label: 'Back' });
  const { path, concluded } = incident.diagnosis;
  const label = concluded ? 'Look for another cause' : 'Start again';
  const again: Button[] =
    path.length < 2 && !concluded ? [] : [press('diagnosis.back', { ...value, all: 'all' }, { label })];
  return [{ type: 'actions', controls: [back, ...again] }];
}

function line(spans: Spans): Node {
  return { type: 'text', spans };
}

/** The runbook's own text. People review it, so words in backticks become code. */
function trusted(text: string, max: number): Spans {
  return withCode(clip(text, max));
}
