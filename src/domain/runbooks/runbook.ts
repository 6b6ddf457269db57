import type { DigestSpec } from '../oncall/digest.ts';
import type { DrillSpec } from '../oncall/drill-schedule.ts';
import type { ScheduleSource } from '../oncall/elsewhere.ts';
import type { Rotation } from '../oncall/rotation.ts';
import type { Rung } from '../oncall/rungs.ts';
import type { MemberRights, RiskTier, Role, Severity } from '../people.ts';
import type { ChangeKind } from '../signals/change.ts';
import type { FeedSpec } from '../signals/feed.ts';
import type { Unit } from '../signals/reading.ts';
import type { Duration } from '../time.ts';
import type { AudienceSpec } from './audience.ts';
import type { TrackerSpec } from './tracker.ts';

/** Kinds of text that are taken out before storing: secrets, or personal data as well. */
export const masks = ['secrets', 'personal-data'] as const;
export type Masks = (typeof masks)[number];

export const failureGroups = ['reliability', 'quality', 'cost', 'governance', 'agentic'] as const;
export type FailureGroup = (typeof failureGroups)[number];

/** What a system does. Only systems that act need a safe stop. */
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
  /** What the value is compared with: exactly one of the five that follow. */
  compare: 'above' | 'below';
  threshold?: number;
  baselineFactor?: number;
  /** A factor of what the system promises. */
  objectiveFactor?: number;
  /** How fast the error budget of the objective burns: 14.4 means that thirty days' worth is gone in 50 hours. */
  budgetFactor?: number;
  /** So many standard deviations from the baseline. */
  deviations?: number;
  /** With `budgetFactor`, the long window; the short one is a twelfth of it. */
  over?: Duration;
  /** How long the condition must hold. */
  hold: Duration;
  /** The value must also be at least this: twice nearly nothing is nearly nothing. */
  atLeast?: number;
  /** Fires only while another signal of the system reads at least so much. */
  volume?: Volume;
  /** It says little by itself, so it opens nothing worse than sev3. */
  weak?: boolean;
}

/** How much there must be of a signal that counts traffic. */
export interface Volume {
  signal: string;
  atLeast: number;
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
  /** What airb itself sees of it: names of signals, and `changes`. */
  sees?: string[];
  /** What else does it: an update that an audience hears. */
  doneBy?: 'update';
  /** A page; `${system}` and `${dashboard}` are filled in. */
  link?: string;
  /** Whom to ask for what airb can't see. */
  ask?: string;
}

/** Where a check can be made: a query to run, a page to open, or both. */
export interface Lookup {
  /** PromQL, with `${system}` for the system's id. */
  query?: string;
  /** A page; `${system}` and `${dashboard}` are filled in. */
  link?: string;
}

/** A question that separates causes. Each answer has exactly one of `then` and `cause`. */
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
  /** The text of the button: a few words. */
  label: string;
  /** Why this answer leads there. */
  because: string;
  /** Id of the next check. */
  then?: string;
  /** Id of the cause it points at. */
  cause?: string;
  /** Where all of these hold, airb offers the answer with its numbers. */
  when?: AnswerCondition[];
}

/** Ways to relieve users before the cause is known, in the words of a system file. */
export const containmentKinds = [
  'fallback',
  'safe-stop',
  'pin',
  'freeze',
  'throttle',
  'reroute',
  'review',
  'cache',
] as const;
export type ContainmentKind = (typeof containmentKinds)[number];

/** How to contain a cause: roll back a part, use the system's own switch, or follow a named step of this runbook. */
export type Mitigation =
  | { kind: 'rollback'; part: ChangeKind }
  | { kind: 'switch'; to: ContainmentKind }
  /** Id of one of the runbook's rollback steps: `rollback.never-open`. */
  | { kind: 'step'; step: string };

