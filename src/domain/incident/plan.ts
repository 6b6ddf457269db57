import type { PersonId, RiskTier, Severity } from '../people.ts';
import type {
  Audience,
  Cadence,
  EvidenceItem,
  HttpAction,
  RecoveryCheck,
  SignalSpec,
  Step,
  UpdateTemplate,
} from '../runbooks/runbook.ts';
import type { ChangeKind } from '../signals/change.ts';
import type { Duration } from '../time.ts';

export interface PlanSection {
  id: 'triage' | 'rollback' | 'communication' | 'recovery' | 'postmortem';
  title: string;
  steps: Step[];
}

export interface PlanPart {
  id: string;
  kind: ChangeKind;
  title: string;
  live: string;
  lastKnownGood?: string;
  action?: HttpAction;
  manual?: string;
}

/**
 * Everything an incident needs to run, compiled from runbook, system and organization when it opens and written
 * into its first event. A file edited later does not change an incident that is under way, and the log alone
 * can tell the whole story.
 */
export interface Plan {
  runbook: { id: string; title: string; hash: string; summary: string };
  system: { id: string; title: string; riskTier: RiskTier; dashboard?: string };
  sections: PlanSection[];
  rubric: Record<Severity, string>;
  evidence: EvidenceItem[];
  /** Fastest to roll back first. */
  parts: PlanPart[];
  /** Part kinds in order of likelihood. */
  suspects: ChangeKind[];
  signals: SignalSpec[];
  /** Time from a containment action until its effect can be read. */
  measureAfter: Duration;
  recovery: { key: RecoveryCheck[]; safety: RecoveryCheck[]; business: RecoveryCheck[]; hold: Duration };
  cadence: Record<Severity, Cadence>;
  /** Approvals a containment action needs, by severity (the system's risk tier already applied). */
  approvals: Record<Severity, number>;
  /** People who may approve besides the commander. */
  approvers: PersonId[];
  /** Who is paged, in order, and how long each has to acknowledge. */
  escalation: { people: PersonId[]; after: Duration }[];
  /** Paging routes configured when it opened: `chat`, `pagerduty`, `webhook`. */
  pagers: string[];
  /** Everybody the plan names. */
  people: Record<PersonId, { name: string; title?: string; manager?: PersonId }>;
  audiences: Audience[];
  incidentsChannel: string;
  templates: { internal: UpdateTemplate; customer: UpdateTemplate };
  escalationCriteria: string[];
  fallback: string;
  knownLimits: string[];
  postmortemDueDays: number;
  links: { runbook?: string; dashboard?: string; page?: string };
}
