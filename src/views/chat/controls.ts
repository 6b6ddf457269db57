import type { Button } from '../../domain/chat/card.ts';

/** Everything a press can mean; `flow/interact` has one branch for each. */
export const verbs = [
  'page.ack',
  'page.decline',
  'role.take',
  'step.done',
  'step.skip',
  'step.assign',
  'step.note',
  'step.undo',
  'question.set',
  'category.set',
  'diagnosis.answer',
  'diagnosis.back',
  'rollback.open',
  'rollback.approve',
  'rollback.decline',
  'rollback.manual',
  'rollback.preview',
  'update.open',
  'evidence.open',
  'note.open',
  'severity.open',
  'verify.start',
  'read.now',
  'resolve.try',
  'declare.open',
  'postmortem.draft',
] as const;
export type Verb = (typeof verbs)[number];

/** Presses that `flow/interact/presses.ts` answers with a form. */
const formVerbs: ReadonlySet<Verb> = new Set<Verb>([
  'page.decline',
  'step.skip',
  'step.assign',
  'step.note',
  'rollback.open',
  'rollback.decline',
  'rollback.manual',
  'update.open',
  'evidence.open',
  'note.open',
  'severity.open',
  'resolve.try',
  'declare.open',
]);

/**
 * A button. The parts of its value are joined with `|`, so a `|` inside a part becomes `/`.
 * @param more style and the question asked before the press is sent
 */
export function press(
  verb: Verb,
  value: (string | number)[],
  more: Pick<Button, 'label' | 'style' | 'confirm'>,
): Button {
  const joined = value.map((part) => String(part).replaceAll('|', '/')).join('|');
  return { verb, value: joined, ...more, ...(formVerbs.has(verb) && { form: true }) };
}

/** The parts of a button's value again; missing ones are empty. */
export function valueParts(value: string): string[] {
  return value.split('|');
}