/** A leaf of the tree. */
export interface Cause {
  id: string;
  title: string;
  category: Category;
  /** How it looks when this is the cause. */
  means: string;
  mitigation: Mitigation;
  /** What to do when the mitigation is missing or does not help. */
  otherwise?: string;
  /** What does it then, as a button; left out where only people can. */
  instead?: Mitigation;
}

/** A symptom that points at a check or a cause before any question is asked (requirement R6). */
export interface SymptomHint {
  symptom: string;
  category: Category;
  /** The check or cause to go to at once. */
  goto: string;
  /** As of an answer. */
  when?: AnswerCondition[];
}

/**
 * Signal → causes in order of likelihood → the check that separates them → the mitigation. Checks and causes are flat
 * lists that refer to each other by id; the loader proves that they form a tree below `start`.
 */
export interface Diagnosis {
  start: string;
  hints: SymptomHint[];
  checks: DiagnosisCheck[];
  /** Most likely first. */
  causes: Cause[];
}

/** What an item asks for, as far as airb can look whether it got it. */
export const evidenceKinds = ['text', 'json', 'tool-call', 'trace-id', 'reference'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export interface EvidenceItem {
  id: string;
  title: string;
  /** Absent where it is text of any form. */
  kind?: EvidenceKind;
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

/** What a signal must read, for a severity or an answer; exactly one limit is given. */
export interface SignalCondition {
  signal: string;
  compare: 'above' | 'below';
  value?: number;
  baselineFactor?: number;
  /** A multiple of what another signal reads: `0.6x latency_p95`. */
  times?: { factor: number; signal: string };
}

/** A part of one of these kinds changed within this time before the symptom, told or seen in the traffic. */
export interface ChangeCondition {
  changed: ChangeKind[];
  within: Duration;
}

/** What airb can check of an answer by itself. */
export type AnswerCondition = SignalCondition | ChangeCondition;

/** Any one of a severity's conditions is enough. */
export type SeverityConditions = Partial<Record<Severity, SignalCondition[]>>;

/**
 * When people beyond those on call are brought in by themselves: from the beginning, after a time without something, or at a
 * limit.
 */
export type EscalationRule = {
  escalate: 'technical' | 'business' | 'risk';
  /** All when absent. */
  severities?: Severity[] | undefined;
} & ({ at: 'opening' } | { after: Duration; without: 'containment' | 'commander' } | SignalCondition);

/** Incidents, by number or by system, whose content has to stay, as for a court or an audit. */
export interface Hold {
  incidents?: number[];
  systems?: string[];
  why: string;
}

/** A deadline of a law or a contract, as the organization file describes it. */
export interface RegulatorySpec {
  id: string;
  name: string;
  within: Duration;
  /** What it counts from: when somebody says that it applies, or the opening of the incident. */
  from: 'awareness' | 'opening';
  /** A person id, or a role of the incident. */
  owner: string;
  form?: string | undefined;
  link?: string | undefined;
  /** Each so long before it is due. */
  remind: Duration[];
  /** What a lawyer has still to say about it. */
  reading?: string | undefined;
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
  /** Time between human updates; absent means no updates are owed. */
  every?: Duration;
  /** `every` holds for this long after opening, then `then` does. */
  firstFor?: Duration;
  then?: Duration;
  /** The first update is due this long after opening. */
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
  /** The text as it was read; `hash` is the hash of its UTF-8 bytes. */
  text: string;
  /** True when the channel must be private: injection, data exposure. */
  sensitive: boolean;
  /** What is taken out of text before it is stored; secrets always are. */
  mask: Masks;
  summary: string;
  /** Kinds of system this can happen to. */
  appliesTo: SystemKind[];
  /** 1. Triggers, and the alert labels that map to this runbook. */
  triggers: Trigger[];
  match: Matcher[];
  /** 2. Severity rubric: what makes it which severity. */
  severity: {
    initial: Severity;
    rubric: Record<Severity, string>;
    /** The part of the rubric that signals can check. */
    conditions?: SeverityConditions;
  };
  /** 3. One accountable owner: a role from the system file. */
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
    /** How long after the end a relapse is looked for. */
    watch?: Duration;
  };
  /** 8. Postmortem duties. */
  postmortem: { steps: Step[]; dueDays: number };
  evidence: EvidenceItem[];
  escalation: { criteria: string[]; paths: string[]; when?: EscalationRule[] };
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
  /** What the system promises. Of a ratio it leaves an error budget: at most 0.01 may fail, or at least 0.99 work. */
  objective?: number;
  /** Below this, every trigger that waits for a fall fires, whatever the baseline has become. */
  floor?: number;
  /** Where it has a weekly rhythm: normal is what the same hour of past weeks was. */
  season?: Season;
  /** Which direction is better. */
  better: 'lower' | 'higher';
  /** The label whose worst value counts, where the query gives a series for each: `region`. */
  by?: string;
  /** Of a ratio that says how many were affected, what it is a share of: `responses`. */
  shareOf?: string;
  /** Of a signal that is no share, the signal that says what share was affected. */
  affected?: string;
  /** Below so much of another signal the value says nothing. */
  volume?: Volume;
  /** Headers the system's signals are asked with. `${NAME}` stays unfilled here, because a plan is kept for ever. */
  headers?: Record<string, string>;
}

/** A weekly rhythm. A holiday is no example for later weeks, and is itself compared with Sundays. */
export interface Season {
  weeks: number;
  /** Calendar days: `2026-12-25`. */
  holidays: string[];
  /** The time zone of those days. */
  tz: string;
}

/** A query with one series for each value of a label that names what answers: the model, the prompt version. */
export interface ObservedSpec {
  /** The part whose versions the values are. */
  part: string;
  query: string;
  label: string;
  /** As of a signal. */
  headers?: Record<string, string>;
}

/** The tools whose links airb makes by itself; `link` is any other, by its template. */
export const traceTools = ['langfuse', 'langsmith', 'phoenix', 'datadog', 'tempo', 'link'] as const;
export type TraceTool = (typeof traceTools)[number];

/** Where the traces of a system are read. */
export interface TracesSpec {
  tool: TraceTool;
  /** A link with `{from}`, `{to}` (ISO 8601), `{fromMs}` and `{toMs}`; system and query are filled in already. */
  link: string;
  samples?: SamplesSpec;
}

/** A GET that lists traces of a stretch of time, a few at a time. */
export interface SamplesSpec {
  /** As the link, with `{page}` (from 1) and `{limit}` as well. */
  url: string;
  /** Where in the JSON the list stands; absent where the answer is the list. */
  items?: string;
  /** Where in each of the list its id, what went in and what came out stand. */
  id: string;
  input: string;
  output: string;
  /** Headers; `${NAME}` stays unfilled here, because a plan is kept for ever. */
  headers: Record<string, string>;
}

/** A secret by the name of its environment variable, and how it is sent. */
export interface NamedSecret {
  env: string;
  header: string;
  prefix: string;
  /** The environment variable with the user's name: both are then sent as HTTP Basic, whatever the prefix is. */
  user?: string;
}

/** What rollbacks may call: a host, and on it methods and paths. */
export interface MayCall {
  /** `flags.example.org`, or with a port. */
  host: string;
  /** Any method where absent. Reading needs the host alone. */
  methods?: string[];
  /** Any path where absent; `*` stands for one segment, at the end for any rest. */
  paths?: string[];
  /** True when its name may lead to an address of the own network. */
  private?: boolean;
}

/** What an answer must hold to say that the deed is done: a status, a value in its JSON, or both. */
export interface Expectation {
  status?: number[];
  /** Names and numbers with dots between them: `data.0.state`. */
  path?: string;
  /** The text at the path; `{{version}}` stands for the version asked for. */
  equals?: string;
}

/** A GET that tells which version of a part is live. */
export interface ReadBack {
  url: string;
  /** Where in the JSON the version stands: `live`, `data.0.version`, `aliases[alias_name=docs].collection_name`. */
  path: string;
  headers: Record<string, string>;
  secret?: NamedSecret;
  /** What stands there, to the version it means: `{ 'true': 'on' }`; anything else is the version itself. */
  words?: Record<string, string>;
  /** It reads how something ends that a call began: as `done`, and then `version` is live, or not. */
  ends?: { done: string; version: string };
}

/** An HTTP call that rolls a part back; the secret is named, never written. */
export interface HttpAction {
  method: 'POST' | 'PUT' | 'PATCH';
  /** `{{version}}` in its path is filled in, as one segment at most. */
  url: string;
  /** JSON body; the strings `{{version}}`, `{{key}}` and `{{reason}}` in its values are filled in. */
  body: Record<string, unknown>;
  /** Extra headers, without secrets. */
  headers: Record<string, string>;
  /** The environment variable that holds the secret, and how it is sent. */
  secret?: NamedSecret;
  /** Body fields that turn the call into a dry run: it changes nothing and says what would happen. */
  dryRun?: Record<string, unknown>;
  /** What a success looks like; absent means any 2xx whose body does not say otherwise is an acceptance. */
  expect?: Expectation;
  /** True when the same call may arrive twice without harm, so that airb may repeat it without asking. */
  idempotent?: boolean;
  /** How long an approval holds, in milliseconds; 30 minutes when absent. */
  validFor?: Duration;
  /** What the target calls each version; it knows no others where this is given. */
  words?: Record<string, string>;
  /** Asked right before the call: what stands at `path`, with `{{version}}` filled in, becomes `{{found}}`. */
  lookUp?: ReadBack;
  /** A success only began something, which `url` tells the end of; `{{answer}}` is what the answer holds at `answer`. */
  follow?: { url: string; answer: string; path: string; done: string };
}

/** A part put into a state that relieves users, other than the last known good version. */
export interface ContainmentSpec {
  id: string;
  kind: ContainmentKind;
  /** What it does, as on its button: `Stop the agent`. */
  title: string;
  part: string;
  /** The version of the part that does it: `agent-off`. */
  to: string;
  /** What users lose while it is so. */
  loses: string;
  /** True when the system then does nothing, so that nothing of it can be measured. */
  stops: boolean;
  /** True for a deed that leaves no state behind, such as emptying a cache: nothing is in force, and nothing leads back. */
  once?: boolean;
  /** How often the room is reminded while it is in force; absent in older logs. */
  remind?: Duration;
}

export interface PartSpec {
  id: string;
  kind: ChangeKind;
  title: string;
  /** Who looks after it; the technical owner of the system where the file names nobody. */
  owner?: string;
  live: string;
  lastKnownGood?: string;
  /**
   * False when the live version is a name that can mean another version later, such as a model alias: a suspect by
   * itself.
   */
  pinned: boolean;
  /** False when only a code deploy can change it, as with a prompt that is part of the source. */
  separate: boolean;
  action?: HttpAction;
  /** Names of the signals a change of it shows in, where the system file says so. */
  moves?: string[];
  /** How airb sees which version is live. */
  current?: ReadBack;
  /** Where other tools tell of its changes. */
  feeds?: FeedSpec[];
  /** What a person does by hand when there is no action. */
  manual?: string;
}

export interface SystemSpec {
  /** Where its action items are opened as issues, in place of the organization's. */
  tracker?: TrackerSpec;
  id: string;
  title: string;
  kind: SystemKind;
  sample: boolean;
  riskTier: RiskTier;
  businessOwner: string;
  technicalOwner: string;
  /** Escalation policy: who is paged, in order, and how long each has. */
  onCall: Rung[];
  parts: PartSpec[];
  /** Absent where the file names none. */
  containment?: ContainmentSpec[];
  signals: SignalSpec[];
  /** Where the traffic itself tells which version answers; absent where the file names none. */
  observed?: ObservedSpec[];
  /** Where its traces are read; absent where the file names none. */
  traces?: TracesSpec;
  /** People who may approve containment on this system, besides those of the organization. */
  approvers?: string[];
  /** Audience ids of the organization file. */
  audiences: string[];
  contacts: { risk?: string; legal?: string; security?: string };
  fallback: string;
  /** The day of the last fallback test, `2026-10-12`. */
  fallbackTested?: string;
  safeStop?: string;
  /** The day of the last drill with this system, and what was played. */
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
  /** Id of the user in PagerDuty. */
  pagerduty?: string;
  /** Shown where nothing else reaches them; in no plan and no log. */
  phone?: string;
  manager?: string;
  tz?: string;
}

export interface Organization {
  name: string;
  people: PersonSpec[];
  /** Who is on call when; absent where the file has no rotations. */
  rotations?: Rotation[];
  /** How the schedules kept elsewhere are asked for, by rotation; apart from them, because addresses may be secrets. */
  schedules?: Record<string, ScheduleSource>;
  /** Default commanders in order; the first one is invited and asked to command. */
  commanders: string[];
  communications: string[];
  /** Chats in which an incident gets a room, the home first; absent means all connected chats. */
  rooms?: string[];
  /** The channel where incidents are announced: one name for all chats, or one for each. */
  incidentsChannel: string | Partial<Record<string, string>>;
  /** Where airb tells of its own failures; the incidents channel where it is absent. */
  operationsChannel?: string | Partial<Record<string, string>>;
  audiences: AudienceSpec[];
  /** Who gets a daily list of the open incidents; absent where nobody does. */
  digests?: DigestSpec[];
  /** Drills that begin by themselves; absent where none do. */
  drills?: DrillSpec[];
  cadence: Record<Severity, Cadence>;
  /**
   * Approvals a rollback needs, by the highest severity reached and by risk tier. Where one is needed, an approver who asks may
   * give it, after the dry run where the target has one; where two or more are, whoever asked never counts.
   */
  approvals: Record<Severity, Record<RiskTier, number>>;
  /** People who may approve containment besides the commander. */
  approvers: string[];
  /** What rollbacks may call; absent means whatever the system files name. */
  mayCall?: MayCall[];
  /** What members of the workspace who are not in the file may do; absent means that they respond. */
  members?: MemberRights;
  /** How often each role that nobody holds is asked for; 0 means never. */
  askForRoles?: Partial<Record<Role, Duration>>;
  /** When people beyond those on call are brought in, whatever the runbook says; absent in older logs. */
  escalate?: EscalationRule[];
  /** Deadlines that a risk escalation may set running; absent in older logs. */
  regulatory?: RegulatorySpec[];
  /** Incidents whose content nobody may prune; absent in older logs. */
  hold?: Hold[];
  /** Where action items are opened as issues. */
  tracker?: TrackerSpec;
  /** Alerts for the same system and failure within this time join the open incident. */
  joinWindow: Duration;
  /** Another failure of a system joins the incident opened within this time; 0 means never. */
  siblingWindow: Duration;
  /** So many incidents one source may open within an hour for what no file names. */
  unlistedPerHour: number;
  /** So long nobody may do anything in an open incident before its commander is asked, by severity. */
  stale?: Partial<Record<Severity, Duration>>;
  /** So long after the last word in an incident that is over, its rooms are archived; never where absent. */
  archiveAfter?: Duration;
  /** Changes this far back are listed as suspects. */
  lookBack: Duration;
}

/** Everything the loader read, as one value; a reload replaces it whole. */
export interface Library {
  organization: Organization;
  systems: SystemSpec[];
  runbooks: Runbook[];
  /** Id of the runbook for alerts that match no other. */
  generic: string;
}
