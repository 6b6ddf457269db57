import type { DiagnosisAnswer, DiagnosisCheck, SignalCondition } from '../runbooks/runbook.ts';
import type { Reading } from '../signals/reading.ts';
import { clockTime, type Duration, hour, type Instant, minute } from '../time.ts';
import { type Blind, judgeCondition, type SignalFact } from './conditions.ts';
import { answersNow, isHint, type Walked } from './diagnosis.ts';
import { stopInForce } from './stops.ts';
import { changedSuspects } from './suspects.ts';
import type { Scene as SuspectScene } from './suspicion.ts';

/** What airb holds an answer for true by: a signal's reading, a recorded change, or a version seen in the traffic. */
export type Fact =
  | ({ from: 'signal' } & SignalFact)
  | { from: 'change'; change: string; part: string; was?: string; is?: string; minutesBefore: number }
  | { from: 'traffic'; part: string; value: string; share: number };

/** What airb knows of a question by itself. It never answers: a person agrees, or says otherwise. */
export interface PreAnswer {
  /** The one answer whose conditions all hold; absent where none does, or where several do. */
  answer?: string;
  /** What the answer rests on. */
  facts: Fact[];
  /** Answers that all hold by their conditions, so that airb can't tell which it is. */
  several: string[];
  /** Signals that would have told, and were not measured. */
  blind: Blind[];
  /** When the oldest of its readings was taken; absent where it rests on changes alone, or on nothing. */
  readAt?: Instant;
}

/** The part of an incident that this needs. */
export type Scene = Omit<SuspectScene, 'diagnosis'> & {
  diagnosis: SuspectScene['diagnosis'] & { path: readonly Walked[] };
};

/** What was read longer ago shows how it was, and answers nothing. */
const fresh: Duration = 10 * minute;

/**
 * Judges the answers that can be given now by the newest readings and the changes that are known. While the system is
 * stopped it reads what was measured before that.
 * @param now what was read more than ten minutes before it is not measured; left out where it is only shown with its time
 */
export function preAnswer(incident: Scene, now?: Instant): PreAnswer {
  const tree = incident.plan.diagnosis;
  const offered = tree === undefined ? [] : answersNow(tree, incident.diagnosis.path);
  const judged = offered.flatMap((answer) => judgeAnswer(incident, answer, now));
  const held = judged.filter(({ holds }) => holds);
  // A symptom only leads to a question, so an answer goes before it.
  const answers = held.filter(({ id }) => !isHint(id));
  const chosen = answers.length > 0 ? answers : held;
  const blind = judged.flatMap((one) => one.blind);
  const several = chosen.length > 1 ? chosen.map(({ id }) => id) : [];
  const [only] = chosen;
  if (only === undefined || several.length > 0)
    return { facts: chosen.flatMap(({ facts }) => facts), several, blind: eachOnce(blind) };
  const readAt = oldest(only.facts);
  return {
    answer: only.id,
    facts: only.facts,
    several,
    blind: eachOnce(blind),
    ...(readAt !== undefined && { readAt }),
  };
}

/** True where a question has an answer that airb can judge. */
export function canBeRead({ answers }: DiagnosisCheck): boolean {
  return answers.some(({ when = [] }) => when.length > 0);
}

interface JudgedAnswer {
  id: string;
  holds: boolean;
  facts: Fact[];
  blind: Blind[];
}

function judgeAnswer(
  incident: Scene,
  { id, when = [] }: DiagnosisAnswer,
  now: Instant | undefined,
): JudgedAnswer[] {
  if (when.length === 0) return [];
  const facts: Fact[] = [];
  const blind: Blind[] = [];
  let missed = false;
  for (const condition of when) {
    const found =
      'changed' in condition ? changeFact(incident, condition) : signalFact(incident, condition, now);
    if (found === undefined) missed = true;
    else if ('from' in found) facts.push(found);
    else blind.push(found);
  }
  // An answer that is out already needs no further measuring.
  return [{ id, holds: !missed && blind.length === 0, facts, blind: missed ? [] : blind }];
}

function signalFact(
  incident: Scene,
  condition: SignalCondition,
  now: Instant | undefined,
): Fact | Blind | undefined {
  const stop = stopInForce(incident)?.appliedAt;
  const judged = judgeCondition(condition, incident.plan, (name) => {
    const reading = newestBefore(incident, name, stop);
    const until = stop ?? now;
    if (reading?.value === undefined || until === undefined || until - reading.at <= fresh) return reading;
    const { value: _, ...rest } = reading;
    return { ...rest, problem: `last read at ${clockTime(reading.at)} UTC` };
  });
  if ('met' in judged) return { from: 'signal', ...judged.met };
  return 'blind' in judged ? judged.blind : undefined;
}

/** What is read while the system is off is of nothing. */
function newestBefore({ readings }: Scene, name: string, stop: Instant | undefined): Reading | undefined {
  for (const set of readings.toReversed()) {
    if (stop !== undefined && set.sampledAt >= stop) continue;
    const found = set.readings.find(({ signal }) => signal === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The likeliest change that meets it. That nobody told of a change proves nothing, so it is no fact. */
function changeFact(
  incident: Scene,
  { changed, within }: { changed: readonly string[]; within: Duration },
): Fact | undefined {
  for (const suspect of changedSuspects(incident)) {
    if (suspect.seen) {
      const { part, value, share, risen } = suspect.seen;
      const since = risen?.within === 'hour' || (risen?.within === 'day' && within >= 24 * hour);
      if (since && changed.includes(part.kind)) return { from: 'traffic', part: part.id, value, share };
      continue;
    }
    const { change, part, minutesBefore, misdated } = suspect;
    const near = misdated === undefined && minutesBefore >= 0 && minutesBefore * minute <= within;
    if (!near || !changed.includes(part?.kind ?? change.kind)) continue;
    const versions = {
      ...(change.from !== undefined && { was: change.from }),
      ...(change.to !== undefined && { is: change.to }),
    };
    const what = change.part ?? change.kind;
    return { from: 'change', change: change.id, part: what, ...versions, minutesBefore };
  }
  return undefined;
}

function oldest(facts: Fact[]): Instant | undefined {
  const times = facts.flatMap((fact) => (fact.from === 'signal' ? [fact.at] : []));
  return times.length === 0 ? undefined : Math.min(...times);
}

function eachOnce(blind: Blind[]): Blind[] {
  return blind.filter(({ signal }, place) => blind.findIndex((one) => one.signal === signal) === place);
}
