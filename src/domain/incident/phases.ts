import type { Instant } from '../time.ts';
import type { Facts, Milestone, Opened } from './state.ts';

/** The facts without what only the present phase has. */
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
    reason: _reason,
    ...facts
  } = incident as Opened & Record<string, unknown>;
  return facts as unknown as Facts;
}

/** Marks a milestone the first time it is reached; a resolution counts the last time. */
export function reached<T extends Opened>(incident: T, milestone: Milestone, at: Instant): T {
  if (incident.milestones[milestone] !== undefined && milestone !== 'resolved') return incident;
  return { ...incident, milestones: { ...incident.milestones, [milestone]: at } };
}
