import type { AirbRead, EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { answerOf, causeOf, checkOf, isHint, type Walked } from '../../domain/response/diagnosis.ts';
import type { PlanDiagnosis } from '../../domain/runbooks/plan.ts';
import { factWords } from '../chat/pre-answers.ts';

/** One step of the diagnosis as a sentence: the question with its answer, or the cause with the reason. */
export function diagnosisSentence(
  event: EventOf<'diagnosis.answered' | 'diagnosis.undone' | 'diagnosis.concluded'>,
  tree: PlanDiagnosis | undefined,
): string {
  switch (event.type) {
    case 'diagnosis.answered': {
      const because = answerOf(tree, event)?.because;
      return `Diagnosis: ${answered(tree, event)}${because ? ` (${because})` : ''}`;
    }
    case 'diagnosis.undone': {
      const was = event.cause === undefined ? '' : `; it no longer points at “${titleOf(tree, event.cause)}”`;
      return event.all
        ? `Diagnosis begun again from the first question${was || ', for another cause'}`
        : `Diagnosis: answer taken back: ${answered(tree, event)}${was}`;
    }
    case 'diagnosis.concluded': {
      const category = causeOf(tree, event.cause)?.category;
      const which = category === undefined ? '' : `, category ${category}`;
      return `Diagnosis points at “${titleOf(tree, event.cause)}”${which}, because ${event.because}`;
    }
  }
}

/** `Who wrote the refusal? The model`, in the runbook's words where it has them. */
export function answered(tree: PlanDiagnosis | undefined, walked: Walked): string {
  const label = answerOf(tree, walked)?.label ?? walked.answer;
  return isHint(walked.answer)
    ? `at one look, ${label}`
    : `${checkOf(tree, walked.check)?.ask ?? walked.check} ${label}`;
}

/**
 * What airb read when it was answered: `; agreed to what airb read: refusals 19 % (normal 4 %), above 8 %`. Nothing where it
 * read nothing.
 */
export function readWords(
  incident: Pick<Opened, 'plan'>,
  { check, answer, read, agreed }: Walked & AirbRead,
): string {
  if (read === undefined) return '';
  const facts = read.facts.map((fact) => factWords(incident, fact)).join('; ');
  if (agreed) return `; agreed to what airb read: ${facts}`;
  if (read.answer === answer) return `; airb read the same: ${facts}`;
  const label = answerOf(incident.plan.diagnosis, { check, answer: read.answer })?.label ?? read.answer;
  return `; airb read otherwise: “${label}”, as ${facts}`;
}

/** A cause by its title. */
export function titleOf(tree: PlanDiagnosis | undefined, cause: string): string {
  return causeOf(tree, cause)?.title ?? cause;
}
