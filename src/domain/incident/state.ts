import type { Person, PersonId, Role, Severity } from '../people.ts';
import type { RoomRef } from '../refs.ts';
import type { ActionItem } from '../response/action-item.ts';
import type { EscalationKind, EscalationTrigger } from '../response/escalation.ts';
import type { EvalRunSource, EvalTool } from '../response/eval-run.ts';
import type { Promises } from '../response/promises.ts';
import type { UpdateWarning } from '../response/update-warnings.ts';
import type { SignalVerdict, Verdict } from '../response/verdict.ts';
import type { Plan } from '../runbooks/plan.ts';
import type { Category, ReadBack } from '../runbooks/runbook.ts';
import type { Change } from '../signals/change.ts';
import type { History } from '../signals/history.ts';
import type { Reading } from '../signals/reading.ts';
import type { TrafficSeen } from '../signals/traffic.ts';
import type { Instant } from '../time.ts';
import type { Drill } from './drill-facts.ts';
import type {
  Acknowledgement,
  AirbRead,
  Correctable,
  EvidenceRecord,
  Example,
  Foldable,
  Form,
  Frozen,
  HandoverEnd,
  Question,
  ReadingPurpose,
  Sibling,
  UpdateText,
} from './events.ts';
import type { AlertKey, KnownAlert } from './known-alert.ts';
import type { Similar } from './similar.ts';
import type { Seen, Took } from './target-answer.ts';

/** A cause that the diagnosis came to. It stays on the list, because an incident can have two. */
export interface FoundCause {
  cause: string;
  because: string;
  by: string;
  at: Instant;
  /** When the answer that led to it was taken back. */
  takenBackAt?: Instant;
}

export interface StepState {
  status: 'open' | 'done' | 'skipped';
  by?: string;
  at?: Instant;
  reason?: string;
  /** Done by sending an update, and by no press of its own. */
  how?: 'update';
  /** A person opened it again after it was done or skipped. */
  reopened?: true;
  assignee?: Person;
  /** Whom it was given to, one after the other. */
  given?: PersonId[];
  notes: { text: string; by: string; at: Instant }[];
  /** Who says that it was of no help; absent where nobody does. */
  unhelpful?: string[];
}

/** A containment action from its request to its verdict. */
export interface Containment {
  id: string;
  part: string;
  from: string;
  to: string;
  reason: string;
  requestedBy: Person;
  requestedAt: Instant;
  /** As many as the highest severity reached asks for; raised while the request waits, never lowered. */
  approvalsNeeded: number;
  approvals: Person[];
  /** Who gets a message of their own that asks for the approval. */
  asked?: PersonId[];
  /** What the target said to the dry run. */
  preview?: { ok: boolean; status: number; because?: string };
  /** True when airb has never seen the version it goes to. */
  unknownVersion?: boolean;
  /** Why it was called off, when nobody declined it. */
  calledOff?: string;
  evidenceOverride?: string;
  /**
   * `unconfirmed`: called, and nobody knows yet whether it took effect. `dropped`: the state moved on before the target
   * was called. `stopped`: a person called it off before the target was called.
   */
  status:
    | 'waiting'
    | 'declined'
    | 'running'
    | 'manual'
    | 'unconfirmed'
    | 'dropped'
    | 'stopped'
    | 'failed'
    | 'applied'
    | 'judged';
  /** When the last approval was in. */
  startedAt?: Instant;
  /** True from the moment airb calls the target until it knows what became of the call. */
  called?: boolean;
  appliedAt?: Instant;
  /** When the room was last reminded that it is still in force. */
  remindedAt?: Instant;
  /** How it is known that it took effect. */
  took?: Took;
  response?: string;
  /** Why it failed, was not run, or can't be confirmed. */
  because?: string;
  /** While it is not confirmed: what was heard, the HTTP status, how often airb looked, and what it saw last. */
  open?: {
    heard: 'accepted' | 'queued' | 'doubt';
    status: number;
    looks: number;
    at: Instant;
    seen?: Seen;
    follow?: ReadBack;
  };
  before: Reading[];
  after: Reading[];
  verdict?: Verdict;
  signals: SignalVerdict[];
  /** Other parts that changed meanwhile. */
  overlaps?: string[];
  /** The part that was off when it was measured. */
  off?: string;
  /** Parts changed while the system was off, which this switched on again. */
  together?: string[];
}

