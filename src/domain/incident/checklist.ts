import { actorName, type PersonId } from '../people.ts';
import { clockTime, type Instant } from '../time.ts';
import type { Decision } from './commands.ts';
import { leaf } from './diagnosis.ts';
import type { EventOf, Foldable } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Incident, Opened, StepState } from './state.ts';
import { draw, drawing, drawShown, invite, type Wish } from './wishes.ts';

type Folding = 'section.folded';
type StepEvent = 'step.done' | 'step.skipped' | 'step.assigned' | 'step.undone' | 'step.noted';

/**
 * Rules for checklist presses. When two people press, or one presses twice, the first press counts and the second
 * person is told who was first.
 */
export const rules: Rules<
  'section.fold' | 'step.do' | 'step.skip' | 'step.assign' | 'step.undo' | 'step.note' | 'question.answer'
> = {
  'section.fold': ({ at, by, section, folded }, incident) => {
    const known = section === 'questions' || incident.plan.sections.some(({ id }) => id === section);
    if (!known)
      return {
        rejected: `The runbook of INC-${incident.number} has no section \`${section}\`.`,
        next: '`/airb checklist` lists its sections.',
      };
    if ((incident.sections[section] === 'shown') === !folded)
      return { events: [], note: folded ? 'It is folded already.' : 'It is open in the channel already.' };
    return { events: [{ at, by, type: 'section.folded', section, folded }] };
  },

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
    if (stepOf(incident, step)?.status === 'open' && stepOf(incident, step)?.assignee?.id === person.id)
      return { events: [], note: `${person.name} has it already.` };
    return onOpenStep(incident, step, { events: [{ at, by, type: 'step.assigned', step, person }] });
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
};

export const folds: Folds<StepEvent | Folding | 'question.answered'> = {
  'section.folded': (incident, { section, folded }) => unfolded(incident, section, !folded),
  'step.done': (incident, event) =>
    withStep(incident, event, (step) => {
      const { note: text, at } = event;
      const by = actorName(event.by);
      const notes = text ? [...step.notes, { text, by, at }] : step.notes;
      return { ...step, status: 'done', by, at, reason: undefined, how: event.how, notes };
    }),
  'step.skipped': (incident, event) =>
    withStep(incident, event, (step) => ({
      ...step,
      status: 'skipped',
      by: actorName(event.by),
      at: event.at,
      reason: event.reason,
    })),
  'step.assigned': (incident, event) =>
    withStep(incident, event, (step) => ({
      ...step,
      assignee: event.person,
      given: [...(step.given ?? []), event.person.id],
    })),
  'step.undone': (incident, event) =>
    withStep(incident, event, (step) => ({
      ...step,
      status: 'open',
      by: undefined,
      at: undefined,
      reason: undefined,
      how: undefined,
      reopened: true,
    })),
  'step.noted': (incident, event) =>
    withStep(incident, event, (step) => ({
      ...step,
      notes: [...step.notes, { text: event.note, by: actorName(event.by), at: event.at }],
    })),
  'question.answered': (incident, { question, answer, by, at }) => ({
    ...incident,
    answers: { ...incident.answers, [question]: { answer, by: actorName(by), at } },
  }),
};

export const reactions: Reactions<StepEvent | Folding | 'question.answered'> = {
  'section.folded': ({ at, section }, incident) => [
    ...drawShown(at, incident, section),
    draw(at, { of: 'checklist' }),
  ],
  'step.done': redrawStep,
  'step.skipped': redrawStep,
  'step.assigned': (event, incident) => [...redrawStep(event, incident), ...given(event, incident)],
  'step.undone': redrawStep,
  'step.noted': redrawStep,
  'question.answered': ({ at }, incident) => [
    ...drawShown(at, incident, 'questions'),
    draw(at, { of: 'checklist' }),
  ],
};

/** The incident with a part of its checklist shown, or folded again. */
export function unfolded<T extends Opened>(incident: T, section: Foldable, shown = true): T {
  return { ...incident, sections: { ...incident.sections, [section]: shown ? 'shown' : 'folded' } };
}

/** Updates one step; an unknown step changes nothing. */
function withStep(
  incident: Opened,
  { step }: EventOf<StepEvent>,
  change: (step: StepState) => StepState,
): Incident {
  const before = stepOf(incident, step);
  return before === undefined
    ? incident
    : { ...incident, steps: { ...incident.steps, [step]: change(before) } };
}

/** Redraws the step's section and the card, and the diagnosis when the step is the mitigation of its cause. */
function redrawStep(event: EventOf<StepEvent>, incident: Opened): Wish[] {
  const { at, step } = event;
  const section = incident.plan.sections.find((one) => one.steps.some((known) => known.id === step));
  return [
    ...drawShown(at, incident, section?.id ?? 'triage'),
    draw(at, { of: 'card' }),
    draw(at, { of: 'checklist' }),
    ...toldOf(event, incident),
    ...leaf(at, incident),
  ];
}

/** Whoever is given a step is invited and told of it directly; who takes one knows. */
function given({ at, by, step, person }: EventOf<'step.assigned'>, incident: Opened): Wish[] {
  if (by.kind === 'person' && by.id === person.id) return [];
  const turn = stepOf(incident, step)?.given?.length ?? 1;
  return [invite(at, [person.id]), task(at, { step, turn, person: person.id })];
}

/** The direct messages about a step are current: what somebody else has done, or has now, has no button any more. */
function toldOf({ at, type, step }: EventOf<StepEvent>, incident: Opened): Wish[] {
  const given = stepOf(incident, step)?.given ?? [];
  // The newest was posted by this very event, if at all.
  const before = type === 'step.assigned' ? given.slice(0, -1) : given;
  return before.map((person, place) => {
    const wish = task(at, { step, turn: place + 1, person });
    return wish.body.kind === 'draw' ? { ...wish, body: { ...wish.body, kept: true } } : wish;
  });
}

function task(at: Instant, { step, turn, person }: { step: string; turn: number; person: PersonId }): Wish {
  return drawing(at, { of: 'task', step, turn }, { to: 'person', person });
}

/** The steps that an update does, once it was sent to somebody. What a person opened again wants more than an update. */
export function doneByUpdate(
  { plan, steps }: Opened,
  { at, by, audiences }: Pick<EventOf<'update.posted'>, 'at' | 'by' | 'audiences'>,
): EventOf<'step.done'>[] {
  if (audiences.length === 0) return [];
  return plan.sections
    .flatMap((section) => section.steps)
    .filter(({ id, doneBy }) => doneBy === 'update' && steps[id]?.status === 'open' && !steps[id].reopened)
    .map(({ id }) => ({ at, by, type: 'step.done', step: id, how: 'update' }));
}

function onOpenStep(incident: Opened, step: string, decision: Decision): Decision {
  const state = stepOf(incident, step);
  if (state === undefined) return noStep(incident, step);
  return state.status === 'open' ? decision : { events: [], note: alreadyNote(state) };
}

/** Step ids come from outside, so `Object.hasOwn` guards against `toString` and other names every object has. */
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
