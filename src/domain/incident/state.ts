import type { Person, PersonId, Role, Severity } from '../people.ts';
import type { RoomRef } from '../refs.ts';
import type { SignalVerdict, Verdict } from '../response/verdict.ts';
import type { Plan } from '../runbooks/plan.ts';
import type { Category } from '../runbooks/runbook.ts';
import type { Alert } from '../signals/alert.ts';
import type { Change } from '../signals/change.ts';
import type { Reading } from '../signals/reading.ts';
import type { Instant } from '../time.ts';
import type {
  Acknowledgement,
  EvidenceRecord,
  Form,
  Question,
  ReadingPurpose,
  UpdateText,
} from './events.ts';

export interface StepState {
  status: 'open' | 'done' | 'skipped';
  by?: string;
  at?: Instant;
  reason?: string;
  assignee?: Person;
  notes: { text: string; by: string; at: Instant }[];
}

/** A containment action from request to verdict. */
export interface Containment {
  id: string;
  part: string;
  from: string;
  to: string;
  reason: string;
  requestedBy: Person;
  requestedAt: Instant;
  approvalsNeeded: number;
  approvals: Person[];
  evidenceOverride?: string;
  status: 'waiting' | 'declined' | 'running' | 'manual' | 'failed' | 'applied' | 'judged';
  appliedAt?: Instant;
  response?: string;
  before: Reading[];
  after: Reading[];
  verdict?: Verdict;
  signals: SignalVerdict[];
}

/** The incident's room in one chat. */
export interface Room {
  chat: string;
  ref: RoomRef;
  name: string;
  /** Everybody who follows the incidents channel sees the room there already. */
  announced: boolean;
}

export interface Facts {
  number: number;
  title: string;
  failure: string;
  severity: Severity;
  because: string;
  private: boolean;
  plan: Plan;
  roles: Partial<Record<Role, Person>>;
  unmapped: boolean;
  openedAt: Instant;
  /** The last alert or human act: an incident nobody and nothing speaks of any more takes no new alerts. */
  activeAt: Instant;
  startedAt: Instant;
  roomName: string;
  /** The room at home. */
  room?: RoomRef;
  rooms: Room[];
  alerts: { alert: Alert; times: number; resolved: boolean }[];
  changes: Change[];
  /** Versions now live, by part, as far as the log knows. */
  versions: Record<string, string>;
  steps: Record<string, StepState>;
  answers: Partial<Record<Question, { answer: string; by: string; at: Instant }>>;
  /** `cause` says which cause of the diagnosis set it, when nobody chose it by hand. */
  category?: { category: Category; because: string; by: string; at: Instant; cause?: string };
  /** The walk down the tree so far, and the cause it came to. */
  diagnosis: {
    path: { check: string; answer: string; by: string; at: Instant }[];
    concluded?: { cause: string; because: string; by: string; at: Instant };
  };
  evidence: (EvidenceRecord & { by: string; at: Instant })[];
  containments: Containment[];
  /** The newest set per purpose kind, and all sets in order. */
  readings: { purpose: ReadingPurpose; sampledAt: Instant; readings: Reading[] }[];
  updates: { form: Form; text: UpdateText; by: string; at: Instant; automatic: boolean }[];
  /**
   * `overdueFrom` is the first missed deadline since the last human update, `rungs` who has heard of it, `nudgedFor`
   * the deadline somebody was last reminded of.
   */
  cadence: {
    lastHumanAt?: Instant;
    dueAt?: Instant;
    overdueFrom?: Instant;
    rungs?: number[];
    nudgedFor?: Instant;
    missed: number;
  };
  paging: {
    level: number;
    levelAt: Instant;
    people: Person[];
    sent: { level: number; route: string; people: PersonId[] }[];
    acknowledged?: Acknowledgement;
    /** Who of the present level can't take it. */
    declined: PersonId[];
    /** Everybody who acknowledged; a page for a raised severity waits for its own answer. */
    answered: PersonId[];
    exhausted: boolean;
  };
  /** Why a chat has no room yet, where its platform refused one. */
  roomTroubles: { chat: string; text: string }[];
  /** Codes of troubles already said. */
  troubles: string[];
  marked: string[];
  milestones: Partial<Record<Milestone, Instant>>;
  drafts: number;
}

export type Milestone =
  | 'detected'
  | 'opened'
  | 'acknowledged'
  | 'diagnosed'
  | 'contained'
  | 'recovered'
  | 'resolved'
  | 'drafted';

/** An incident by phase; each phase has only what that phase knows. */
export type Incident =
  | { phase: 'none' }
  | ({ phase: 'triage' } & Facts)
  | ({ phase: 'mitigating' } & Facts)
  | ({ phase: 'verifying'; since: Instant; until: Instant; held: boolean; failing: string[] } & Facts)
  | ({
      phase: 'resolved';
      resolvedAt: Instant;
      override?: { reason: string; failing: string[]; by: string };
    } & Facts)
  | ({ phase: 'cancelled'; cancelledAt: Instant; reason: string } & Facts);

export type Opened = Exclude<Incident, { phase: 'none' }>;
export type Phase = Incident['phase'];

/** Still being worked on. */
export function isOpen(
  incident: Incident,
): incident is Extract<Opened, { phase: 'triage' | 'mitigating' | 'verifying' }> {
  return incident.phase === 'triage' || incident.phase === 'mitigating' || incident.phase === 'verifying';
}
