import type { RiskTier, Role, Severity } from '../people.ts';
import type { ChangeKind } from '../signals/change.ts';
import type { Unit } from '../signals/reading.ts';
import type { Duration } from '../time.ts';

export const failureGroups = ['reliability', 'quality', 'cost', 'governance', 'agentic'] as const;
export type FailureGroup = (typeof failureGroups)[number];

/** What a system does; safe-stop is asked of those that act. */
export const systemKinds = ['assistant', 'rag', 'agent', 'batch', 'classifier', 'search', 'other'] as const;
export type SystemKind = (typeof systemKinds)[number];

/** The four categories of the triage tree, in the order they are asked. */
export const categories = ['infrastructure', 'model', 'prompt', 'data'] as const;
export type Category = (typeof categories)[number];

/** Label matchers, all of which must hold; `*` at the end of a value matches any rest. */
export interface Matcher {
  labels: Record<string, string>;
}

export interface Trigger {
  id: string;
  /** What a reader sees: "refusal rate above twice its 7-day baseline for 10 min". */
  title: string;
  /** Name of a signal of the system. */
  signal: string;
  /** How the value is compared: against a fixed number, or a factor of its baseline. */
  compare: 'above' | 'below';
  threshold?: number;
  baselineFactor?: number;
  /** How long it must hold. */
  hold: Duration;
}

export interface Step {
  id: string;
  title: string;
  /** What to look at. */
  look: string;
  /** What it means. */
  means: string;
  /** What to do next. */
  next?: string;
  /** Role that usually does it. */
  role?: Role;
}

/** Where a check can be made: a query to run, a page to open, or both. */
export interface Lookup {
  /** PromQL, with `${system}` for the system's id. */
  query?: string;
  /** A page; `${system}` and `${dashboard}` are filled in. */
  link?: string;
}

/** A question that tells causes apart. Exactly one of an answer's `then` and `cause` is given. */
export interface DiagnosisCheck extends Lookup {
  id: string;
  /** The question, as the responder reads it. */
  ask: string;
  /** What to look at to answer it. */
  look: string;
  answers: DiagnosisAnswer[];
}

export interface DiagnosisAnswer {
  id: string;
  /** On the button: a few words. */
  label: string;
  /** Why this answer leads there. */
  because: string;
  /** Id of the next check. */
  then?: string;
  /** Id of the cause it points at. */
  cause?: string;
}

/** How a cause is taken care of: a part rolled back, the system's own switch, or a named step of this runbook. */
export type Mitigation =
  | { kind: 'rollback'; part: ChangeKind }
  | { kind: 'switch'; to: 'fallback' | 'safe-stop' }
  /** Id of one of the runbook's rollback steps: `rollback.never-open`. */
  | { kind: 'step'; step: string };

/** A leaf of the tree. */
export interface Cause {
  id: string;
  title: string;
  category: Category;
  /** What it looks like when it is this one. */
  means: string;
  mitigation: Mitigation;
  /** What to do when the mitigation is not there or does not help. */
  otherwise?: string;
}

/** What one look at the symptoms says before any check (requirement R6). */
export interface SymptomHint {
  symptom: string;
  category: Category;
  /** The check or cause to go to at once. */
  goto: string;
}

/**
 * Signal → causes in order of likelihood → the check that tells them apart → the mitigation. Checks and causes are
 * listed flat and refer to each other by id; the loader proves that they form a tree below `start`.
 */
export interface Diagnosis {
  start: string;
  hints: SymptomHint[];
  checks: DiagnosisCheck[];
  /** Most likely first. */
  causes: Cause[];
}

export interface EvidenceItem {
  id: string;
  title: string;
  /** Collected by airb at opening (alert, versions, readings, changes), or by people. */
  source: 'automatic' | 'people';
}

/** A metric that must be in range for the hold time before the incident can be resolved. */
export interface RecoveryCheck {
  signal: string;
  compare: 'at-most' | 'at-least';
  /** A fixed value in the signal's base unit, or a factor of its baseline; exactly one is given. */
  value?: number;
  baselineFactor?: number;
}

/** The six lines of an update (requirement C1). */
export interface UpdateTemplate {
  users: string;
  since: string;
  scope: string;
  mitigation: string;
  next: string;
  owner: string;
}

export interface Cadence {
  /** Between human updates; absent means none is owed. */
  every?: Duration;
  /** For this long after opening `every` holds, later `then`. */
  firstFor?: Duration;
  then?: Duration;
  /** The first update is owed this long after opening. */
  first?: Duration;
}

