import type { Foldable, Question } from '../../domain/incident/events.ts';
import { capital } from '../../domain/plain.ts';
import type { EventWords } from './event-words.ts';
import type { Lexicon } from './lexicon.ts';

/** The first-fifteen-minutes questions as a reader sees them (requirement R4). */
export const questionTitles: Record<Question, string> = {
  kind: 'What kind of failure is it?',
  changed: 'What changed recently?',
  switch: 'Is there a flag or route to switch back?',
  reviewer: 'Is a reviewer needed before service resumes?',
  examples: 'Where do failed examples go?',
};

export const words: EventWords<
  | 'question.answered'
  | 'section.folded'
  | 'step.done'
  | 'step.skipped'
  | 'step.assigned'
  | 'step.undone'
  | 'step.noted'
  | 'step.unhelpful'
  | 'step.suggested'
> = {
  'question.answered': {
    kind: 'decision',
    weight: 'detail',
    line: (event) => `${questionTitles[event.question]} ${capital(event.answer)}`,
  },
  'section.folded': {
    kind: 'step',
    weight: 'detail',
    line: ({ section, folded }, words) => `${sectionTitle(section, words)} ${folded ? 'folded' : 'shown'}`,
  },
  'step.done': {
    kind: 'step',
    weight: 'detail',
    line: (event, words) =>
      `Step done${event.how ? ' by sending the update' : ''}: ${step(event.step, words)}${because(event.note)}`,
  },
  'step.skipped': {
    kind: 'step',
    weight: 'detail',
    line: (event, words) => `Step skipped: ${step(event.step, words)}${because(event.reason)}`,
  },
  'step.assigned': {
    kind: 'step',
    weight: 'detail',
    line: (event, words) => `Step given to ${event.person.name}: ${step(event.step, words)}`,
  },
  'step.undone': {
    kind: 'step',
    weight: 'detail',
    line: (event, words) => `Step opened again: ${step(event.step, words)}`,
  },
  'step.noted': {
    kind: 'step',
    weight: 'detail',
    line: (event, words) => `Note on step ${step(event.step, words)}: ${event.note}`,
  },
  'step.unhelpful': {
    kind: 'step',
    weight: 'detail',
    line: (event, words) => `Step was no help: ${step(event.step, words)}${because(event.why)}`,
  },
  'step.suggested': {
    kind: 'step',
    weight: 'detail',
    line: ({ section, title }, words) =>
      `Step proposed for the runbook, under ${sectionTitle(section, words)}: ${title}`,
  },
};

function because(text: string | undefined): string {
  return text === undefined || text.trim() === '' ? '' : ` (${text})`;
}

function sectionTitle(id: Foldable, { plan }: Lexicon): string {
  return plan.sections.find((section) => section.id === id)?.title ?? 'First questions';
}

function step(id: string, words: Lexicon): string {
  return words.step(id)?.title ?? id;
}
