import { actorName } from '../../people.ts';
import type { EventOf } from '../events.ts';
import type { Opened } from '../state.ts';
import { reached } from './facts.ts';

/** The category was chosen, by hand or by the cause the diagnosis came to. */
export function categorised(incident: Opened, event: EventOf<'category.chosen'>): Opened {
  const { category, because, cause, at } = event;
  const chosen = { category, because, by: actorName(event.by), at, ...(cause !== undefined && { cause }) };
  return reached({ ...incident, category: chosen }, 'diagnosed', at);
}

/** The walk down the tree went on, back, or came to a cause. */
export function diagnosed(
  incident: Opened,
  event: EventOf<'diagnosis.answered' | 'diagnosis.undone' | 'diagnosis.concluded'>,
): Opened {
  const { path } = incident.diagnosis;
  const by = actorName(event.by);
  const { at } = event;
  switch (event.type) {
    case 'diagnosis.answered': {
      const { check, answer } = event;
      return { ...incident, diagnosis: { path: [...path, { check, answer, by, at }] } };
    }
    case 'diagnosis.undone':
      return { ...withoutItsCategory(incident), diagnosis: { path: event.all ? [] : path.slice(0, -1) } };
    case 'diagnosis.concluded': {
      const concluded = { cause: event.cause, because: event.because, by, at };
      return reached({ ...incident, diagnosis: { path, concluded } }, 'diagnosed', at);
    }
  }
}

/** What rests on the taken back answer alone goes with it: the category, and the moment when the cause was known. */
function withoutItsCategory<T extends Opened>(incident: T): T {
  const { category, milestones, diagnosis } = incident;
  if (diagnosis.concluded === undefined || category?.cause === undefined) return incident;
  const { diagnosed: known, ...others } = milestones;
  return {
    ...incident,
    category: undefined,
    milestones: known === category.at ? others : milestones,
  };
}