/** What an agent would change. A person asks for it or declines it; until then nothing happens. */
export interface Proposal {
  id: string;
  part: string;
  from: string;
  to: string;
  reason: string;
  /** The agent, by its own name. */
  agent: string;
  at: Instant;
  /** `asked`: somebody asked for the same change, which `action` names. Absent while it waits. */
  ended?: { how: 'declined' | 'asked'; by: string; at: Instant; action?: string };
}

/** An offer of a role to somebody, who is asked first. */
export interface Handover {
  id: string;
  role: Role;
  to: Person;
  by: Person;
  /** Who held the role when it was offered; absent where nobody did. */
  from?: Person;
  at: Instant;
  until: Instant;
  /** Absent while it waits for an answer. */
  ended?: { how: HandoverEnd | 'accepted'; at: Instant };
}

/** See `rush.ts`. */
export interface Rush {
  since: Instant;
  alerts: number;
}

/** The incident's room in one chat. */
export interface Room {
  chat: string;
  ref: RoomRef;
  name: string;
  /** True when everybody who follows the incidents channel already sees the room there. */
  announced: boolean;
}

/** A room that was archived or deleted, or that airb was put out of. */
export interface LostRoom {
  chat: string;
  ref: RoomRef;
  name: string;
  at: Instant;
  why: string;
  /** The room that took its place; itself where airb came back into it. */
  by?: RoomRef;
}

/** A deadline of a law or a contract that somebody set running. */
export interface RegulatoryClock {
  id: string;
  name: string;
  /** Why it applies. */
  reason: string;
  startedAt: Instant;
  by: string;
  /** When it began to count. */
  from: Instant;
  dueAt: Instant;
  owner: Person;
  form?: string;
  link?: string;
  reading?: string;
  /** Who has been told that it is overdue. */
  rungs: number[];
  ended?: { how: 'met' | 'not-applicable'; reason: string; by: string; at: Instant };
}

/** An item of evidence, with who saved it and when. */
export type SavedEvidence = EvidenceRecord & { by: string; at: Instant };

