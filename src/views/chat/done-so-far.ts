import type { Containment, Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { capital, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { eachOnce } from '../../domain/response/same-change.ts';
import { inForce, measuredWith, stopInForce } from '../../domain/response/stops.ts';
import { heldInRange } from '../../domain/response/verdict.ts';
import type { Change } from '../../domain/signals/change.ts';
import { clockTime, type Instant } from '../../domain/time.ts';
import { deedTitle } from './in-force.ts';
import { isBack, isBlind, keySignal, latestReading, measured } from './measures.ts';
import { move, tookPhrase } from './naming.ts';
import { clip, lower } from './spans.ts';
import { changeMove } from './suspect-lines.ts';

/** What responders are doing, by the phase; it claims nothing that the log does not hold. */
export function phaseText(incident: Opened): string {
  switch (incident.phase) {
    case 'triage':
      if (incident.paging.acknowledged) return 'A responder is looking into it.';
      return incident.paging.sent.length > 0
        ? 'Responders have been paged.'
        : 'No responder has confirmed yet.';
    case 'mitigating':
      return isContained(incident)
        ? 'The effect was measured as contained; recovery is still to be verified.'
        : 'Responders are working to reduce the effect.';
    case 'verifying':
      return 'Recovery is being watched.';
    default:
      return isOpen(incident) ? '' : 'The incident is closed.';
  }
}

/** True where the last thing that was measured contained it, and the newest reading says so as well. */
export function isContained(incident: Opened): boolean {
  const judged = incident.containments.findLast(({ verdict }) => verdict !== undefined);
  return judged?.verdict === 'contained' && isBack(incident);
}

/**
 * What was changed and still is, what is on its way, and what was put back: an action that was undone is never told as
 * one that stands.
 */
export function doneText(incident: Opened): string {
  const applied = incident.containments.filter((action) => action.appliedAt !== undefined);
  const stands = applied.filter(({ part, to }) => (incident.versions[part] ?? to) === to);
  const back = applied.filter((action) => !stands.includes(action) && !undoneBy(action, applied));
  const told = [
    ...stands.slice(-3).map((action) => appliedText(incident, action)),
    ...back.slice(-2).map((action) => `${capital(move(action))} was tried and is in place no more.`),
    ...rolledBackElsewhere(incident).slice(-2).map(elsewhereText),
    ...underWay(incident),
  ];
  return told.length === 0 ? 'Nothing has been rolled back so far.' : told.join(' ');
}

/** True when a later action of airb put the part to another version, which is told itself. */
function undoneBy(action: Containment, applied: Containment[]): boolean {
  return applied.slice(applied.indexOf(action) + 1).some(({ part }) => part === action.part);
}

function underWay(incident: Opened): string[] {
  return incident.containments.flatMap((action) => {
    const deed = capital(lower(deedTitle(incident, action)));
    if (action.status === 'waiting') return [`${deed} waits for approval.`];
    if (action.status === 'running' || action.status === 'manual') return [`${deed} is being carried out.`];
    return action.status === 'unconfirmed' ? [`${deed} is not confirmed yet.`] : [];
  });
}

/** Ways back that others took while it was open: what airb did not do may have been done all the same. */
function rolledBackElsewhere(incident: Opened): Change[] {
  const { changes, containments, plan } = incident;
  const isWayBack = ({ part, to }: Change) =>
    plan.parts.some(({ id, lastKnownGood }) => id === part && lastKnownGood === to) ||
    changes.some((earlier) => earlier.part === part && earlier.from === to);
  const byAirb = ({ part, to }: Change) =>
    containments.some((one) => one.part === part && one.to === to && one.appliedAt !== undefined);
  return eachOnce(changes).filter(
    (one) =>
      one.at >= incident.openedAt &&
      one.part !== undefined &&
      one.to !== undefined &&
      one.rollback === undefined &&
      isWayBack(one) &&
      !byAirb(one),
  );
}

function elsewhereText(change: Change): string {
  const who = change.told === undefined ? 'its tool told' : `${clip(change.by ?? 'somebody', 60)} said`;
  return `${capital(changeMove(change))} was rolled back outside airb at ${clockTime(change.at)} UTC, as ${who}.`;
}

function appliedText(incident: Opened, action: Containment): string {
  const result = resultOf(incident, action);
  return `${capital(move(action))} ${tookPhrase(action.took)} at ${clockTime(action.appliedAt ?? action.requestedAt)} UTC: ${result}.`;
}

function resultOf(incident: Opened, action: Containment): string {
  const { plan } = incident;
  const { verdict, overlaps, together, off } = action;
  const end = measuredWith(incident, action);
  if (end !== undefined) return `measured together with ${clip(end.part, 40)}`;
  if (overlaps) return 'its effect can’t be told apart from another change at the same time';
  if (off !== undefined) return `not measured by itself, as ${clip(off, 40)} was off`;
  if (verdict === 'unknown') return 'its effect could not be measured';
  if (heldInRange(plan, action)) return 'in range before and after';
  const others = together ? `, together with ${inSeries(together.map((part) => clip(part, 40)))}` : '';
  return verdict === undefined ? 'effect not measured yet' : `${verdict}${others}`;
}

/** What is off now and what users lose by it; empty where nothing is. */
export function lossText(incident: Opened): string {
  return inForce(incident)
    .map(
      ({ title, loses }) =>
        `In force: ${lower(clip(title, 80))}; users lose: ${sentenceEnd(clip(loses, 200))}`,
    )
    .join(' ');
}

/** A good number of a system that is off is no recovery: it is of nothing. */
function ofNothing(incident: Opened, at: Instant): string {
  const stop = stopInForce(incident);
  if (stop?.appliedAt === undefined || at <= stop.appliedAt) return '';
  return `, while “${clip(deedTitle(incident, stop), 80)}” is in force: that measures no recovery`;
}

/** The newest number with its moment; empty where nothing was measured. */
export function numberNow(incident: Opened): string {
  const number = measured(incident);
  if (number === undefined) return '';
  const signal = keySignal(incident);
  const at = (signal && latestReading(incident, signal.name, true)?.at) ?? incident.startedAt;
  const blind = isBlind(incident) ? '; it is not measured now' : '';
  return `${capital(number)} at ${clockTime(at)} UTC${blind || ofNothing(incident, at)}.`;
}
