import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { noTree } from '../../domain/incident/diagnosis.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { answerMeant, answersNow, standing } from '../../domain/response/diagnosis.ts';
import { preAnswer } from '../../domain/response/pre-answers.ts';
import type { PlanDiagnosis } from '../../domain/runbooks/plan.ts';
import type { DiagnosisCheck } from '../../domain/runbooks/runbook.ts';
import { diagnosisCard } from '../../views/chat/diagnosis.ts';
import { refuse, run, type Talk, type Turn } from './context.ts';

/**
 * Handles `/airb diagnose`. Alone, it shows the present question or cause. Words are an answer. `back` takes the last
 * answer back.
 */
export function askDiagnosis(
  talk: Talk,
  turn: Turn,
  { answer, back }: Extract<Intent, { command: 'diagnose' }>,
  incident: Opened,
): ChatAnswer | Promise<ChatAnswer> {
  if (back !== undefined)
    return run(talk, turn, incident.number, { type: 'diagnosis.back', all: back === 'all' });
  const card = diagnosisCard(incident);
  const tree = incident.plan.diagnosis;
  if (card === undefined || tree === undefined) {
    const { rejected, next } = noTree(incident);
    return refuse(rejected, next);
  }
  if (answer === undefined) return { type: 'private', card };
  return answerInWords(talk, turn, { incident, tree, words: answer });
}

function answerInWords(
  talk: Talk,
  turn: Turn,
  { incident, tree, words }: { incident: Opened; tree: PlanDiagnosis; words: string },
): ChatAnswer | Promise<ChatAnswer> {
  const { path } = incident.diagnosis;
  const now = standing(tree, path);
  if (now.at === 'cause')
    return refuse(
      `The diagnosis has come to “${now.cause.title}”; no question is open.`,
      '`/airb diagnose back` takes the last answer back.',
    );
  if (now.at === 'nowhere') return refuse(now.because, '`/airb diagnose back` takes the last answer back.');
  if (/^(?:i )?agree[.!]?$/i.test(words.trim())) return agree(talk, turn, incident, now.check);
  const meant = answerMeant(answersNow(tree, path), words);
  if (meant === undefined) {
    const choices = now.check.answers.map(({ label }, place) => `${place + 1} ${label}`).join(', ');
    return refuse(
      `“${words.slice(0, 80)}” is not an answer to “${now.check.ask}”`,
      `Choose from: ${choices}.`,
    );
  }
  return run(talk, turn, incident.number, {
    type: 'diagnosis.answer',
    check: now.check.id,
    answer: meant.id,
  });
}

/** Agrees to what airb reads, where it reads an answer. */
function agree(
  talk: Talk,
  turn: Turn,
  incident: Opened,
  check: DiagnosisCheck,
): ChatAnswer | Promise<ChatAnswer> {
  const { answer } = preAnswer(incident);
  if (answer === undefined)
    return refuse(
      `airb reads no answer to “${check.ask}”, so there is nothing to agree to`,
      '`/airb diagnose` shows the answers and what was not measured.',
    );
  return run(talk, turn, incident.number, {
    type: 'diagnosis.answer',
    check: check.id,
    answer,
    agree: true,
  });
}
