import type { Plan, PlanPart } from '../runbooks/plan.ts';
import { type Change, isMisdated } from '../signals/change.ts';
import { type Instant, inWords, minute } from '../time.ts';

/** The part of an incident that says what may have caused it. */
export interface Scene {
  plan: Pick<Plan, 'parts' | 'suspects'>;
  changes: Change[];
  startedAt: Instant;
  containments: { part: string; status: string }[];
}

/** A recorded change, or a part whose version is not pinned and can change without a recorded change. */
export type Suspect = ChangedSuspect | UnpinnedSuspect;

export interface ChangedSuspect {
  change: Change;
  part?: PlanPart;
  /** Minutes before the start of the symptom; negative when the change came after it. */
  minutesBefore: number;
  /** Its sender dated it in the future, so nobody knows when it was made. */
  misdated?: true;
  because: string;
}

interface UnpinnedSuspect {
  change?: undefined;
  part: PlanPart;
  because: string;
}

/**
 * Recent changes, most suspect first. A prompt changed within two hours of the start is the prime suspect (requirement
 * R5). After that the runbook's order of likelihood decides, then nearness in time. A change that came after the
 * symptom began can't have caused it and goes last; before it goes one whose time is not known. A part whose version is not pinned is a suspect by itself, behind
 * the recorded changes of the last two hours.
 */
export function rankSuspects(incident: Scene): Suspect[] {
  const changed = changedSuspects(incident);
  const recent = changed.findLastIndex(
    ({ minutesBefore, misdated }) => !misdated && minutesBefore >= 0 && minutesBefore <= lately,
  );
  const seen = new Set(
    changed.flatMap(({ part, minutesBefore }) => (part && minutesBefore >= 0 ? [part.id] : [])),
  );
  const unpinned = incident.plan.parts
    .filter(({ id, pinned }) => pinned === false && !seen.has(id))
    .map((part): Suspect => ({ part, because: unpinnedBecause(part) }));
  return [...changed.slice(0, recent + 1), ...unpinned, ...changed.slice(recent + 1)];
}

/** Only the recorded changes, most suspect first. */
export function changedSuspects(incident: Scene): ChangedSuspect[] {
  return incident.changes
    .map((change) => suspectOf(incident, change))
    .sort((a, b) => score(incident, b) - score(incident, a) || a.minutesBefore - b.minutesBefore);
}

/** Minutes within which a changed prompt is the prime suspect (requirement R5). */
const lately = 120;

function unpinnedBecause({ kind, live }: PlanPart): string {
  return `${kind} ${kind === 'model' ? 'alias ' : ''}${live} is not pinned: it can change without a change being recorded`;
}

/** The most likely suspect whose part has not been rolled back yet. */
export function nextSuspect(incident: Scene): Suspect | undefined {
  const treated = new Set(
    incident.containments.filter((c) => c.status === 'applied' || c.status === 'judged').map((c) => c.part),
  );
  return rankSuspects(incident).find(
    (suspect) =>
      suspect.part !== undefined &&
      !treated.has(suspect.part.id) &&
      (suspect.change === undefined || suspect.minutesBefore >= 0),
  );
}

function suspectOf(incident: Scene, change: Change): ChangedSuspect {
  const part =
    incident.plan.parts.find((candidate) => candidate.id === change.part) ??
    incident.plan.parts.find((candidate) => candidate.kind === change.kind);
  const before = incident.startedAt - change.at;
  const when = before >= 0 ? `${inWords(before)} before the start` : `${inWords(before)} after the start`;
  if (isMisdated(change)) {
    const because = `${change.kind} changed at an unknown time, as its sender dated it ahead`;
    return { change, part, minutesBefore: Math.round(before / minute), misdated: true, because };
  }
  return {
    change,
    part,
    minutesBefore: Math.round(before / minute),
    because: `${change.kind} changed ${when}`,
  };
}

function score(incident: Scene, suspect: ChangedSuspect): number {
  if (suspect.misdated) return -500;
  if (suspect.minutesBefore < 0) return -1000;
  const prime = suspect.change.kind === 'prompt' && suspect.minutesBefore <= lately ? 100 : 0;
  const place = incident.plan.suspects.indexOf(suspect.change.kind);
  return prime + (place < 0 ? 0 : 50 - place * 5);
}
