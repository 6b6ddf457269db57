import type { Button, Card, Node } from '../../domain/chat/card.ts';
import type { Question } from '../../domain/incident/events.ts';
import { questions } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { changedSuspects } from '../../domain/response/suspects.ts';
import { categoryNodes } from './categories.ts';
import { press } from './controls.ts';
import { callName } from './naming.ts';
import { clip, timeOf } from './spans.ts';
import { suspectName } from './suspect-lines.ts';

/** The first fifteen minutes, always the same (requirement R4). */
export const questionText: Record<Question, string> = {
  kind: 'Which kind of failure is it?',
  changed: 'What changed recently?',
  switch: 'Is there a flag or route to switch back?',
  reviewer: 'Must a reviewer or domain owner agree before service resumes?',
  examples: 'Where do failed examples go?',
};

/** Five questions with the answers filling in, then the choice of category. */
export function questionsCard(incident: Opened): Card {
  const answered = questions.filter((question) => incident.answers[question]).length;
  const next = questions.find((question) => incident.answers[question] === undefined);
  const heading = `First fifteen minutes · ${answered} of ${questions.length}`;
  const then = incident.category ? '' : ' Then choose the category.';
  return {
    text: next ? `${heading}. Next: ${questionText[next]}` : `${heading}. All answered.${then}`,
    nodes: [
      { type: 'heading', text: heading },
      ...questions.flatMap((question, index) => questionNodes(incident, question, index + 1)),
      { type: 'divider' },
      ...categoryNodes(incident),
    ],
  };
}

function questionNodes(incident: Opened, question: Question, place: number): Node[] {
  const given = incident.answers[question];
  const title = { bold: `${place}. ${questionText[question]} ` };
  if (!given) {
    const ask: Node = { type: 'text', spans: [title] };
    if (!isOpen(incident)) return [{ type: 'text', spans: [title, 'not answered'] }];
    return [ask, { type: 'actions', controls: choices(incident, question) }];
  }
  const spans = [title, clip(given.answer, 120), ` — ${callName(given.by, incident)} `, timeOf(given.at)];
  const others = choices(incident, question).filter((choice) => choice.label !== given.answer);
  if (!isOpen(incident) || others.length === 0) return [{ type: 'text', spans }];
  return [{ type: 'row', spans, control: { menu: 'Change', options: others.slice(0, 5) } }];
}

function choices(incident: Opened, question: Question): Button[] {
  return answersTo(incident, question).map((answer) =>
    press('question.set', { incident: incident.number, question, answer }, { label: answer }),
  );
}

/** The answers offered as buttons; an answer is its own label. */
export function answersTo(incident: Opened, question: Question): string[] {
  switch (question) {
    case 'kind':
      return ['output', 'retrieval', 'tool', 'policy', 'cost', 'latency'];
    case 'changed':
      return [...new Set([...suspectAnswers(incident), 'Nothing known'])];
    case 'switch':
      return [...switches(incident).map((part) => `Yes: ${clip(part, 40)}`), 'No'];
    case 'reviewer':
      return ['Yes', 'No'];
    case 'examples':
      return ['Blocking eval set', 'Monitoring set', 'Backlog'];
  }
}

function suspectAnswers(incident: Opened): string[] {
  return changedSuspects(incident)
    .slice(0, 4)
    .map((suspect) => clip(suspectName(suspect).replaceAll('|', '/'), 60));
}

function switches(incident: Opened): string[] {
  return incident.plan.parts
    .filter((part) => part.kind === 'flag' || part.kind === 'router')
    .slice(0, 4)
    .map((part) => part.id);
}
