import { actorName } from '../people.ts';
import { stepMeant } from '../response/steps.ts';
import { didYouMean } from '../suggest.ts';
import type { Decision } from './commands.ts';
import type { EventOf } from './events.ts';
import { type Folds, type Reactions, type Rules, unchanged } from './slice.ts';
import type { Incident, Opened } from './state.ts';

type Remark = 'step.unhelpful' | 'step.suggested';

/** What people say of the runbook itself, for its next version. It changes nothing of the present response. */
export const rules: Rules<'step.unhelpful' | 'step.suggest'> = {
  'step.unhelpful': ({ at, by, step, why }, incident) => {
    const state = Object.hasOwn(incident.steps, step) ? incident.steps[step] : undefined;
    if (state === undefined) return noStep(incident, step);
    if (state.unhelpful?.includes(actorName(by))) return { events: [], note: 'You have said so already.' };
    const reason = why?.trim() ? { why: why.trim() } : {};
    return { events: [{ at, by, type: 'step.unhelpful', step, ...reason }] };
  },

  'step.suggest': ({ at, by, section, title, look, means }, incident) => {
    if (title.trim() === '')
      return { rejected: 'The step has no words.', next: '`/airb step add Ask the provider’s support`' };
    if (!incident.plan.sections.some(({ id }) => id === section))
      return { rejected: `The runbook of INC-${incident.number} has no section \`${section}\`.` };
    const more = {
      ...(look?.trim() && { look: look.trim() }),
      ...(means?.trim() && { means: means.trim() }),
    };
    return { events: [{ at, by, type: 'step.suggested', section, title: title.trim(), ...more }] };
  },
};

export const folds: Folds<Remark> = {
  'step.unhelpful': marked,
  'step.suggested': unchanged,
};

/** Nothing is drawn: the proposal for the runbook is made when somebody asks for it. */
export const reactions: Reactions<Remark> = {
  'step.unhelpful': () => [],
  'step.suggested': () => [],
};

function marked(incident: Opened, { step, by }: EventOf<'step.unhelpful'>): Incident {
  const state = Object.hasOwn(incident.steps, step) ? incident.steps[step] : undefined;
  if (state === undefined) return incident;
  const unhelpful = [...(state.unhelpful ?? []), actorName(by)];
  return { ...incident, steps: { ...incident.steps, [step]: { ...state, unhelpful } } };
}

function noStep({ plan, number }: Opened, step: string): Decision {
  const meant = stepMeant(plan.sections, step);
  return {
    rejected: `INC-${number} has no step \`${step}\`.`,
    next: 'next' in meant ? meant.next : didYouMean(`${meant.number} ${meant.id}`),
  };
}