/** A runbook as loaded: validated, defaults filled in, durations in milliseconds. */
export interface Runbook {
  id: string;
  title: string;
  failure: string;
  group: FailureGroup;
  /** sha-256 of the file's bytes, hex. */
  hash: string;
  /** Path below the runbooks folder. */
  file: string;
  /** The file as it was read; its bytes in UTF-8 have the hash. */
  text: string;
  /** The channel is private: injection, data exposure. */
  sensitive: boolean;
  summary: string;
  /** Kinds of system this can happen to. */
  appliesTo: SystemKind[];
  /** 1. Triggers, and the alert labels that map here. */
  triggers: Trigger[];
  match: Matcher[];
  /** 2. Severity rubric: when is it which. */
  severity: { initial: Severity; rubric: Record<Severity, string> };
  /** 3. One accountable owner: a role of the system's inventory entry. */
  owner: 'technicalOwner' | 'businessOwner' | 'onCall';
  /** 4. Triage checklist, and the part kinds to suspect in order of likelihood. */
  triage: { steps: Step[]; suspects: ChangeKind[] };
  diagnosis: Diagnosis;
  /** 5. Rollback: guidance steps, kinds fastest first, time until an effect can be read. */
  rollback: { steps: Step[]; order: ChangeKind[]; measureAfter: Duration };
  /** 6. Communication templates and cadence overrides. */
  communication: {
    steps: Step[];
    internal: UpdateTemplate;
    customer: UpdateTemplate;
    cadence: Partial<Record<Severity, Cadence>>;
  };
  /** 7. Recovery verification. */
  recovery: {
    steps: Step[];
    key: RecoveryCheck[];
    safety: RecoveryCheck[];
    business: RecoveryCheck[];
    hold: Duration;
  };
  /** 8. Postmortem duties. */
  postmortem: { steps: Step[]; dueDays: number };
  evidence: EvidenceItem[];
  escalation: { criteria: string[]; paths: string[] };
  fallback: string;
  knownLimits: string[];
  /** Known-good outputs to compare with: input, what good looks like. */
  samples: { input: string; good: string }[];
  review: { on: string; by: string; everyDays: number };
}

export interface SignalSpec {
  name: string;
  title: string;
  query: string;
  unit: Unit;
  baseline?: number;
  /** Which direction is better. */
  better: 'lower' | 'higher';
}

/** An HTTP call that rolls a part back; the secret is named, never written. */
export interface HttpAction {
  method: 'POST' | 'PUT' | 'PATCH';
  url: string;
  /** JSON body; the strings `{{version}}`, `{{key}}` and `{{reason}}` in its values are filled in. */
  body: Record<string, unknown>;
  /** Extra headers, without secrets. */
  headers: Record<string, string>;
  /** Name of the environment variable with the secret, and how it is sent. */
  secret?: { env: string; header: string; prefix: string };
  /** The same call with these body fields merged in changes nothing and tells what would happen. */
  dryRun?: Record<string, unknown>;
}

export interface PartSpec {
  id: string;
  kind: ChangeKind;
  title: string;
  live: string;
  lastKnownGood?: string;
  /** False when the live version is a name that can change under it, such as a model alias: a suspect by itself. */
  pinned: boolean;
  /** False when it can only be changed by deploying code, as a prompt kept in the source is. */
  separate: boolean;
  action?: HttpAction;
  /** What a person does where there is no action. */
  manual?: string;
}

export interface SystemSpec {
  id: string;
  title: string;
  kind: SystemKind;
  sample: boolean;
  riskTier: RiskTier;
  businessOwner: string;
  technicalOwner: string;
  /** Escalation policy: who is paged, in order, and how long each has. */
  onCall: { people: string[]; after: Duration }[];
  parts: PartSpec[];
  signals: SignalSpec[];
  /** Audience ids of the organization file. */
  audiences: string[];
  contacts: { risk?: string; legal?: string; security?: string };
  fallback: string;
  /** Day the fallback was last tried on purpose, `2026-10-12`. */
  fallbackTested?: string;
  safeStop?: string;
  /** Day of the last exercise with this system, and what was played. */
  drill?: { on: string; what: string };
  knownLimits: string[];
  dashboard?: string;
  file: string;
}

export interface PersonSpec {
  id: string;
  name: string;
  title?: string;
  email?: string;
  slack?: string;
  teams?: string;
  manager?: string;
  tz?: string;
}

export interface Audience {
  id: string;
  title: string;
  /** Name or id of the chat channel. */
  channel: string;
  /** The chat the channel is in: `slack`, `teams`; the incident's home when left out. */
  chat?: string;
  form: 'internal' | 'customer';
  severities: Severity[];
}

export interface Organization {
  name: string;
  people: PersonSpec[];
  /** Default commanders in order; the first is invited and asked. */
  commanders: string[];
  communications: string[];
  /** Chats in which an incident gets a room, the home first; all that are connected when left out. */
  rooms?: string[];
  /** The channel where incidents are announced: one name for all chats, or one for each. */
  incidentsChannel: string | Partial<Record<string, string>>;
  audiences: Audience[];
  cadence: Record<Severity, Cadence>;
  /**
   * Approvals a rollback needs, by severity and risk tier. Asking counts as approving when the asker may approve,
   * so two approvals always take two people.
   */
  approvals: Record<Severity, Record<RiskTier, number>>;
  /** People who may approve containment besides the commander. */
  approvers: string[];
  /** Alerts for the same system and failure within this time join the open incident. */
  joinWindow: Duration;
  /** Changes this far back are listed as suspects. */
  lookBack: Duration;
}

/** Everything the loader read, as one value that is replaced whole. */
export interface Library {
  organization: Organization;
  systems: SystemSpec[];
  runbooks: Runbook[];
  /** Id of the runbook for alerts nothing else matches. */
  generic: string;
}
