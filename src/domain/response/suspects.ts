import type { PlanPart } from '../runbooks/plan.ts';
import { type Change, isMisdated } from '../signals/change.ts';
import { show } from '../signals/reading.ts';
import { clockTime, inWords, minute, minutesBetween } from '../time.ts';
import { changesWithFate, type Fate } from './superseded.ts';
import { diagnosedParts, type Scene, unlikely, weigh, weights, wordsOf } from './suspicion.ts';
import { type Unannounced, unannounced } from './unannounced.ts';

/** A recorded change, a version in the traffic that nobody announced, or a part that can change without a recorded change. */
export type Suspect = ChangedSuspect | TrafficSuspect | UnpinnedSuspect;

export interface ChangedSuspect {
  change: Change;
  seen?: undefined;
  part?: PlanPart;
  /** Minutes before the start of the symptom; negative when the change came after it. */
  minutesBefore: number;
  /** Its sender dated it in the future, so nobody knows when it was made. */
  misdated?: true;
  /** What speaks for it besides its time, in words, strongest first. */
  reasons: string[];
  /** The signals that a change of it shows in are all in order. */
  unlikely?: true;
  /** It was taken back or replaced since, so there is nothing of it to roll back. */
  superseded?: Fate['superseded'];
  /** It was taken back, and is live all the same. */
  again?: Fate['again'];
  because: string;
}

interface TrafficSuspect {
  change?: undefined;
  seen: Unannounced;
  part: PlanPart;
  reasons: string[];
  unlikely?: true;
  because: string;
}

interface UnpinnedSuspect {
  change?: undefined;
  seen?: undefined;
  part: PlanPart;
  reasons: string[];
  unlikely?: true;
  because: string;
}

/** Minutes within which a changed prompt is the prime suspect (requirement R5). */
const lately = 120;

/**
 * Recent changes, most suspect first. A change that came after the symptom began can't have caused it and goes last;
 * before it goes one whose time is not known. What the traffic shows and nobody announced stands among them. A part
 * whose version is not pinned is a suspect by itself, behind what changed in the last two hours, shows in the signals or
 * is pointed at by the diagnosis, unless the diagnosis points at it itself.
 */
export function rankSuspects(incident: Scene): Suspect[] {
  const changed: Suspect[] = inOrder([...scoredChanges(incident), ...scoredTraffic(incident)]);
  const pointedAt = diagnosedParts(incident);
  const recent = changed.findLastIndex(
    (one) => isRecent(one) || isShown(one) || (one.part !== undefined && pointedAt.includes(one.part.id)),
  );
  const seen = new Set(
    changed.flatMap((one) => (one.part && (!one.change || one.minutesBefore >= 0) ? [one.part.id] : [])),
  );
  const unpinned = incident.plan.parts
    .filter(({ id, pinned }) => pinned === false && !seen.has(id))
    .map((part): UnpinnedSuspect => {
      const found = weigh(incident, part);
      const reasons = wordsOf(found);
      return { part, reasons, ...unlikely(found), because: [unpinnedBecause(part), ...reasons].join('; ') };
    });
  const diagnosed = unpinned.filter(({ part }) => pointedAt.includes(part.id));
  const others = unpinned.filter(({ part }) => !pointedAt.includes(part.id));
  return [...diagnosed, ...changed.slice(0, recent + 1), ...others, ...changed.slice(recent + 1)];
}

/** What changed, recorded or seen, most suspect first; without what only could have. */
export function changedSuspects(incident: Scene): (ChangedSuspect | TrafficSuspect)[] {
  return inOrder([...scoredChanges(incident), ...scoredTraffic(incident)]);
}

type Scored<T> = { score: number; suspect: T };

function scoredChanges(incident: Scene): Scored<ChangedSuspect>[] {
  return changesWithFate(incident).map(({ change, fate }) => {
    const { score, ...suspect } = suspectOf(incident, change);
    return { score: fated(score, fate), suspect: withFate(suspect, fate) };
  });
}

/** What was superseded goes behind everything that may still be rolled back, before what came after the start. */
function fated(score: number, { superseded, again }: Fate): number {
  if (again !== undefined) return score + weights.again;
  return superseded === undefined ? score : Math.min(score, score / 1000 - 600);
}

function withFate(suspect: ChangedSuspect, fate: Fate): ChangedSuspect {
  const { superseded, again } = fate;
  const word = superseded && (superseded.takenBack ? 'taken back' : 'replaced');
  const words = again
    ? [`rolled back at ${clockTime(again.takenBack.at)} UTC, and ${again.live} is live all the same`]
    : superseded
      ? [`${word} at ${clockTime(superseded.by.at)} UTC`]
      : [];
  return { ...suspect, ...fate, because: [suspect.because, ...words].join('; ') };
}

