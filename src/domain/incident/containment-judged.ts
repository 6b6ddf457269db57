import { containmentFor, isUnmeasured, measuredWith, stopEndedBy, stopInForce } from '../response/stops.ts';
import { nextSuspect } from '../response/suspects.ts';
import { judge, judgeStop, relieved } from '../response/verdict.ts';
import type { Instant } from '../time.ts';
import type { CommandOf } from './commands.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Containment, Opened } from './state.ts';

type Result = Pick<EventOf<'containment.judged'>, 'verdict' | 'signals' | 'overlaps' | 'off' | 'together'>;

/** What a containment action did, once the signals were read after it. */
export function judged(
  { at, by, purpose, sampledAt }: CommandOf<'readings'>,
  after: Opened,
): IncidentEvent[] {
  if (purpose.for !== 'containment') return [];
  const containment = after.containments.find((known) => known.id === purpose.action);
  if (containment === undefined || containment.status !== 'applied') return [];
  const result = resultOf(containment, after, sampledAt);
  const known = after.containments.map((one) => (one.id === containment.id ? { ...one, ...result } : one));
  // While the system is off there is nothing to suspect by: what comes next is to switch it on, and then its verdict.
  const silent = result.off !== undefined || measuredWith(after, containment) !== undefined;
  const suspect =
    silent || relieved(after.plan, result)
      ? undefined
      : nextSuspect({ ...after, containments: known })?.part?.id;
  const base = { at, by, type: 'containment.judged', action: containment.id } as const;
  return [{ ...base, ...result, nextSuspect: suspect }];
}

function resultOf(own: Containment, incident: Opened, sampledAt: Instant): Result {
  const { plan } = incident;
  if (containmentFor(incident, own)?.stops === true) return judgeStop(plan, own.before, own.after);
  const stop = stopInForce(incident);
  if (stop !== undefined) return { verdict: 'unknown', signals: [], off: stop.part };
  const ended = stopEndedBy(incident, own);
  if (ended !== undefined) {
    // What was read while it was off is of nothing: the state before the stop is what this is measured against.
    const together = changedBetween(incident, own, [ended.appliedAt ?? ended.requestedAt, sampledAt]);
    return { ...judge(plan, ended.before, own.after), ...(together.length > 0 && { together }) };
  }
  const measured = judge(plan, own.before, own.after);
  const overlaps = changedBetween(incident, own, [own.startedAt ?? own.appliedAt ?? sampledAt, sampledAt]);
  // Two changes at once: the numbers are true, but nobody can say which of the two they come from.
  return overlaps.length > 0 ? { ...measured, verdict: 'unknown', overlaps } : measured;
}

/** Parts that another deed of airb or a change moved within a time. */
function changedBetween(incident: Opened, own: Containment, [from, to]: [Instant, Instant]): string[] {
  const within = (at: Instant | undefined) => at !== undefined && at > from && at <= to;
  const rolled = incident.containments.filter(
    (one) => one.id !== own.id && within(one.appliedAt) && !isUnmeasured(incident, one),
  );
  const changed = incident.changes.filter((one) => one.to !== undefined && within(one.at));
  return [...new Set([...rolled.map(({ part }) => part), ...changed.map(({ part, kind }) => part ?? kind)])];
}