export interface Facts {
  number: number;
  title: string;
  failure: string;
  severity: Severity;
  /** Set once a person, and no alert, has decided the severity. */
  severityBy?: 'person';
  /** The highest severity it ever had. */
  worst: Severity;
  /** What it was before the severity changed last; absent where it never did, and in older states. */
  worstBefore?: Severity;
  because: string;
  private: boolean;
  plan: Plan;
  roles: Partial<Record<Role, Person>>;
  heldSince: Partial<Record<Role, Instant>>;
  /** Every offer of a role, answered or not. */
  handovers: Handover[];
  /** How often each role was asked for, and when it is asked for next; no `dueAt` while somebody holds it. */
  asking: Partial<Record<Role, { times: number; dueAt?: Instant }>>;
  unmapped: boolean;
  openedAt: Instant;
  /** The last alert or human act: an incident nobody and nothing speaks of any more takes no new alerts. */
  activeAt: Instant;
  startedAt: Instant;
  roomName: string;
  /** The room at home. */
  room?: RoomRef;
  rooms: Room[];
  /** Rooms it has lost, oldest first; absent where none was. */
  lostRooms?: LostRoom[];
  alerts: KnownAlert[];
  /** Other failures of the system that joined. */
  siblings: Sibling[];
  /** When each wave of joining alerts began; one message tells of each. */
  waves: Instant[];
  /** The present second of joining alerts: when it began, and how many joined in it. */
  rush?: Rush;
  stray?: string;
  storm?: number;
  /** Earlier incidents like it, as they stood when it opened. */
  similar?: Similar;
  changes: Change[];
  /** The live version of each part, as far as the log knows. */
  versions: Record<string, string>;
  /** When the systems themselves were asked which versions are live. */
  versionsSeenAt?: Instant;
  /** What answered when the traffic was last asked. */
  traffic?: { sampledAt: Instant; seen: TrafficSeen[] };
  steps: Record<string, StepState>;
  /** Parts of the checklist that were shown, and which of them are folded again; the others were never posted. */
  sections: Partial<Record<Foldable, 'shown' | 'folded'>>;
  answers: Partial<Record<Question, { answer: string; by: string; at: Instant }>>;
  /** `cause` is the cause of the diagnosis that set the category; absent when a person chose it by hand. */
  category?: { category: Category; because: string; by: string; at: Instant; cause?: string };
  /** The answers given so far on the tree, the cause they led to, and every cause that was found before. */
  diagnosis: {
    path: ({ check: string; answer: string; by: string; at: Instant } & AirbRead)[];
    concluded?: FoundCause;
    found: FoundCause[];
  };
  /** Answers of the diagnosis were taken back, perhaps all of them: its message stays current. */
  walked?: true;
  evidence: SavedEvidence[];
  /** Sampled outputs: which page was asked for last, and whether it is awaited. */
  samples?: { page: number; waiting: boolean };
  /** Failed examples as they were sorted last. */
  examples: (Example & { by: string; at: Instant })[];
  /** Eval tools that they are on their way to. */
  examplesPushing?: EvalTool[];
  /** The newest run of an eval that held some of them: how many of the blocking ones passed. */
  evalRun?: EvalRunSource & { at: Instant; passed: number; of: number };
  containments: Containment[];
  /** What agents proposed, oldest first; absent where none did. */
  proposals?: Proposal[];
  /** When each agent's reading, or refusal, was noted last, by `agent what`; absent where there was none. */
  agentReads?: Record<string, Instant>;
  /** All sets of readings, in order. */
  readings: { purpose: ReadingPurpose; sampledAt: Instant; readings: Reading[] }[];
  /** The newest history of each signal that was asked for. */
  histories?: Record<string, History>;
  /** When the key signal left its range, where that was before the alert said so: rules wait before they fire. */
  feltAt?: Instant;
  /** Since when all metrics have been in range, once that has held for the runbook's time. */
  normalSince?: Instant | undefined;
  updates: SentUpdate[];
  /** Updates that somebody wrote for the commander to send; absent where there were none. */
  heldUpdates?: HeldUpdate[];
  /**
   * `overdueFrom` is the first missed deadline since the last human update. `rungs` says who has been told of it.
   * `nudgedFor` is the deadline of the last reminder. `promised` says what the readers of each form were promised, where
   * there are two; `snoozedFrom` is the promise that the present one replaced.
   */
  cadence: {
    lastHumanAt?: Instant;
    dueAt?: Instant;
    overdueFrom?: Instant;
    rungs?: number[];
    nudgedFor?: Instant;
    promised?: Promises;
    snoozedFrom?: Instant;
    missed: number;
  };
  paging: {
    level: number;
    levelAt: Instant;
    people: Person[];
    sent: { level: number; route: string; people: PersonId[] }[];
    /** What became of the pages of the level before. */
    before?: { unanswered: Person[]; declined: Person[]; unreached: Person[] };
    /** Pages that did not get through. */
    failed?: { level: number; route: string; people: PersonId[]; gone?: boolean; unsure?: true }[];
    acknowledged?: Acknowledgement;
    /** The people of the present level who can't take the page. */
    declined: PersonId[];
    /** Everybody who acknowledged. A page for a raised severity needs an acknowledgement of its own. */
    answered: PersonId[];
    exhausted: boolean;
    /** When the present round through the policy began; absent in older states. */
    roundAt?: Instant;
    /** How often the incident was opened again; absent where it never was. Each time its pages are other pages. */
    reopened?: number;
    /** Rotations that had nobody on call on the way to the present level. */
    empty?: string[];
    /** When the policy begins again, after its last step. */
    again?: Instant;
  };
  /** Telephone numbers of those to call, filled in only where a message is drawn: no log holds them. */
  phones?: Record<PersonId, string>;
  /** Why a chat has no room yet: what its platform said when it refused. */
  roomTroubles: { chat: string; text: string }[];
  /** Codes of the troubles already told. */
  troubles: string[];
  marked: string[];
  milestones: Partial<Record<Milestone, Instant>>;
  /** Milestones whose time somebody put right, as they were put right last; absent where none was. */
  corrected?: Partial<Record<Correctable, Correction>>;
  /** People's own words in the postmortem, by place, oldest first; absent where nobody wrote any. */
  written?: Record<string, { edit: string; title: string; by: string; at: Instant }[]>;
  /** Versions of the postmortem, oldest first; absent where none was published. */
  published?: PublishedVersion[];
  drafts: number;
  /** Numbers of entries whose text was taken out. */
  redacted?: number[];
  /** When each person last said or did something here. */
  heard: Record<PersonId, Instant>;
  /** Ids of the audiences that were told of the incident. */
  audiencesTold: string[];
  /** Rules that somebody broke in an emergency, under their own name. */
  brokenGlass: BrokenGlass[];
  /** When it was last reopened; absent where it never was. */
  againAt?: Instant;
  /** Who was brought in beyond those on call, and why. */
  escalations: Escalation[];
  /** Numbers of the incidents that were merged into this one; absent where none was. */
  absorbed?: number[];
  /** Incidents that alerts of this one went on to. */
  splitOff?: { to: number; alerts: AlertKey[]; at: Instant; who: string }[];
  /** Alerts that somebody is taking out, while the incident that they go on in is being opened. */
  splitting?: { alerts: AlertKey[]; at: Instant; who: string };
  splitFrom?: number;
  /** Failures it stood for before its runbook was switched: their alerts still belong here. */
  formerFailures?: string[];
  /** Steps of runbooks it no longer follows, as they stood. */
  formerSteps?: { runbook: string; title: string; status: 'done' | 'skipped'; by?: string; at?: Instant }[];
  /** Regulatory clocks that were started; absent where none was. */
  clocks?: RegulatoryClock[];
  /** Follow-up work, oldest first; absent where none was noted. */
  actionItems?: ActionItem[];
  /** Present where it is an exercise. Whatever counts incidents leaves these out. */
  drill?: Drill;
}

