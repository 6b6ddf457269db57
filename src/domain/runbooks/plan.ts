import type { Rotation } from '../oncall/rotation.ts';
import type { MemberRights, PersonId, RiskTier, Role, Severity } from '../people.ts';
import type { ChangeKind } from '../signals/change.ts';
import type { Duration } from '../time.ts';
import type { Audience } from './audience.ts';
import type {
  Cadence,
  Cause,
  ContainmentKind,
  ContainmentSpec,
  Diagnosis,
  EscalationRule,
  EvidenceItem,
  HttpAction,
  Masks,
  ObservedSpec,
  ReadBack,
  RecoveryCheck,
  RegulatorySpec,
  SeverityConditions,
  SignalSpec,
  Step,
  TracesSpec,
  UpdateTemplate,
} from './runbook.ts';
import type { TrackerSpec } from './tracker.ts';

export interface PlanSection {
  id: 'triage' | 'rollback' | 'communication' | 'recovery' | 'postmortem';
  title: string;
  steps: Step[];
}

export interface PlanPart {
  id: string;
  kind: ChangeKind;
  title: string;
  /** Who looks after it; absent in older logs, and where the system file names nobody. */
  owner?: PersonId;
  live: string;
  lastKnownGood?: string;
  /** False when the live version is a name that can mean another version later; such a part is a suspect by itself. */
  pinned?: boolean;
  /** Names of the signals a change of it shows in; absent in older logs, and where the system file does not say. */
  moves?: string[];
  action?: HttpAction;
  /** How airb sees which version is live; absent where it can't. */
  current?: ReadBack;
  manual?: string;
}

/** A step of the escalation policy. */
export interface PlanRung {
  /** Who was on call when the incident opened. */
  people: PersonId[];
  after: Duration;
  /** Absent means that one answer is enough. */
  acknowledge?: 'all';
  /** People and rotations as the files name them, where a rotation is among them. */
  names?: string[];
}

/** What contains a cause on this system. */
export type PlanMitigation =
  /** Id of the part to roll back. */
  | { kind: 'rollback'; part: string }
  /** The system's own words for it. `lacking` says what the runbook asks for and the system does not have. */
  | {
      kind: 'switch';
      to: ContainmentKind;
      text: string;
      /** Id of the containment that does it; absent in older logs, and where only people can. */
      containment?: string;
      lacking?: string;
    }
  /** Id of a step of the plan. */
  | { kind: 'step'; step: string };

/** `instead` is absent in older logs, where the runbook names none, and where it would be the mitigation once more. */
export type PlanCause = Omit<Cause, 'mitigation' | 'instead'> & {
  mitigation: PlanMitigation;
  instead?: PlanMitigation;
};

/** The runbook's tree with the names of this system filled in. */
export type PlanDiagnosis = Omit<Diagnosis, 'causes'> & { causes: PlanCause[] };

/**
 * Everything an incident needs to run. airb compiles it from runbook, system and organization when the incident opens,
 * and writes it into the first event. So a later edit of a file does not change a running incident, and the log alone
 * can tell the whole story.
 */
export interface Plan {
  /** `reviewedBy` is the person or role that reviews it; absent in older logs. */
  runbook: { id: string; title: string; hash: string; summary: string; reviewedBy?: string };
  system: { id: string; title: string; riskTier: RiskTier; dashboard?: string };
  sections: PlanSection[];
  /** Absent in logs from before runbooks had a tree. */
  diagnosis?: PlanDiagnosis;
  rubric: Record<Severity, string>;
  /** What of the rubric signals can check; absent in older logs, and where the runbook says nothing. */
  severityConditions?: SeverityConditions;
  evidence: EvidenceItem[];
  /** What is taken out of text before it is stored; absent in older logs, and where it is only secrets. */
  mask?: Masks;
  /** Fastest to roll back first. */
  parts: PlanPart[];
  /** What relieves users besides a rollback; absent in older logs, and where the system file names nothing. */
  containment?: ContainmentSpec[];
  /** Part kinds in order of likelihood. */
  suspects: ChangeKind[];
  signals: SignalSpec[];
  /** Names of the signals that a trigger of some runbook watches; absent in older logs. */
  alertsOn?: string[];
  /** Where the traffic itself tells which version answers; absent in older logs, and where the system file names none. */
  observed?: ObservedSpec[];
  /** Where the traces are read; absent in older logs, and where the system file names nothing. */
  traces?: TracesSpec;
  /** Time from a containment action until its effect can be read. */
  measureAfter: Duration;
  recovery: {
    key: RecoveryCheck[];
    safety: RecoveryCheck[];
    business: RecoveryCheck[];
    hold: Duration;
    /** How long after the end the signals are still read; a day where it is absent. */
    watch?: Duration;
  };
  cadence: Record<Severity, Cadence>;
  /** Approvals a containment action needs, by severity (the system's risk tier already applied). */
  approvals: Record<Severity, number>;
  /** People who may approve besides the commander. */
  approvers: PersonId[];
  /** People the system file names as approvers of this system; absent in older logs. */
  systemApprovers?: PersonId[];
  /** People who may take command; absent in older logs. */
  commanders?: PersonId[];
  /** People who usually write the updates; absent in older logs. */
  communications?: PersonId[];
  /** How often each role that nobody holds is asked for; 0 means never. Absent in older logs. */
  askForRoles?: Partial<Record<Role, Duration>>;
  /** What members of the workspace who are not in the organization file may do; absent in older logs. */
  members?: MemberRights;
  /** The security contact of the system; absent in older logs, and where none is named. */
  security?: PersonId;
  /** Who is paged, in order, and how long each has to acknowledge. */
  escalation: PlanRung[];
  /** The rotations its steps name, so that whoever is on call when a step comes is paged; absent where they name none. */
  rotations?: Rotation[];
  /** Of a private incident: who is in its room besides those who act, whoever declared it and the security contact. */
  invited?: PersonId[];
  /** Chats the incident has a room in: `slack`, `teams`. The first is its home. */
  chats: string[];
  /** Paging routes configured when it opened: `chat`, `pagerduty`, `webhook`. */
  pagers: string[];
  /** Everybody the plan names, and the chats each can be reached in, best first. */
  people: Record<PersonId, { name: string; title?: string; manager?: PersonId; chats?: string[] }>;
  audiences: Audience[];
  /** The channel where incidents are announced, by chat. */
  incidentsChannels: Record<string, string>;
  templates: { internal: UpdateTemplate; customer: UpdateTemplate };
  escalationCriteria: string[];
  /** Who is brought in by each kind of escalation; absent in older logs. */
  contacts?: Partial<Record<EscalationRule['escalate'], PersonId[]>>;
  /** When that happens by itself; absent in older logs. */
  escalateWhen?: EscalationRule[];
  /** Deadlines of laws and contracts that may be set running here; absent in older logs, and where there are none. */
  regulatory?: RegulatorySpec[];
  fallback: string;
  knownLimits: string[];
  postmortemDueDays: number;
  /** Where action items are opened as issues; absent in older logs, and where the files name no tracker. */
  tracker?: TrackerSpec;
  /** So long nobody may do anything before the commander is asked; absent in older logs. */
  stale?: Partial<Record<Severity, Duration>>;
  /** So long after the last word once it is over, its rooms are archived; never where absent. */
  archiveAfter?: Duration;
  links: { runbook?: string; dashboard?: string; page?: string };
}
