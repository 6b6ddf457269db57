import type { PlanSection } from '../runbooks/plan.ts';
import { closest, didYouMean } from '../suggest.ts';

/** A step with the number people call it by. */
export interface Numbered {
  number: number;
  id: string;
  title: string;
}

/** The steps of the checklist from 1, section after section, as its messages show them. */
export function numberedSteps(sections: readonly PlanSection[]): Numbered[] {
  return sections
    .flatMap(({ steps }) => steps)
    .map(({ id, title }, place) => ({ number: place + 1, id, title }));
}

/**
 * The step somebody means: by number, id or words of its title that only it has.
 * @returns why not and what there is, when none or more than one fits
 */
export function stepMeant(
  sections: readonly PlanSection[],
  said: string,
): Numbered | { rejected: string; next: string } {
  const steps = numberedSteps(sections);
  const wanted = plainWords(said);
  const number = /^(?:step )?(\d{1,4})$/.exec(wanted)?.[1];
  const named =
    number === undefined
      ? steps.find(({ id, title }) => id === said.trim().toLowerCase() || plainWords(title) === wanted)
      : steps[Number(number) - 1];
  if (named !== undefined) return named;
  const fitting = number === undefined && wanted !== '' ? fittingSteps(steps, wanted) : [];
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const near = number === undefined && only === undefined ? nearest(steps, wanted) : undefined;
  return {
    rejected: `${noStep(said, fitting)}, and nothing was assigned.${near ? ` ${didYouMean(near.id)}` : ''}`,
    next: `${fitting.length > 1 ? 'They are' : 'Its steps'}: ${listOf(fitting.length > 1 ? fitting : steps)}.`,
  };
}

function noStep(said: string, fitting: Numbered[]): string {
  const word = said.slice(0, 60).replaceAll('`', '');
  return fitting.length > 1
    ? `“${word}” fits ${fitting.length} steps of the checklist`
    : `The checklist has no step “${word}”`;
}

/** Those whose title begins with the words, else those that hold all of them. */
function fittingSteps(steps: Numbered[], wanted: string): Numbered[] {
  const beginning = steps.filter(({ title }) => plainWords(title).startsWith(wanted));
  if (beginning.length > 0) return beginning;
  return steps.filter(({ title }) => {
    const words = plainWords(title).split(' ');
    return wanted.split(' ').every((word) => words.includes(word));
  });
}

function nearest(steps: Numbered[], wanted: string): Numbered | undefined {
  const near = closest(wanted.replaceAll(' ', '-'), [
    ...steps.map(({ id }) => id),
    ...steps.map(({ title }) => plainWords(title).replaceAll(' ', '-')),
  ]);
  return steps.find(({ id, title }) => id === near || plainWords(title).replaceAll(' ', '-') === near);
}

function listOf(steps: Numbered[]): string {
  const shown = steps.slice(0, 30).map(({ number, id }) => `${number} \`${id}\``);
  return `${shown.join(', ')}${steps.length > 30 ? ` and ${steps.length - 30} more` : ''}`;
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
