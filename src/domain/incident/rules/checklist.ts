import { clockTime } from '../../time.ts';
import type { Decision, Rules } from '../commands.ts';
import type { Opened, StepState } from '../state.ts';

/** Checklist presses. Two people at once, or one twice: the first decides, the second hears who was first. */
export const checklistRules: Rules<
  'step.do' | 'step.skip' | 'step.assign' | 'step.undo' | 'step.note' | 'question.answer' | 'category'
> = {
  'step.do': ({ at, by, step, note }, incident) =>
    onOpenStep(incident, step, { events: [{ at, by, type: 'step.done', step, note: note || undefined }] }),

  'step.skip': ({ at, by, step, reason }, incident) => {
    if (reason.trim() === '')
      return { rejected: 'A skipped step needs a reason.', next: 'One line is enough.' };
    return onOpenStep(incident, step, {
      events: [{ at, by, type: 'step.skipped', step, reason: reason.trim() }],
    });
  },

  'step.assign': ({ at, by, step, person }, incident) => {
    if (stepOf(incident, step) === undefined) return noStep(incident, step);
    if (stepOf(incident, step)?.assignee?.id === person.id)
      return { events: [], note: `${person.name} has it already.` };
    return { events: [{ at, by, type: 'step.assigned', step, person }] };
  },

  'step.undo': ({ at, by, step }, incident) => {
    const state = stepOf(incident, step);
    if (state === undefined) return noStep(incident, step);
    if (state.status === 'open') return { events: [], note: 'That step is open already.' };
    return { events: [{ at, by, type: 'step.undone', step }] };
  },

  'step.note': ({ at, by, step, note }, incident) => {
    if (stepOf(incident, step) === undefined) return noStep(incident, step);
    if (note.trim() === '') return { rejected: 'The note is empty.', next: 'Write what you saw.' };
    return { events: [{ at, by, type: 'step.noted', step, note: note.trim() }] };
  },

  'question.answer': ({ at, by, question, answer }, incident) => {
    if (incident.answers[question]?.answer === answer) return { events: [] };
    return { events: [{ at, by, type: 'question.answered', question, answer }] };
  },

  category: ({ at, by, category, because }, incident) => {
    if (incident.category?.category === category)
      return { events: [], note: `The category is ${category} already.` };
    return { events: [{ at, by, type: 'category.chosen', category, because: because.trim() }] };
  },
};

function onOpenStep(incident: Opened, step: string, decision: Decision): Decision {
  const state = stepOf(incident, step);
  if (state === undefined) return noStep(incident, step);
  return state.status === 'open' ? decision : { events: [], note: alreadyNote(state) };
}

/** Ids come from outside: one that every object has is no step. */
function stepOf(incident: Opened, step: string): StepState | undefined {
  return Object.hasOwn(incident.steps, step) ? incident.steps[step] : undefined;
}

function alreadyNote(state: StepState): string {
  const when = state.at === undefined ? '' : ` at ${clockTime(state.at)} UTC`;
  return `${state.by ?? 'Somebody'} has ${state.status === 'done' ? 'done' : 'skipped'} that step${when}.`;
}

function noStep(incident: Opened, step: string): Decision {
  return {
    rejected: `INC-${incident.number} has no step \`${step}\`.`,
    next: 'The checklist in the channel is current.',
  };
}
