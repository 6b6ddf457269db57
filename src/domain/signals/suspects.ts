import type { PlanPart } from '../incident/plan.ts';
import type { Facts } from '../incident/state.ts';
import { inWords, minute } from '../time.ts';
import type { Change } from './change.ts';

export interface Suspect {
  change: Change;
  part?: PlanPart;
  /** Before the start of the symptom; negative when it came after. */
  minutesBefore: number;
  because: string;
}

/**
 * Recent changes, most suspect first. A prompt changed within two hours of the start is the prime suspect (requirement
 * R5); after that the runbook's own order of likelihood decides, then nearness in time. What came after the symptom
 * began can't have caused it and goes last.
 */
export function rankSuspects(incident: Facts): Suspect[] {
  return incident.changes
    .map((change) => suspectOf(incident, change))
    .sort((a, b) => score(incident, b) - score(incident, a) || a.minutesBefore - b.minutesBefore);
}

/** The most likely change whose part has not been taken back yet. */
export function nextSuspect(incident: Facts): Suspect | undefined {
  const treated = new Set(
    incident.containments.filter((c) => c.status === 'applied' || c.status === 'judged').map((c) => c.part),
  );
  return rankSuspects(incident).find(
    (suspect) => suspect.part !== undefined && !treated.has(suspect.part.id) && suspect.minutesBefore >= 0,
  );
}

function suspectOf(incident: Facts, change: Change): Suspect {
  const part =
    incident.plan.parts.find((candidate) => candidate.id === change.part) ??
    incident.plan.parts.find((candidate) => candidate.kind === change.kind);
  const before = incident.startedAt - change.at;
  const when = before >= 0 ? `${inWords(before)} before the start` : `${inWords(before)} after the start`;
  return {
    change,
    part,
    minutesBefore: Math.round(before / minute),
    because: `${change.kind} changed ${when}`,
  };
}

function score(incident: Facts, suspect: Suspect): number {
  if (suspect.minutesBefore < 0) return -1000;
  const prime = suspect.change.kind === 'prompt' && suspect.minutesBefore <= 120 ? 100 : 0;
  const place = incident.plan.suspects.indexOf(suspect.change.kind);
  return prime + (place < 0 ? 0 : 50 - place * 5);
}
