import type { Opened, StepState } from '../incident/state.ts';
import type { Step } from '../runbooks/runbook.ts';
import { type Duration, minute } from '../time.ts';
import { counted, type Saying } from './gather.ts';
import { isEnough, type Lesson } from './lesson.ts';
import { eventsIn, isReal, quotable, type Used } from './used.ts';

/** A wait shorter than this is no reason to change a step. */
const slowFrom: Duration = 15 * minute;

/** What incidents say of the steps of their checklist. */
export function stepLessons(used: readonly Used[]): Lesson[] {
  const over = used.filter((one) => one.over && isReal(one));
  const worked = over.filter(workedThrough);
  return [
    ...counted('unhelpful', used.length, used.flatMap(unhelpful)),
    ...counted('added', used.length, used.flatMap(added)),
    ...counted('skipped', over.length, over.flatMap(skipped)),
    ...counted('untouched', worked.length, worked.flatMap(untouched)),
    ...slowest(over),
  ];
}

function unhelpful(one: Used): Saying[] {
  return eventsIn(one, 'step.unhelpful').flatMap(({ step, why }) => about(one, step, quotable(one, why)));
}

function added(one: Used): Saying[] {
  return eventsIn(one, 'step.suggested').map(({ section, title, look, means }) => {
    const place = { in: 'section' as const, section };
    const about = { place, incident: one.incident.number, said: [] };
    // Title and text of a step are people's words like any other.
    if (quotable(one, title).length === 0) return { ...about, title: 'A step that people lacked' };
    const step = { title, ...(look !== undefined && { look }), ...(means !== undefined && { means }) };
    return { ...about, title, added: step };
  });
}

function skipped(one: Used): Saying[] {
  return stepsOf(one.incident).flatMap(({ step, state }) =>
    state.status === 'skipped' ? about(one, step.id, quotable(one, state.reason)) : [],
  );
}

/** Where half of the checklist was left alone, people had no use for it, and that says nothing of one step. */
function workedThrough({ incident }: Used): boolean {
  const own = stepsOf(incident).filter(({ step }) => !isDuty(step));
  return own.filter(({ state }) => state.status === 'open').length * 2 < own.length;
}

/** Duties after the end are still to come. */
const isDuty = ({ id }: Step) => id.startsWith('postmortem.');

function untouched(one: Used): Saying[] {
  return stepsOf(one.incident).flatMap(({ step, state }) =>
    state.status === 'open' && !isDuty(step) ? about(one, step.id, []) : [],
  );
}

function about({ incident }: Used, step: string, said: string[]): Saying[] {
  const title = stepsOf(incident).find(({ step: { id } }) => id === step)?.step.title;
  if (title === undefined) return [];
  return [{ place: { in: 'step', step }, title, incident: incident.number, said }];
}

/** How long each step was waited for: from what was settled before it, or from when somebody took the incident. */
export function waits({ incident }: Pick<Used, 'incident'>): { step: Step; took: Duration }[] {
  const settled = stepsOf(incident)
    .flatMap(({ step, state: { at, status } }) =>
      at === undefined || status === 'open' ? [] : [{ step, at }],
    )
    .filter(({ step }) => !isDuty(step))
    .sort((a, b) => a.at - b.at);
  const begun = incident.paging.acknowledged?.at ?? incident.openedAt;
  return settled.map(({ step, at }, place) => ({
    step,
    took: Math.max(0, at - Math.max(begun, settled[place - 1]?.at ?? begun)),
  }));
}

/** Of all steps, the one that was waited for longest. */
function slowest(over: readonly Used[]): Lesson[] {
  const [first] = stepTimes(over);
  if (first === undefined || first.took < slowFrom) return [];
  const { step, title, took, incidents } = first;
  const lesson = { incidents, of: over.length };
  const enough = isEnough('slow', lesson);
  return [{ rule: 'slow', place: { in: 'step', step }, title, said: [], took, enough, ...lesson }];
}

/** The median wait for each step, the longest first. */
export function stepTimes(
  used: readonly Used[],
): { step: string; title: string; took: Duration; incidents: number[] }[] {
  const all = used.flatMap((one) => waits(one).map((wait) => ({ ...wait, number: one.incident.number })));
  const ids = [...new Set(all.map(({ step }) => step.id))];
  return ids
    .map((id) => {
      const own = all.filter(({ step }) => step.id === id);
      const title = own.at(-1)?.step.title ?? id;
      return {
        step: id,
        title,
        took: median(own.map(({ took }) => took)),
        incidents: own.map((one) => one.number),
      };
    })
    .sort((a, b) => b.took - a.took);
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function stepsOf({ plan, steps }: Opened): { step: Step; state: StepState }[] {
  return plan.sections
    .flatMap((section) => section.steps)
    .flatMap((step) => {
      const state = Object.hasOwn(steps, step.id) ? steps[step.id] : undefined;
      return state === undefined ? [] : [{ step, state }];
    });
}
