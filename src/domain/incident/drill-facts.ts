import type { Person } from '../people.ts';
import type { PlanRung } from '../runbooks/plan.ts';
import type { Duration, Instant } from '../time.ts';

/** What is behind the story of a drill: it decides what was right, and nobody is shown it before the end. */
export interface DrillTruth {
  /** Parts whose live version breaks it; put back, they mend it. */
  parts: string[];
  /** Causes of the runbook's tree that are right besides those that a rollback of these parts treats. */
  causes: string[];
}

/** What makes an incident a drill, as its opening says. */
export interface DrillFacts {
  /** Name of the scenario file that plays signals and targets. */
  scenario: string;
  truth: DrillTruth;
  /** Who is in it from the start; nobody else is paged, invited or written to unless they join. */
  people: Person[];
  /** The escalation policy of the system; those of it who joined are paged. */
  policy: PlanRung[];
  /** Who may approve and command on this system; those of them who joined may here, and where none did, all who joined. */
  deciders: { approvers: string[]; systemApprovers: string[]; commanders: string[] };
  /** The entry of the organization file that began it; absent where somebody did. */
  schedule?: string;
}

/** What must be shown in the handover test, in the order in which an incident asks for it. */
export const drillTasks = ['diagnose', 'rerun', 'owner', 'rollback'] as const;
export type DrillTask = (typeof drillTasks)[number];

export interface DrillResult {
  task: DrillTask;
  met: boolean;
  /** Since the opening; absent where it was not reached. */
  after?: Duration;
  /** What was seen of it, or what is missing, in words. */
  seen: string;
}

/** How a drill went, from its log alone. */
export interface DrillScore {
  results: DrillResult[];
  /** Since the opening; absent where it was not contained. */
  contained?: Duration;
  lasted: Duration;
  /** What people pressed or typed, as far as it left an entry; talking is none. */
  presses: { toContain?: number; all: number };
  /** What led away, each as a sentence without a name. */
  wrongTurns: string[];
  /** Out of 100. */
  points: number;
  /** All four tasks, and contained in time. */
  passed: boolean;
  ended: 'resolved' | 'stopped';
}

/** The drill as the log has it so far. */
export interface Drill extends Omit<DrillFacts, 'people'> {
  joined: Person[];
  /** Numbers of real incidents that began meanwhile. */
  real: number[];
  /** When people pressed or typed something, and whose the last was. */
  acts: { at: Instant[]; last: string };
  score?: DrillScore;
  startedAt: Instant;
}
