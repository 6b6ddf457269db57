import { answerOf, causeOf, checkOf } from '../response/diagnosis.ts';
import { completeness } from '../response/evidence.ts';
import { putsBack } from '../response/stops.ts';
import { counted, type Saying } from './gather.ts';
import type { Lesson } from './lesson.ts';
import { stepLessons } from './steps.ts';
import { eventsIn, isReal, quotable, type Used } from './used.ts';

/**
 * What incidents say of the runbook that all of them used: small rules, each with its own threshold (`lesson.ts`). None of
 * them takes anything away; a person decides what becomes of it.
 * @param used oldest first
 */
export function lessonsOf(used: readonly Used[]): Lesson[] {
  const real = used.filter(isReal);
  const over = real.filter((one) => one.over);
  return [
    ...stepLessons(used),
    ...counted('taken-back', real.length, real.flatMap(takenBack)),
    ...counted('refuted', real.length, real.flatMap(refuted)),
    ...counted('by-hand', real.length, real.flatMap(byHand)),
    ...counted('not-given', over.length, over.flatMap(notGiven)),
  ];
}

/** Answers that were taken back and then given otherwise. The same answer again was a slip of the fingers. */
function takenBack(one: Used): Saying[] {
  const { incident, events } = one;
  const tree = incident.plan.diagnosis;
  if (tree === undefined) return [];
  return events.flatMap((event, place): Saying[] => {
    if (event.type !== 'diagnosis.undone') return [];
    const { check, answer } = event;
    const next = events
      .slice(place + 1)
      .find((later) => later.type === 'diagnosis.answered' && later.check === check);
    if (next?.type !== 'diagnosis.answered' || next.answer === answer) return [];
    const label = answerOf(tree, { check, answer })?.label;
    const instead = answerOf(tree, { check, answer: next.answer })?.label;
    if (label === undefined || instead === undefined) return [];
    const title = `${checkOf(tree, check)?.ask ?? check} ${label}`;
    return [{ place: { in: 'answer', check, answer }, title, incident: incident.number, said: [], instead }];
  });
}

/**
 * Causes whose rollback was measured and did nothing, or harm. Putting back what an earlier rollback changed is none: that it
 * made things worse says that the rollback had helped.
 */
function refuted({ incident }: Used): Saying[] {
  const tree = incident.plan.diagnosis;
  if (tree === undefined) return [];
  return incident.diagnosis.found.flatMap(({ cause: id, at }): Saying[] => {
    const cause = causeOf(tree, id);
    if (cause?.mitigation.kind !== 'rollback') return [];
    const { part } = cause.mitigation;
    const failed = incident.containments.some(
      (deed) =>
        deed.part === part &&
        deed.requestedAt >= at &&
        putsBack(incident, deed) === undefined &&
        (deed.verdict === 'no effect' || deed.verdict === 'worse'),
    );
    if (!failed) return [];
    return [{ place: { in: 'cause', cause: id }, title: cause.title, incident: incident.number, said: [] }];
  });
}

/** Parts that people had to put back by hand, because the system file names no way. */
function byHand(one: Used): Saying[] {
  const { incident } = one;
  const manual = new Set(
    eventsIn(one, 'rollback.started').flatMap(({ action, manual }) => (manual ? [action] : [])),
  );
  return incident.containments.flatMap((deed): Saying[] => {
    const part = incident.plan.parts.find(({ id }) => id === deed.part);
    if (!manual.has(deed.id) || part === undefined || part.action !== undefined) return [];
    const place = { in: 'limits' as const, system: incident.plan.system.id, part: part.id };
    return [{ place, title: part.title, incident: incident.number, said: [] }];
  });
}

/** Items of evidence that nobody could give; where somebody went on without, their reason counts outright. */
function notGiven(one: Used): Saying[] {
  const { incident } = one;
  const overrides = incident.containments.flatMap(({ evidenceOverride }) => evidenceOverride ?? []);
  return completeness(incident)
    .missing.filter(({ source }) => source === 'people')
    .map(({ id, title }) => ({
      place: { in: 'evidence', item: id },
      title,
      incident: incident.number,
      said: quotable(one, ...overrides),
      ...(overrides.length > 0 && { outright: true as const }),
    }));
}