/** An update as its readers have it now. */
export interface SentUpdate {
  form: Form;
  text: UpdateText;
  by: string;
  at: Instant;
  automatic: boolean;
  /** Ids of those it went to; absent for what airb sent itself. */
  audiences?: string[];
  /** When it was owed; absent where none was. */
  owedAt?: Instant;
  correctedAt?: Instant;
  /** The severity at that time; absent in older states. */
  severity?: Severity;
}

export interface HeldUpdate {
  id: string;
  form: Form;
  text: UpdateText;
  by: Person;
  at: Instant;
  /** Who gets it to look at. */
  asked: PersonId[];
  warned: UpdateWarning[];
  status: 'waiting' | 'sent' | 'declined';
  /** Who sent or declined it. */
  decidedBy?: string;
  reason?: string;
}

/** An emergency in which nobody who may decide could be reached. `action` is the rollback it let through. */
export interface BrokenGlass {
  for: 'command' | 'rollback';
  action?: string;
  by: string;
  at: Instant;
  reason: string;
}

/** People brought in beyond those on call; `by` is absent where a rule of the files did it. */
export interface Escalation {
  kind: EscalationKind;
  people: Person[];
  because: EscalationTrigger;
  at: Instant;
  by?: string;
}

/** `first`: what airb recorded itself; absent where it knew no time. */
export interface Correction {
  to: Instant;
  first?: Instant;
  why: string;
  by: string;
  at: Instant;
}

export interface PublishedVersion {
  version: number;
  at: Instant;
  by: string;
  /** The page that people read, and the document it was drawn from. */
  page: Frozen;
  document: Frozen;
  /** Questions that were left open. */
  open: string[];
  basis: string;
}

export type Milestone =
  | 'detected'
  | 'opened'
  | 'acknowledged'
  | 'diagnosed'
  | 'contained'
  | 'recovered'
  | 'resolved'
  | 'drafted'
  | 'published';

/** An incident by phase; each phase has only what that phase knows. */
export type Incident =
  | { phase: 'none' }
  | ({ phase: 'triage' } & Facts)
  | ({ phase: 'mitigating' } & Facts)
  | ({ phase: 'verifying'; since: Instant; until: Instant; held: boolean; failing: string[] } & Facts)
  | ({
      phase: 'resolved';
      resolvedAt: Instant;
      override?: { reason: string; failing: string[]; blind?: string[]; by: string };
    } & Facts)
  | ({ phase: 'merged'; mergedAt: Instant; into: number; reason: string; quiet?: true } & Facts)
  | ({ phase: 'cancelled'; cancelledAt: Instant; reason: string; cancelledRed?: string[] } & Facts);

export type Opened = Exclude<Incident, { phase: 'none' }>;
export type Phase = Incident['phase'];

/** True while people still work on the incident. */
export function isOpen(
  incident: Incident,
): incident is Extract<Opened, { phase: 'triage' | 'mitigating' | 'verifying' }> {
  return incident.phase === 'triage' || incident.phase === 'mitigating' || incident.phase === 'verifying';
}
