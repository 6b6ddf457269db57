import { type Block, heading, type Text } from '../../documents/document.ts';
import { firstQuestions } from '../../domain/incident/first-questions.ts';
import type { Opened, StepState } from '../../domain/incident/state.ts';
import { clockTime } from '../../domain/time.ts';
import { answerWords } from '../../views/chat/questions.ts';
import { questionTitles } from '../../views/events/checklist.ts';

/** The first questions, and the runbook's steps by section. */
export function checklist(incident: Opened): Block[] {
  const steps = Object.values(incident.steps);
  const over = steps.filter((it) => it.status !== 'open').length;
  return [
    heading(`Checklist, ${over} of ${steps.length}`),
    firstFifteen(incident),
    ...incident.plan.sections.flatMap((section): Block[] => [
      heading(section.title, 3),
      { type: 'list', items: section.steps.map((it) => line(it.title, incident.steps[it.id])) },
    ]),
  ];
}

/** What airb answers from what it knows counts here as it does in the channel. */
function firstFifteen(incident: Opened): Block {
  const rows = firstQuestions(incident).map(({ question, answer }): Text[] => {
    if (answer === undefined) return [[questionTitles[question]], ['not answered yet']];
    const { words } = answerWords(incident, answer);
    return [
      [questionTitles[question]],
      [answer.by === 'person' ? words : `${words} (airb, from what it knows)`],
    ];
  });
  return { type: 'table', caption: 'The first fifteen minutes', head: ['Question', 'Answer'], rows };
}

function line(title: string, step: StepState | undefined): Text {
  const who = step?.by === undefined ? '' : ` · ${step.by}`;
  const when = step?.at === undefined ? '' : `, ${clockTime(step.at)}`;
  if (step?.status === 'done') return ['Done: ', title, who, when];
  if (step?.status === 'skipped')
    return ['Skipped: ', title, who, when, step.reason ? ` — ${step.reason}` : ''];
  return [{ strong: 'Open: ' }, title, step?.assignee ? ` · ${step.assignee.name}` : ''];
}
