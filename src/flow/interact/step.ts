import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Person } from '../../domain/people.ts';
import { numberedSteps, stepMeant } from '../../domain/response/steps.ts';
import { noteCard } from '../../views/chat/answers.ts';
import { addStepModal, unhelpfulModal } from '../../views/chat/modal-lessons.ts';
import { answerOf, handled, refuse, type Talk, type Turn } from './context.ts';

/** `/airb step`: what the runbook lacks, or what was of no help. Without enough words, the form. */
export async function askStep(
  talk: Talk,
  turn: Turn,
  { does, step, section, title, reason }: Omit<Extract<Intent, { command: 'step' }>, 'command'>,
  incident: Opened,
): Promise<ChatAnswer> {
  if (does === 'add') {
    if (title === undefined || section === undefined)
      return {
        type: 'modal',
        modal: addStepModal(incident, { ...(section && { section }), ...(title && { title }) }),
      };
    const result = await handled(talk, turn, incident.number, { type: 'step.suggest', section, title });
    return result.ok && !result.note
      ? said(`“${title}” is noted for the runbook’s next version.`)
      : answerOf(result);
  }
  if (step === undefined) return { type: 'modal', modal: unhelpfulModal(incident) };
  const meant = stepMeant(incident.plan.sections, step);
  if ('rejected' in meant) return refuse(meant.rejected.replace('was assigned', 'was noted'), meant.next);
  const body = { type: 'step.unhelpful' as const, step: meant.id, ...(reason && { why: reason }) };
  const result = await handled(talk, turn, incident.number, body);
  return result.ok && !result.note
    ? said(`Step ${meant.number}, ${meant.title}: noted as no help, for the runbook’s next version.`)
    : answerOf(result);
}

/** Gives a step to somebody and tells whoever asked what becomes of it: the channel says nothing of it, so silence would be no answer. */
export async function giveStep(
  talk: Talk,
  turn: Turn,
  { step, person }: { step: string; person: Person },
  incident: Opened,
): Promise<ChatAnswer> {
  const result = await handled(talk, turn, incident.number, { type: 'step.assign', step, person });
  if (!result.ok || result.note) return answerOf(result);
  return said(givenText(turn, { step, person }, incident));
}

/** `Step 3, Find the cause: it is yours.` */
export function givenText(
  { input }: Turn,
  { step, person }: { step: string; person: Person },
  incident: Opened,
): string {
  const known = numberedSteps(incident.plan.sections).find(({ id }) => id === step);
  const what = known ? `Step ${known.number}, ${known.title}` : 'The step';
  return `${what}: ${person.id === input.by.id ? 'it is yours.' : reached(person, incident)}`;
}

/** What becomes of a step that somebody else is given; a drill reaches nobody but those who are in it. */
function reached({ id, name }: Person, { drill }: Opened): string {
  return drill === undefined || drill.joined.some((one) => one.id === id)
    ? `${name} has it, is told directly, and invited.`
    : `${name} has it, and is neither told nor invited: this is a drill, and they have not joined it.`;
}

function said(text: string): ChatAnswer {
  return { type: 'private', card: noteCard(text) };
}
