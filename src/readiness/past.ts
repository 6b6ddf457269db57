import type { Opened } from '../domain/incident/state.ts';
import type { Verdict } from '../domain/response/verdict.ts';
import type { Alert } from '../domain/signals/alert.ts';
import { type Duration, day, type Instant } from '../domain/time.ts';

/** Older incidents say nothing about readiness today. */
export const lookBack: Duration = 180 * day;

/** A rollback that was carried out through airb and then measured. */
export interface PastRollback {
  part: string;
  at: Instant;
  verdict: Verdict;
}

/** What one incident tells about the readiness of its system. */
export interface PastIncident {
  number: number;
  system: string;
  private: boolean;
  openedAt: Instant;
  alerts: Alert[];
  /** True when no runbook matched its alerts, so that the generic one was used. */
  unmapped: boolean;
  rollbacks: PastRollback[];
  /** Absent while it is open, and when it was cancelled. */
  resolvedAt?: Instant;
  /** Steps of its checklist that somebody did. */
  stepsDone: number;
  postmortem: { drafted: boolean; dueAt?: Instant };
}

/** A drill that came to its end, or was stopped. */
export interface PastDrill {
  number: number;
  system: string;
  at: Instant;
  /** The scenario that was played. */
  scenario: string;
  points: number;
  /** False where it was not passed, or was stopped; then it is no practice. */
  passed: boolean;
  stopped: boolean;
}

/** The drill an incident was; undefined while it runs, and for what is real. */
export function pastDrill(incident: Opened): PastDrill | undefined {
  const { number, plan, openedAt, drill } = incident;
  if (drill?.score === undefined) return undefined;
  const { points, passed, ended, lasted } = drill.score;
  const system = plan.system.id;
  return {
    number,
    system,
    at: openedAt + lasted,
    scenario: drill.scenario,
    points,
    passed,
    stopped: ended === 'stopped',
  };
}

/** The facts of an incident that readiness needs. */
export function pastIncident(incident: Opened): PastIncident {
  const { number, plan, openedAt, unmapped } = incident;
  const resolvedAt = incident.phase === 'resolved' ? incident.resolvedAt : undefined;
  return {
    number,
    system: plan.system.id,
    private: incident.private,
    openedAt,
    alerts: incident.alerts.map(({ alert }) => alert),
    unmapped: unmapped && incident.alerts.length > 0,
    rollbacks: incident.containments.flatMap(({ part, appliedAt, verdict }) =>
      appliedAt === undefined || verdict === undefined || verdict === 'unknown'
        ? []
        : [{ part, at: appliedAt, verdict }],
    ),
    ...(resolvedAt !== undefined && { resolvedAt }),
    stepsDone: Object.values(incident.steps).filter(({ status }) => status === 'done').length,
    postmortem: {
      drafted: incident.drafts > 0,
      ...(resolvedAt !== undefined && { dueAt: resolvedAt + plan.postmortemDueDays * day }),
    },
  };
}
