import { actorName } from '../people.ts';
import {
  answerOf,
  answersNow,
  causeOf,
  checkOf,
  isHint,
  standing,
  type Walked,
} from '../response/diagnosis.ts';
import { canBeRead, preAnswer } from '../response/pre-answers.ts';
import type { PlanCause, PlanDiagnosis } from '../runbooks/plan.ts';
import { clockTime, type Instant } from '../time.ts';
import type { CommandOf, Decision, Rejection } from './commands.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { begun } from './next-step.ts';
import { reached } from './phases.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { after, draw, drawShown, tell, type Wish } from './wishes.ts';

type Happens = 'category.chosen' | 'diagnosis.answered' | 'diagnosis.undone' | 'diagnosis.concluded';

type Base = Pick<IncidentEvent, 'at' | 'by'>;

/**
 * Rules for the walk down the diagnosis tree. The first person to answer decides; a press on an older card is told what
 * has been answered since.
 */
export const rules: Rules<'category' | 'diagnosis.answer' | 'diagnosis.back'> = {
  category: ({ at, by, category, because }, incident) => {
    if (incident.category?.category === category)
      return { events: [], note: `The category is ${category} already.` };
    return { events: [{ at, by, type: 'category.chosen', category, because: because.trim() }] };
  },

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
    const cause = concluded && !all && { cause: concluded.cause };
    return { events: [{ at, by, type: 'diagnosis.undone', check, answer, all, ...cause }] };
  },
};

export const folds: Folds<Happens> = {
  'category.chosen': (incident, { category, because, cause, at, by }) => {
    const chosen = { category, because, by: actorName(by), at, ...(cause !== undefined && { cause }) };
    return reached({ ...incident, category: chosen }, 'diagnosed', at);
  },
  'diagnosis.answered': (incident, { check, answer, at, by, read, agreed }) => ({
    ...incident,
    diagnosis: {
      path: [
        ...incident.diagnosis.path,
        { check, answer, by: actorName(by), at, ...(read && { read }), ...(agreed && { agreed }) },
      ],
      found: incident.diagnosis.found,
    },
  }),
  'diagnosis.undone': (incident, event) => {
    const { path, found, concluded } = incident.diagnosis;
    // Beginning again looks for another cause; what was found stands. One answer taken back takes its cause with it.
    // In older logs the cause went as well, and the event names it.
    if (event.all && event.cause === undefined)
      return { ...incident, walked: true, diagnosis: { path: [], found } };
    const marked = found.map((one) => (one.at === concluded?.at ? { ...one, takenBackAt: event.at } : one));
    return {
      ...withoutItsCategory(incident),
      walked: true,
      diagnosis: { path: event.all ? [] : path.slice(0, -1), found: marked },
    };
  },
  'diagnosis.concluded': (incident, { cause, because, at, by }) => {
    const concluded = { cause, because, by: actorName(by), at };
    const { path, found } = incident.diagnosis;
    // Found again, it is one cause all the same.
    const others = found.filter((one) => one.cause !== cause);
    const diagnosis = { path, concluded, found: [...others, concluded] };
    return reached({ ...incident, diagnosis }, 'diagnosed', at);
  },
};

