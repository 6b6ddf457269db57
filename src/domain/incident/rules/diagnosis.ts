import {
  answerOf,
  answersNow,
  causeOf,
  checkOf,
  isHint,
  noTree,
  standing,
  type Walked,
} from '../../response/diagnosis.ts';
import type { PlanDiagnosis } from '../../runbooks/plan.ts';
import { clockTime } from '../../time.ts';
import type { CommandOf, Decision, Rules } from '../commands.ts';
import type { IncidentEvent } from '../events.ts';
import type { Opened } from '../state.ts';

type Base = Pick<IncidentEvent, 'at' | 'by'>;

/** Walking the diagnosis tree. Whoever is first answers; a press on an older card hears what has been answered. */
export const diagnosisRules: Rules<'diagnosis.answer' | 'diagnosis.back'> = {
  'diagnosis.answer': (command, incident) => {
    const tree = incident.plan.diagnosis;
    return tree === undefined ? noTree(incident) : answer(command, incident, tree);
  },

  'diagnosis.back': ({ at, by, last: seen, all }, incident) => {
    if (incident.plan.diagnosis === undefined) return noTree(incident);
    const { path, concluded } = incident.diagnosis;
    const last = path.at(-1);
    if (last === undefined) return { events: [], note: 'The diagnosis is at its first question already.' };
    if (seen !== undefined && !same(seen, last))
      return { events: [], note: 'The diagnosis has moved on since that card; its message is current.' };
    const { check, answer } = last;
    const cause = concluded && { cause: concluded.cause };
    return { events: [{ at, by, type: 'diagnosis.undone', check, answer, all, ...cause }] };
  },
};

function answer(command: CommandOf<'diagnosis.answer'>, incident: Opened, tree: PlanDiagnosis): Decision {
  const { at, by, check, answer: name } = command;
  const { path } = incident.diagnosis;
  const now = standing(tree, path);
  if (now.at !== 'check' || now.check.id !== check || (path.length > 0 && isHint(name)))
    return notAskedNow(command, incident, tree);
  const given = answersNow(tree, path).find(({ id }) => id === name);
  if (given === undefined) {
    const labels = now.check.answers.map(({ label }) => `“${label}”`).join(', ');
    return {
      rejected: `“${now.check.ask}” has no answer \`${name.slice(0, 60)}\`.`,
      next: `Choose from: ${labels}.`,
    };
  }
  const walked = [...path, { check, answer: name }];
  return {
    events: [
      { at, by, type: 'diagnosis.answered', check, answer: name },
      ...conclusion({ at, by }, incident, { tree, walked }),
    ],
  };
}

/** What follows when the answers lead to a cause: the cause, and its category unless somebody chose one by hand. */
function conclusion(
  base: Base,
  incident: Opened,
  { tree, walked }: { tree: PlanDiagnosis; walked: Walked[] },
): IncidentEvent[] {
  const end = standing(tree, walked);
  if (end.at !== 'cause') return [];
  const { id: cause, title, category } = end.cause;
  const because = reasonOf(tree, walked);
  const concluded: IncidentEvent = { ...base, type: 'diagnosis.concluded', cause, because };
  const chosen = incident.category;
  if (chosen !== undefined && (chosen.cause === undefined || chosen.category === category))
    return [concluded];
  const why = `the diagnosis came to “${title}”`;
  return [concluded, { ...base, type: 'category.chosen', category, because: why, cause }];
}

/** The last answer says why it leads there; the ones before it say how one came to ask. */
function reasonOf(tree: PlanDiagnosis, walked: Walked[]): string {
  const given = walked.flatMap((one) => answerOf(tree, one) ?? []);
  const labels = given.map(({ label }) => label).join(' → ');
  const last = given.at(-1)?.because ?? '';
  return last === '' ? labels : `${labels}: ${last}`;
}

function notAskedNow(
  { check, answer }: CommandOf<'diagnosis.answer'>,
  incident: Opened,
  tree: PlanDiagnosis,
): Decision {
  const { path } = incident.diagnosis;
  const hint = isHint(answer);
  const before = path.find((one) => one.check === check && isHint(one.answer) === hint);
  if (before?.answer === answer)
    return { events: [], note: `${before.by} gave that answer at ${clockTime(before.at)} UTC.` };
  if (before !== undefined) {
    const given = answerOf(tree, before)?.label ?? before.answer;
    return {
      rejected: `${before.by} answered that at ${clockTime(before.at)} UTC: “${given}”.`,
      next: `${present(tree, path)} \`/airb diagnose back\` takes the last answer back.`,
    };
  }
  if (hint && path.length > 0)
    return { rejected: 'A symptom can lead on only before the first answer.', next: present(tree, path) };
  const ask = checkOf(tree, check)?.ask;
  return {
    rejected: ask
      ? `“${ask}” is not the question now.`
      : `The diagnosis has no question \`${check.slice(0, 60)}\`.`,
    next: present(tree, path),
  };
}

/** Where the walk stands, as the next thing to try. */
function present(tree: PlanDiagnosis, path: readonly Walked[]): string {
  const now = standing(tree, path);
  if (now.at === 'check') return `Now it asks: “${now.check.ask}”`;
  if (now.at === 'cause') return `It has come to “${causeOf(tree, now.cause.id)?.title}”.`;
  return now.because;
}

function same(one: Walked, other: Walked): boolean {
  return one.check === other.check && one.answer === other.answer;
}
