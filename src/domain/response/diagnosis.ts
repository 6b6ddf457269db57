import type { PlanCause, PlanDiagnosis } from '../runbooks/plan.ts';
import type { DiagnosisAnswer, DiagnosisCheck } from '../runbooks/runbook.ts';
import { closest } from '../suggest.ts';
import type { Instant } from '../time.ts';

/** One answer that somebody gave on the way down the tree. */
export interface Walked {
  check: string;
  answer: string;
}

/** Where a walk has got to: a question, a cause, or a place from which the tree leads nowhere. */
export type Standing =
  | { at: 'check'; check: DiagnosisCheck }
  | { at: 'cause'; cause: PlanCause }
  | { at: 'nowhere'; because: string };

/**
 * Names of answers that are symptom hints; `hint:1` is the first. An answer in a runbook file can't have such a name.
 */
const hintName = /^hint:(\d{1,3})$/;

/** The name under which a symptom hint is an answer to the first question. */
export function hintAnswer(place: number): string {
  return `hint:${place + 1}`;
}

/** True when the answer is a symptom that led on directly, not an answer to the question itself. */
export function isHint(answer: string): boolean {
  return hintName.test(answer);
}

/**
 * Where the answers so far lead. The walk ends when the tree leads back to a question that is answered already, or to a
 * name that it does not have: nobody is sent round in a circle.
 */
export function standing(tree: PlanDiagnosis, path: readonly Walked[]): Standing {
  const last = path.at(-1);
  const given = last && answerOf(tree, last);
  // A check and a cause may have the same name, such as `prompt`; the answer says which of the two it means.
  const cause = given?.cause === undefined ? undefined : causeOf(tree, given.cause);
  if (cause) return { at: 'cause', cause };
  const next = last === undefined ? tree.start : given?.then;
  const check = next === undefined ? undefined : checkOf(tree, next);
  if (check === undefined) {
    const name = next ?? given?.cause ?? last?.answer;
    return { at: 'nowhere', because: `The tree has no place called “${name}”.` };
  }
  if (path.some((one) => one.check === check.id && !isHint(one.answer)))
    return { at: 'nowhere', because: `The tree leads back to a question that is answered: ${check.ask}` };
  return { at: 'check', check };
}

/**
 * The answers that can be given now. Before the first question is answered, they include the symptoms that lead on
 * directly.
 */
export function answersNow(tree: PlanDiagnosis, path: readonly Walked[]): DiagnosisAnswer[] {
  const now = standing(tree, path);
  if (now.at !== 'check') return [];
  return path.length === 0 ? [...now.check.answers, ...hintsOf(tree)] : now.check.answers;
}

/** An answer by its name, wherever it stands in the tree. */
export function answerOf(
  tree: PlanDiagnosis | undefined,
  { check, answer }: Walked,
): DiagnosisAnswer | undefined {
  if (tree === undefined) return undefined;
  if (isHint(answer)) return hintsOf(tree).find(({ id }) => id === answer);
  return checkOf(tree, check)?.answers.find(({ id }) => id === answer);
}

/** The check of that id; undefined when the tree has none. */
export function checkOf(tree: PlanDiagnosis | undefined, id: string): DiagnosisCheck | undefined {
  return tree?.checks.find((check) => check.id === id);
}

/** The cause of that id; undefined when the tree has none. */
export function causeOf(tree: PlanDiagnosis | undefined, id: string): PlanCause | undefined {
  return tree?.causes.find((cause) => cause.id === id);
}

/** The causes that were found and not taken back, in the order they were found. */
export function standingCauses(
  tree: PlanDiagnosis | undefined,
  found: readonly { cause: string; takenBackAt?: Instant | undefined }[],
): PlanCause[] {
  return found.flatMap(({ cause, takenBackAt }) =>
    takenBackAt === undefined ? (causeOf(tree, cause) ?? []) : [],
  );
}

/**
 * The answer that a person's words mean. They may give its name, its label or its place from 1. Otherwise it is the one
 * answer that begins with the words, contains them all, or is spelt almost like them.
 * @returns undefined when no answer fits, or several do
 */
export function answerMeant(answers: readonly DiagnosisAnswer[], words: string): DiagnosisAnswer | undefined {
  const wanted = plainWords(words);
  if (wanted === '') return undefined;
  const named = answers.find(({ id, label }) => id === wanted || plainWords(label) === wanted);
  if (named) return named;
  if (/^\d{1,2}$/.test(wanted)) return answers[Number(wanted) - 1];
  const beginning = (start: string) =>
    answers.filter(({ label }) => `${plainWords(label)} `.startsWith(start));
  const holding = answers.filter(({ label }) => {
    const said = plainWords(label).split(' ');
    return wanted.split(' ').every((part) => said.includes(part));
  });
  return (
    onlyOne(beginning(`${wanted} `)) ??
    onlyOne(beginning(wanted)) ??
    onlyOne(holding) ??
    nearest(answers, wanted)
  );
}

function nearest(answers: readonly DiagnosisAnswer[], wanted: string): DiagnosisAnswer | undefined {
  const near = closest(wanted, [
    ...answers.map(({ id }) => id),
    ...answers.map(({ label }) => plainWords(label)),
  ]);
  return near === undefined
    ? undefined
    : answers.find(({ id, label }) => id === near || plainWords(label) === near);
}

function onlyOne<T>(found: T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** Letters and digits of any script in lower case, one space between words. */
function plainWords(text: string): string {
  return text
    .slice(0, 400)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_-]+/gu, ' ')
    .trim();
}

function hintsOf({ hints, causes }: PlanDiagnosis): DiagnosisAnswer[] {
  return hints.map(({ symptom, category, goto, when }, place) => ({
    id: hintAnswer(place),
    label: symptom,
    because: `That symptom points at ${category} first.`,
    ...(when && { when }),
    // biome-ignore lint/suspicious/noThenProperty: the runbook files call this field `then`; it is never awaited
    ...(causes.some(({ id }) => id === goto) ? { cause: goto } : { then: goto }),
  }));
}