export const reactions: Reactions<Happens> = {
  'category.chosen': (event, incident) => [
    ...drawShown(event.at, incident, 'questions'),
    draw(event.at, { of: 'card' }),
    ...leaf(event.at, incident),
    // A category that follows from a cause is told together with that cause.
    ...(event.cause === undefined ? [tell(event)] : []),
  ],
  'diagnosis.answered': ({ at }) => [draw(at, { of: 'diagnosis' })],
  'diagnosis.undone': (event, incident) => [
    draw(event.at, { of: 'diagnosis' }),
    ...(event.cause === undefined
      ? []
      : [...drawShown(event.at, incident, 'questions'), draw(event.at, { of: 'card' }), tell(event)]),
  ],
  'diagnosis.concluded': (event) => [
    draw(event.at, { of: 'diagnosis' }),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
};

/**
 * Draws the diagnosis again where what was read or changed may answer its question. Before somebody has taken the incident it
 * is not posted yet.
 */
export function readAnew(at: Instant, incident: Opened): Wish[] {
  const tree = incident.plan.diagnosis;
  if (tree === undefined || !isOpen(incident) || !begun(incident)) return [];
  const now = standing(tree, incident.diagnosis.path);
  const asked = now.at === 'check' && (canBeRead(now.check) || tree.hints.some(({ when }) => when));
  return asked ? [after({ of: 'checklist' }, draw(at, { of: 'diagnosis' }))] : [];
}

/** Draws the diagnosis again where it shows the state of the mitigation for its cause. */
export function leaf(at: EventOf<Happens>['at'], incident: Opened): Wish[] {
  return incident.diagnosis.concluded ? [draw(at, { of: 'diagnosis' })] : [];
}

/** The cause that the diagnosis found, if it has found one. */
export function concludedCause(incident: Opened): PlanCause | undefined {
  const { concluded } = incident.diagnosis;
  return concluded && causeOf(incident.plan.diagnosis, concluded.cause);
}

/** Refuses because the runbook has no tree, and says what to do instead. */
export function noTree(incident: Opened): Rejection {
  return {
    rejected: `INC-${incident.number} was opened with a runbook that has no diagnosis tree.`,
    next: 'Follow the triage checklist, and record what it was with `/airb category`.',
  };
}

/**
 * Removes what only the answer that was taken back supported: the category of its cause, and the time when the cause was
 * known. The category of a cause that was found before stands, as that cause does.
 */
function withoutItsCategory<T extends Opened>(incident: T): T {
  const { category, milestones, diagnosis } = incident;
  if (category?.cause === undefined || category.cause !== diagnosis.concluded?.cause) return incident;
  const { diagnosed: known, ...others } = milestones;
  return {
    ...incident,
    category: undefined,
    milestones: known === category.at ? others : milestones,
  };
}

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
  const own = preAnswer(incident, at);
  if (command.agree && own.answer !== name) return readsOtherwise({ at, by }, incident, name);
  const read = own.answer === undefined ? {} : { read: { answer: own.answer, facts: own.facts } };
  const walked = [...path, { check, answer: name }];
  return {
    events: [
      {
        at,
        by,
        type: 'diagnosis.answered',
        check,
        answer: name,
        ...read,
        ...(command.agree && { agreed: true as const }),
      },
      ...conclusion({ at, by }, incident, { tree, walked }),
    ],
  };
}

/** Nobody agrees to what is no longer so: a reading that is too old is taken again, one that has changed is shown. */
function readsOtherwise(base: Base, incident: Opened, name: string): Decision {
  const before = preAnswer(incident);
  const old = before.answer === name ? before.readAt : undefined;
  if (old !== undefined)
    return {
      events: [{ ...base, type: 'readings.requested' }],
      note: `What airb read is of ${clockTime(old)} UTC, too old to agree to. It reads again now, and the diagnosis shows what it finds.`,
    };
  return {
    rejected: 'The readings have changed since that card, and no longer say so.',
    next: 'The message of the diagnosis is current; any answer can be given there.',
  };
}

/** The events after the answers lead to a cause: the cause, and its category unless a person chose one by hand. */
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
  // What a person chose stands, and so does the category of a cause found before: a second one is offered, not put in
  // its place.
  if (chosen !== undefined) return [concluded];
  const why = `the diagnosis came to “${title}”`;
  return [concluded, { ...base, type: 'category.chosen', category, because: why, cause }];
}

/** The reason for the result: why the last answer leads there, and how the earlier answers led to its question. */
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

/** The present place in the tree, as the next thing to try. */
function present(tree: PlanDiagnosis, path: readonly Walked[]): string {
  const now = standing(tree, path);
  if (now.at === 'check') return `Now it asks: “${now.check.ask}”`;
  if (now.at === 'cause') return `It has come to “${causeOf(tree, now.cause.id)?.title}”.`;
  return now.because;
}

function same(one: Walked, other: Walked): boolean {
  return one.check === other.check && one.answer === other.answer;
}
