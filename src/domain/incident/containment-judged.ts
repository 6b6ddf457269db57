import { nextSuspect } from '../response/suspects.ts';
import { judge } from '../response/verdict.ts';
import type { Instant } from '../time.ts';
import type { CommandOf } from './commands.ts';
import type { IncidentEvent } from './events.ts';
import type { Containment, Opened } from './state.ts';

/** What a rollback did, once the signals were read after it. */
export function judged(
  { at, by, purpose, sampledAt }: CommandOf<'readings'>,
  after: Opened,
): IncidentEvent[] {
  if (purpose.for !== 'containment') return [];
  const containment = after.containments.find((known) => known.id === purpose.action);
  if (containment === undefined || containment.status !== 'applied') return [];
  const { verdict: measured, signals } = judge(after.plan, containment.before, containment.after);
  const overlaps = changedMeanwhile(after, containment, sampledAt);
  // Two changes at once: the numbers are true, but nobody can say which of the two they come from.
  const verdict = overlaps.length > 0 ? 'unknown' : measured;
  const suspect = verdict === 'contained' ? undefined : nextSuspect(after)?.part?.id;
  const event = { at, by, type: 'containment.judged', action: containment.id, verdict, signals } as const;
  return [{ ...event, nextSuspect: suspect, ...(overlaps.length > 0 && { overlaps }) }];
}

/** Parts that another rollback or a change moved between the reading before this one and the reading after it. */
function changedMeanwhile(incident: Opened, own: Containment, sampledAt: Instant): string[] {
  const from = own.startedAt ?? own.appliedAt ?? sampledAt;
  const within = (at: Instant | undefined) => at !== undefined && at > from && at <= sampledAt;
  const rolled = incident.containments.filter((one) => one.id !== own.id && within(one.appliedAt));
  const changed = incident.changes.filter((one) => one.to !== undefined && within(one.at));
  return [...new Set([...rolled.map(({ part }) => part), ...changed.map(({ part, kind }) => part ?? kind)])];
}
