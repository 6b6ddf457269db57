import type { Instant } from '../time.ts';
import type { Facts, Milestone, Opened } from './state.ts';

/** The facts of an incident without the fields that only its present phase has. */
export function factsOf(incident: Opened): Facts {
  const {
    phase: _phase,
    since: _since,
    until: _until,
    held: _held,
    failing: _failing,
    resolvedAt: _resolvedAt,
    override: _override,
    cancelledAt: _cancelledAt,
    mergedAt: _mergedAt,
    into: _into,
    quiet: _quiet,
    reason: _reason,
    cancelledRed: _cancelledRed,
    ...facts
  } = incident as Opened & Record<string, unknown>;
  return facts as unknown as Facts;
}

/** Records when a milestone was first reached; for a resolution, the last time counts. */
export function reached<T extends Opened>(incident: T, milestone: Milestone, at: Instant): T {
  if (incident.milestones[milestone] !== undefined && milestone !== 'resolved') return incident;
  return { ...incident, milestones: { ...incident.milestones, [milestone]: at } };
}

/** When the present phase began. Mitigating begins with the first rollback that was not declined. */
export function phaseSince(incident: Opened): Instant {
  switch (incident.phase) {
    case 'triage':
      return incident.openedAt;
    case 'mitigating': {
      const begun = incident.containments.find((c) => c.status !== 'waiting' && c.status !== 'declined');
      return begun?.requestedAt ?? incident.openedAt;
    }
    case 'verifying':
      return incident.since;
    case 'resolved':
      return incident.resolvedAt;
    case 'cancelled':
      return incident.cancelledAt;
    case 'merged':
      return incident.mergedAt;
  }
}
