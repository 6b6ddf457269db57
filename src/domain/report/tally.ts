import { type Containment, isOpen, type Opened, type Phase } from '../incident/state.ts';
import type { Severity } from '../people.ts';
import { completeness } from '../response/evidence.ts';
import { containmentFor, putsBack } from '../response/stops.ts';
import { heldInRange } from '../response/verdict.ts';
import type { Category, ContainmentKind } from '../runbooks/runbook.ts';
import type { Instant } from '../time.ts';
import { type Afterwards, afterwardsOf } from './afterwards.ts';

/**
 * Which fold made a tally. Raise it with every change of what `tallyOf` counts: tallies of an older shape are made anew
 * from the log when they are next asked for.
 */
export const tallyShape = 2;

/** The moments of an incident that the report times, in the order in which they come. */
export const steps = ['acknowledged', 'diagnosed', 'contained', 'recovered', 'resolved'] as const;
export type Step = (typeof steps)[number];

/**
 * What became of a containment. `unmeasured`: it took effect, and nobody can say whether it helped, because nothing was
 * measured or the system does nothing any more. `not done`: declined, called off, or it failed. `waiting`: not known yet.
 */
export const containmentOutcomes = [
  'worked',
  'partly',
  'no help',
  'unmeasured',
  'not done',
  'waiting',
] as const;
export type ContainmentOutcome = (typeof containmentOutcomes)[number];

/** What the program report counts of one incident. No text of anybody is in it: ids, numbers and moments alone. */
export interface Tally extends Afterwards {
  number: number;
  system: string;
  failure: string;
  /** What kind of cause it was, once somebody or the diagnosis said so. */
  kind?: Category;
  severity: Severity;
  /** The highest it ever had. */
  worst: Severity;
  private: boolean;
  phase: Exclude<Phase, 'none'>;
  /** When users began to feel it, as far as anybody knows. */
  startedAt: Instant;
  openedAt: Instant;
  reached: Partial<Record<Step, Instant>>;
  alerts: number;
  /** Whether a runbook was there for what it opened with; the generic one is none. */
  mapped: boolean;
  containments: { kind: 'rollback' | ContainmentKind; outcome: ContainmentOutcome }[];
  evidence: { have: number; of: number };
  /** Promised updates: a person wrote in time, wrote too late, or the time went by and airb spoke instead. */
  updates: { onTime: number; late: number; missed: number };
  /** Approvals that were given, deeds done against the evidence or the metrics, and rules broken in an emergency. */
  approvals: { given: number; overridden: number; breakGlass: number };
  pages: { sent: number; unreached: number };
  /** How often it came back or somebody opened it again. */
  openedAgain: number;
}

/** What the report counts of an incident as it stands. Pure, and quick however long its log is. */
export function tallyOf(incident: Opened): Tally {
  const { plan, milestones, evidence, paging } = incident;
  const { have, of } = completeness(incident);
  const { acknowledged, diagnosed, contained, recovered, resolved } = milestones;
  return {
    number: incident.number,
    system: plan.system.id,
    failure: incident.failure,
    ...(incident.category && { kind: incident.category.category }),
    severity: incident.severity,
    worst: incident.worst,
    private: incident.private,
    phase: incident.phase,
    startedAt: incident.startedAt,
    openedAt: incident.openedAt,
    reached: defined({
      ...{ acknowledged, diagnosed, contained, recovered },
      // What came back is not resolved, whenever it once was.
      resolved: incident.phase === 'resolved' ? resolved : undefined,
    }),
    alerts: incident.alerts.length,
    mapped: !incident.unmapped,
    containments: incident.containments.flatMap((one) => containmentIn(incident, one)),
    evidence: { have: evidence.length === 0 ? 0 : have, of },
    updates: updatesOf(incident),
    approvals: approvalsOf(incident),
    pages: { sent: paging.sent.length, unreached: paging.failed?.length ?? 0 },
    openedAgain: paging.reopened ?? 0,
    ...afterwardsOf(incident),
  };
}

function defined(reached: Record<Step, Instant | undefined>): Tally['reached'] {
  return Object.fromEntries(Object.entries(reached).filter(([, at]) => at !== undefined));
}

/** None for a deed that only takes an earlier one back: that the fallback ended says nothing of whether it helped. */
function containmentIn(incident: Opened, one: Containment): Tally['containments'] {
  if (putsBack(incident, one) !== undefined) return [];
  const kind = containmentFor(incident, one)?.kind ?? 'rollback';
  return [{ kind, outcome: outcomeOf(incident, one) }];
}

const judged: Record<NonNullable<Containment['verdict']>, ContainmentOutcome> = {
  contained: 'worked',
  'partly contained': 'partly',
  mixed: 'no help',
  'no effect': 'no help',
  worse: 'no help',
  stopped: 'unmeasured',
  unknown: 'unmeasured',
};

function outcomeOf(incident: Opened, one: Containment): ContainmentOutcome {
  const { verdict, status, appliedAt } = one;
  // All was in range before it too.
  if (heldInRange(incident.plan, one)) return 'unmeasured';
  if (verdict !== undefined) return judged[verdict];
  if (appliedAt !== undefined) return isOpen(incident) ? 'waiting' : 'unmeasured';
  const over = status === 'declined' || status === 'dropped' || status === 'stopped' || status === 'failed';
  return over || !isOpen(incident) ? 'not done' : 'waiting';
}

function updatesOf({ updates, cadence }: Opened): Tally['updates'] {
  const owed = updates.filter(({ automatic, owedAt }) => !automatic && owedAt !== undefined);
  const onTime = owed.filter(({ at, owedAt = at }) => at <= owedAt).length;
  // A late one comes after at least one deadline that was missed; it is the same promise.
  const late = owed.length - onTime;
  return { onTime, late, missed: Math.max(0, cadence.missed - late) };
}

function approvalsOf(incident: Opened): Tally['approvals'] {
  const { containments, brokenGlass } = incident;
  const overridden = containments.filter(({ evidenceOverride }) => evidenceOverride !== undefined).length;
  const ended = incident.phase === 'resolved' && incident.override !== undefined ? 1 : 0;
  return {
    given: containments.reduce((sum, { approvals }) => sum + approvals.length, 0),
    overridden: overridden + ended,
    breakGlass: brokenGlass.length,
  };
}