function scoredTraffic(incident: Scene): Scored<TrafficSuspect>[] {
  return unannounced(incident).map((seen) => trafficSuspect(incident, seen));
}

/** The highest score first; of two alike the one nearer to the start. */
function inOrder(scored: Scored<ChangedSuspect | TrafficSuspect>[]): (ChangedSuspect | TrafficSuspect)[] {
  const near = ({ suspect }: (typeof scored)[number]) => (suspect.change ? suspect.minutesBefore : lately);
  return scored.sort((a, b) => b.score - a.score || near(a) - near(b)).map(({ suspect }) => suspect);
}

/** Its signals are off, and it was neither taken back nor replaced. */
function isShown(suspect: Suspect): boolean {
  const gone = suspect.change !== undefined && suspect.superseded !== undefined;
  return suspect.reasons.length > 0 && !suspect.unlikely && !gone;
}

/** In the last two hours, as far as is known; of the traffic, what an hour before was not there. */
function isRecent(suspect: Suspect): boolean {
  if (suspect.seen) return suspect.seen.risen !== undefined;
  if (!suspect.change || suspect.misdated || suspect.superseded) return false;
  if (suspect.again) return true;
  return suspect.minutesBefore >= 0 && suspect.minutesBefore <= lately;
}

/** Its time is only known as well as it was asked for: within the hour, or within the day, before the symptom. */
function trafficSuspect(incident: Scene, seen: Unannounced): Scored<TrafficSuspect> {
  const { part, value, risen, share } = seen;
  const found = weigh(incident, part);
  const reasons = wordsOf(found);
  const place = incident.plan.suspects.indexOf(part.kind);
  const order = place < 0 ? 0 : Math.max(0, weights.order - place * 5);
  const fresh = risen?.within === 'hour';
  const prompt = part.kind === 'prompt' && fresh ? weights.prompt : 0;
  const near = risen === undefined ? 0 : weights.near * risen.by * (fresh ? 1 : 0.5);
  const score = found.reduce((sum, { weight }) => sum + weight, prompt + order + near);
  const because = `${part.kind} ${value} has ${show(share, 'ratio')} of the traffic, announced by nobody`;
  const suspect = { seen, part, reasons, ...unlikely(found), because: [because, ...reasons].join('; ') };
  return { score, suspect };
}

/**
 * The most likely suspect whose part has not been changed yet by an action of this incident. One that the signals speak
 * against is not offered: its rollback could only do harm.
 */
export function nextSuspect(incident: Scene): Suspect | undefined {
  const treated = new Set(
    incident.containments.filter((c) => c.status === 'applied' || c.status === 'judged').map((c) => c.part),
  );
  return rankSuspects(incident).find(
    (suspect) =>
      suspect.part !== undefined &&
      !suspect.unlikely &&
      !(suspect.change && suspect.superseded) &&
      !treated.has(suspect.part.id) &&
      (suspect.change === undefined || suspect.minutesBefore >= 0),
  );
}

function unpinnedBecause({ kind, live }: PlanPart): string {
  return `${kind} ${kind === 'model' ? 'alias ' : ''}${live} is not pinned: it can change without a change being recorded`;
}

/** `40 min`, `4 h 31 min`: how far a change is from the start, told the same wherever it is. */
export function distance(minutes: number): string {
  const away = Math.abs(minutes);
  return away < lately ? `${away} min` : inWords(away * minute);
}

function suspectOf(incident: Scene, change: Change): ChangedSuspect & { score: number } {
  const { plan, startedAt } = incident;
  const part =
    plan.parts.find((candidate) => candidate.id === change.part) ??
    plan.parts.find((candidate) => candidate.kind === change.kind);
  const began = incident.feltAt ?? startedAt;
  const before = began - change.at;
  const minutesBefore = minutesBetween(change.at, began);
  const facts = { change, minutesBefore, ...(part && { part }) };
  if (isMisdated(change)) {
    const because = `${change.kind} changed at an unknown time, as its sender dated it ahead`;
    return { ...facts, misdated: true, reasons: [], because, score: -500 };
  }
  const when = `${distance(minutesBefore)} ${before >= 0 ? 'before' : 'after'} the start`;
  const because = `${change.kind} changed ${when}`;
  if (before < 0) return { ...facts, reasons: [], because, score: -1000 };
  const found = part ? weigh(incident, part) : [];
  const reasons = wordsOf(found);
  const prompt = change.kind === 'prompt' && minutesBefore <= lately ? weights.prompt : 0;
  const place = plan.suspects.indexOf(change.kind);
  const order = place < 0 ? 0 : Math.max(0, weights.order - place * 5);
  const near = weights.near * Math.max(0, 1 - minutesBefore / lately);
  const score = found.reduce((sum, { weight }) => sum + weight, prompt + order + near);
  return { ...facts, reasons, ...unlikely(found), because: [because, ...reasons].join('; '), score };
}
