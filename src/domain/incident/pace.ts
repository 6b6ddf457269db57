import { type Duration, type Instant, minute } from '../time.ts';
import type { Containment, Opened } from './state.ts';

/** The stretches of a response in which time can be lost. */
export type GapOf = 'detection' | 'acknowledgement' | 'diagnosis' | 'approval' | 'containment';

/** One stretch: from what, to what, and how long it may take before it counts as slow. */
export interface Gap {
  of: GapOf;
  from: Instant;
  to: Instant;
  limit: Duration;
  slow: boolean;
}

/**
 * What counts as slow. An acknowledgement is slow once the page has climbed, so its limit is the first step of the
 * escalation policy where there is one. The others are round numbers: a rule waits ten minutes before it fires, the
 * first fifteen minutes are for the cause, and a rollback that waits longer than five is waiting for a person.
 */
export const limits: Record<GapOf, Duration> = {
  detection: 10 * minute,
  acknowledgement: 5 * minute,
  diagnosis: 15 * minute,
  approval: 5 * minute,
  containment: 15 * minute,
};

/** The stretches of a response that the log knows both ends of, in the order they come. */
export function gapsOf(incident: Opened): Gap[] {
  const { milestones, feltAt, openedAt, plan } = incident;
  const { detected, acknowledged, diagnosed, contained } = milestones;
  const answered = plan.escalation[0]?.after ?? limits.acknowledgement;
  const waited = longestWait(incident.containments);
  const begun = Math.max(...[openedAt, acknowledged, diagnosed].filter((at) => isBefore(at, contained)));
  return [
    gap('detection', { from: feltAt, to: detected }),
    gap('acknowledgement', { from: openedAt, to: acknowledged, limit: answered }),
    gap('diagnosis', { from: acknowledged ?? openedAt, to: diagnosed }),
    gap('approval', { from: waited?.requestedAt, to: waited?.startedAt }),
    gap('containment', { from: begun, to: contained }),
  ].filter((one) => one !== undefined);
}

function isBefore(at: Instant | undefined, end: Instant | undefined): at is Instant {
  return at !== undefined && (end === undefined || at < end);
}

function gap(
  of: GapOf,
  {
    from,
    to,
    limit = limits[of],
  }: { from?: Instant | undefined; to?: Instant | undefined; limit?: Duration },
): Gap | undefined {
  if (from === undefined || to === undefined || to < from) return undefined;
  // A few seconds over a limit of minutes is not slow.
  return { of, from, to, limit, slow: to - from >= limit + minute };
}

/** The deed that waited longest for those who had to approve it. */
function longestWait(deeds: Containment[]): Containment | undefined {
  const waited = deeds.filter(
    ({ approvalsNeeded, startedAt }) => approvalsNeeded > 0 && startedAt !== undefined,
  );
  const time = ({ startedAt = 0, requestedAt }: Containment) => startedAt - requestedAt;
  return waited.reduce<Containment | undefined>(
    (longest, one) => (longest === undefined || time(one) > time(longest) ? one : longest),
    undefined,
  );
}
