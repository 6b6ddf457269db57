import { aboutSignal } from '../response/onset.ts';
import type { Instant } from '../time.ts';
import { timeOf } from './milestones.ts';
import type { Opened } from './state.ts';

/** From when until when users felt an incident. */
export interface FeltFor {
  from: Instant;
  to: Instant;
  /** True where it was measured normal by then; otherwise the end is that of the incident. */
  measured: boolean;
  /** True where it is about money, which no user feels. */
  costOnly: boolean;
}

/**
 * How long users felt it: the one figure that chat, stakeholders and the postmortem tell. It ends when everything that
 * recovery is judged by was in range, and not when somebody closed the incident, which is later.
 * @param endedAt when the incident was resolved; stands in where nobody measured
 */
export function feltFor(incident: Opened, endedAt: Instant): FeltFor {
  const from = timeOf(incident, 'felt') ?? incident.startedAt;
  const { normalSince, corrected } = incident;
  const costOnly = isCostOnly(incident);
  // What had held before somebody closed it against the metrics did not last until the end.
  const against = incident.phase === 'resolved' && incident.override !== undefined;
  if (normalSince === undefined || against) return { from, to: endedAt, measured: false, costOnly };
  // Who says that it had recovered earlier says so of what users felt as well.
  const said = corrected?.recovered?.to ?? normalSince;
  return { from, to: Math.max(from, Math.min(normalSince, said)), measured: true, costOnly };
}

/** Whether the signal the incident is about counts money. */
export function isCostOnly(incident: Pick<Opened, 'plan' | 'alerts'>): boolean {
  return aboutSignal(incident)?.unit === 'usd';
}
