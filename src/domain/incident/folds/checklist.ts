import { actorName } from '../../people.ts';
import type { EventOf } from '../events.ts';
import type { Incident, Opened, StepState } from '../state.ts';

/** One step of the checklist moved on; a step nobody knows changes nothing. */
export function stepped(
  incident: Opened,
  event: EventOf<'step.done' | 'step.skipped' | 'step.assigned' | 'step.undone' | 'step.noted'>,
): Incident {
  const before = incident.steps[event.step];
  if (before === undefined || !Object.hasOwn(incident.steps, event.step)) return incident;
  return { ...incident, steps: { ...incident.steps, [event.step]: stepAfter(before, event) } };
}

function stepAfter(
  step: StepState,
  event: EventOf<'step.done' | 'step.skipped' | 'step.assigned' | 'step.undone' | 'step.noted'>,
): StepState {
  const by = actorName(event.by);
  switch (event.type) {
    case 'step.done': {
      const notes = event.note ? [...step.notes, { text: event.note, by, at: event.at }] : step.notes;
      return { ...step, status: 'done', by, at: event.at, reason: undefined, notes };
    }
    case 'step.skipped':
      return { ...step, status: 'skipped', by, at: event.at, reason: event.reason };
    case 'step.assigned':
      return { ...step, assignee: event.person };
    case 'step.undone':
      return { ...step, status: 'open', by: undefined, at: undefined, reason: undefined };
    case 'step.noted':
      return { ...step, notes: [...step.notes, { text: event.note, by, at: event.at }] };
  }
}
