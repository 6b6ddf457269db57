import type { Actor, Person, PersonId, Role, Severity } from '../people.ts';
import type { MessageRef, RoomRef } from '../refs.ts';
import type { Day, EvalRun, ItemKind, ItemOwner, ReminderRung } from '../response/action-item.ts';
import type { EscalationKind, EscalationTrigger } from '../response/escalation.ts';
import type { EvalRunSource, EvalTool } from '../response/eval-run.ts';
import type { Nature } from '../response/evidence-nature.ts';
import type { Fact } from '../response/pre-answers.ts';
import type { Promises } from '../response/promises.ts';

import type { UpdateWarning } from '../response/update-warnings.ts';
import type { SignalVerdict, Verdict } from '../response/verdict.ts';
import type { Audience } from '../runbooks/audience.ts';
import type { Plan, PlanSection } from '../runbooks/plan.ts';
import type { Category, ReadBack, RecoveryCheck } from '../runbooks/runbook.ts';
import type { TrackerName } from '../runbooks/tracker.ts';
import type { Alert } from '../signals/alert.ts';
import type { Change } from '../signals/change.ts';
import type { History } from '../signals/history.ts';
import type { Kept } from '../signals/kept.ts';
import type { Reading } from '../signals/reading.ts';
import type { TrafficSeen } from '../signals/traffic.ts';
import type { Duration, Instant } from '../time.ts';
import type { DrillFacts, DrillScore } from './drill-facts.ts';
import type { AlertKey, KnownAlert } from './known-alert.ts';
import type { Similar } from './similar.ts';
import type { Heard, Seen, Took } from './target-answer.ts';

/** The six lines of an update, as a person or airb wrote them. `next` and `owner` are filled by airb. */
export interface UpdateText {
  users: string;
  since: string;
  scope: string;
  mitigation: string;
}

export type Form = 'internal' | 'customer';

/** The first-fifteen-minutes questions (requirement R4). */
export const questions = ['kind', 'changed', 'switch', 'reviewer', 'examples'] as const;
export type Question = (typeof questions)[number];

/** A part of the checklist that is shown or folded for everybody: a section of the runbook, or the first questions. */
export const foldables = [
  'questions',
  'triage',
  'rollback',
  'communication',
  'recovery',
  'postmortem',
] as const satisfies (PlanSection['id'] | 'questions')[];
export type Foldable = (typeof foldables)[number];

/** Milestones whose time a person may put right. The others are moments of airb itself. */
export const correctable = [
  'felt',
  'detected',
  'acknowledged',
  'diagnosed',
  'contained',
  'recovered',
] as const;
export type Correctable = (typeof correctable)[number];

/** Who is told of a postmortem that is owed: its owner before and when it is due, and then the manager as well. */
export const postmortemRungs = ['before', 'due', 'late'] as const;
export type PostmortemRung = (typeof postmortemRungs)[number];

/** A file of a published postmortem: its bytes lie in the contents of the incident, under their hash. */
export interface Frozen extends Kept {
  /** The bytes themselves, on their way into the contents. */
  text?: string;
  /** The hash it was published with, where a redaction has changed the file since. */
  was?: string;
}

export type ReadingPurpose =
  | { for: 'opening' }
  | { for: 'demand' }
  | { for: 'containment'; action: string; when: 'before' | 'after' }
  | { for: 'recovery' };

export interface EvidenceRecord {
  id: string;
  /** The item of the runbook's evidence list that it answers, if any. */
  item?: string;
  title: string;
  /** The content itself, as text. The log keeps it, because a link may stop working. */
  content: string;
  /** Its whole, where only its beginning stands here. */
  kept?: Kept;
  /** sha-256 of the whole content, hex. */
  sha256: string;
  /** `trace`: airb took it from where the system's traces are; `api`: another program handed it over. */
  from: 'automatic' | 'command' | 'message' | 'upload' | 'api' | 'trace';
  /** An agent handed it over and nobody has looked at it yet, so it counts for nothing. */
  unconfirmed?: true;
  /** What it is where it is not the thing itself; absent in older logs. */
  nature?: Exclude<Nature, 'content'>;
  message?: MessageRef;
}

/** Where a failed example belongs: what stops a release, what is watched, and what is for later. */
export const exampleSets = ['blocking', 'monitoring', 'backlog'] as const;
export type ExampleSet = (typeof exampleSets)[number];

/** A failed example on its way into the eval set. */
export interface Example {
  id: string;
  /** Id of the evidence it comes from. */
  source: string;
  set: ExampleSet;
  /** What went in, and what came out; absent where the evidence itself says it. */
  input?: string;
  output?: string;
  /** What a good answer does. */
  expected: string;
  /** Why it belongs into that set. */
  reason: string;
}

/** Another failure of the same system, told within minutes of the first. */
export interface Sibling {
  failure: string;
  runbook: { id: string; title: string; hash: string; link: string };
  /** Who is accountable for this failure. */
  owner?: Person;
  /** The key metrics that show it to be over; absent in older logs, and where the system measures none. */
  watched?: RecoveryCheck[];
}

/** What an incident leaves to the one it was merged into. */
export interface Estate {
  number: number;
  title: string;
  severity: Severity;
  system: string;
  failure: string;
  /** Its runbook, where it was another failure of the same system. */
  sibling?: Sibling;
  startedAt: Instant;
  alerts: KnownAlert[];
  /** Alerts that stay on its own record only, because they were too many. */
  more?: number;
  changes: Change[];
  /** Who worked on it. */
  people: Person[];
  /** Who was told of it, and so hears the end; status pages are not among them. Absent when nobody was. */
  audiences?: Audience[];
  reason: string;
  /** Who merged them. */
  who: string;
}

/** Where an incident came from that was split out of another. */
export interface SplitFrom {
  number: number;
  alerts: KnownAlert[];
  who: string;
}

/**
 * `limit`: the platform of `chat` can't do this at all. `room`: the room in `chat` can't be opened, and airb will try
 * again. Absent for every other failure.
 */
export type TroubleKind = 'limit' | 'room';

/** What happened. `at` and `by` say when and who; the body says what. */
/** The way an acknowledgement came; `action`: by asking for a containment, or approving one. */
export type AcknowledgedVia = 'chat' | 'command' | 'pagerduty' | 'action';

/** What an agent can read of an incident. */
export const agentReads = ['incident', 'timeline', 'suspects', 'readings', 'runbook'] as const;
export type AgentReads = (typeof agentReads)[number];
/** What an agent can put before people. */
export type AgentPuts = 'proposal' | 'evidence';

export type IncidentEvent = { at: Instant; by: Actor } & EventBody;

/** What airb read when somebody answered a question: the answer it would have given, and whether they agreed to that. */
export interface AirbRead {
  read?: { answer: string; facts: Fact[] };
  agreed?: true;
}

export type EventBody =
  | {
      type: 'incident.opened';
      number: number;
      title: string;
      failure: string;
      severity: Severity;
      /** Why this runbook, severity and owner, in the words of the matcher. */
      because: string;
      private: boolean;
      plan: Plan;
      roles: Partial<Record<Role, Person>>;
      alert?: Alert;
      changes: Change[];
      /** True when no runbook matched and the generic one was taken. */
      unmapped: boolean;
      roomName: string;
      /** When users began to feel it, as far as anybody knows. */
      startedAt: Instant;
      /** The source whose alert opened it although no file names its system or its failure; these are counted. */
      stray?: string;
      /** The incident that keeps the message of the storm this one opened in; its own number where it does. */
      storm?: number;
      /** Ids of the audiences that hear of the start; absent where none does, and in older logs. */
      told?: string[];
      /** Earlier incidents like it; absent where there are none, and in older logs. */
      similar?: Similar;
      /** The incident that it was split out of, with the alerts that came along. */
      splitFrom?: SplitFrom;
      /** It is an exercise: nothing of it is real, and it counts nowhere. */
      drill?: DrillFacts;
    }
  /**
   * `severity` is what the alert means, `failure` what it speaks of; both are absent where airb did not know. `sibling`
   * is given when it brings another failure of the system.
   */
  | { type: 'alert.joined'; alert: Alert; severity?: Severity; failure?: string; sibling?: Sibling }
  | { type: 'alert.flapped'; alert: Alert; times: number; severity?: Severity }
  /** The same alert, more severe than before. */
  | { type: 'alert.worsened'; alert: Alert; severity: Severity }
  /** `quiet`: nobody said so; nothing was heard of it for so long. */
  | { type: 'alert.resolved'; alert: Alert; quiet?: Duration }
  /** It fires still, and its end is told by silence alone. */
  | { type: 'alert.heard'; source: string; fingerprint: string; title: string }
  /** It fires although the incident is over. */
  | { type: 'alert.outlasted'; alert: Alert }
  /** `confirms`: the id under which somebody to be believed less told of it before; it stands in that one's place. */
  | { type: 'change.noted'; change: Change; confirms?: string }
  | { type: 'room.opened'; room: RoomRef; name: string; announced?: boolean }
  /** It was archived or deleted, or airb was put out of it. `last`: it happened so often that airb opens no other one. */
  | { type: 'room.lost'; room: RoomRef; name: string; why: string; last?: boolean }
  /** Another room, or the same one that airb came back into, goes on where the lost one ended. */
  | { type: 'room.replaced'; from: { room: RoomRef; name: string; at: Instant }; to: RoomRef; name: string }
  /** `unsure`: the answer was lost and nobody is needed any more, so it was not sent again to find out. */
  | { type: 'page.sent'; level: number; route: string; people: Person[]; summary: string; unsure?: true }
  /**
   * `gone`: their account is deactivated or gone, so no page reaches them. `unsure`: an attempt before the last may have
   * got through, so it may ring there all the same.
   */
  | {
      type: 'page.failed';
      level: number;
      route: string;
      people: Person[];
      why: string;
      gone?: boolean;
      unsure?: true;
    }
  /** A provider could not be told that its page is answered, or that the incident is over. */
  | {
      type: 'page.stop-failed';
      level: number;
      route: string;
      people: Person[];
      told: 'acknowledge' | 'resolve';
      why: string;
    }
  /** Why the next level is paged: who did not answer, who passed it on, and whom no page could reach. */
  | {
      type: 'page.climbed';
      level: number;
      people: Person[];
      unanswered: Person[];
      declined?: Person[];
      unreached?: Person[];
      /** Rotations that had nobody on call, so the step after them is paged. */
      empty?: string[];
    }
  /** `again`: when the policy begins again. `empty`: rotations that had nobody, so that nobody was left to page. */
  | { type: 'page.exhausted'; levels: number; again?: Instant; empty?: string[] }
  | { type: 'page.declined'; level: number; why: string }
  | { type: 'acknowledged'; via: AcknowledgedVia }
  /**
   * `promised`: when the next update was due until then; absent where none was owed, and in older logs. `told`: ids of the
   * audiences that it told of the incident; absent where it told none, and in older logs.
   */
  | {
      type: 'severity.changed';
      from: Severity;
      to: Severity;
      reason: string;
      promised?: Instant;
      told?: string[];
    }
  /** Subscribers were found who hear of this incident; `told` are those who hear of it at once. */
  | { type: 'audience.joined'; audiences: Audience[]; told: string[] }
  | { type: 'audience.left'; audience: string }
  /**
   * `handover`: the offer that was accepted. `takenOver`: from `before`, who did not give it away. In older logs a role was
   * also given to somebody who was not asked.
   */
  | {
      type: 'role.assigned';
      role: Role;
      person: Person;
      before?: Person;
      handover?: string;
      takenOver?: true;
    }
  /** Somebody is asked to take a role until `until`; `before` holds it until they do. */
  | { type: 'role.offered'; handover: string; role: Role; person: Person; before?: Person; until: Instant }
  /** The offer is over, and nobody took the role by it. */
  | { type: 'role.unanswered'; handover: string; role: Role; person: Person; how: HandoverEnd }
  | { type: 'role.released'; role: Role; person: Person }
  /** Nobody holds the role, and the room is asked; `next` is when it is asked again. */
  | { type: 'role.asked'; role: Role; times: number; next: Instant }
  | { type: 'question.answered'; question: Question; answer: string }
  /** `cause` is given when nobody chose the category by hand: it follows from the cause that the diagnosis found. */
  | { type: 'category.chosen'; category: Category; because: string; cause?: string }
  /** Somebody answered a question of the tree. A symptom that led on directly is the answer `hint:1`, `hint:2` …. */
  | ({ type: 'diagnosis.answered'; check: string; answer: string } & AirbRead)
  /**
   * Somebody took back this answer, the last one; `cause` is the cause concluded from it. With `all` somebody began at the
   * first question again, to look for another cause.
   */
  | { type: 'diagnosis.undone'; check: string; answer: string; all: boolean; cause?: string }
  | { type: 'diagnosis.concluded'; cause: string; because: string }
  | { type: 'section.folded'; section: Foldable; folded: boolean }
  /** `how`: an update that was sent did it, and no press of its own. */
  | { type: 'step.done'; step: string; note?: string; how?: 'update' }
  | { type: 'step.skipped'; step: string; reason: string }
  | { type: 'step.assigned'; step: string; person: Person }
  | { type: 'step.undone'; step: string }
  | { type: 'step.noted'; step: string; note: string }
  /** Somebody says that the step was of no help. */
  | { type: 'step.unhelpful'; step: string; why?: string }
  /** Somebody says which step the runbook lacks. */
  | { type: 'step.suggested'; section: PlanSection['id']; title: string; look?: string; means?: string }
  | { type: 'note.written'; text: string }
  | { type: 'message.said'; message: MessageRef; text: string; files: string[] }
  | { type: 'message.marked'; message: MessageRef; text: string; marked: boolean }
  | { type: 'evidence.saved'; evidence: EvidenceRecord }
  | { type: 'evidence.confirmed'; evidence: string }
  | { type: 'samples.asked'; page: number }
  /** So many sampled outputs are new in the evidence; `problem` says why there are none. */
  | { type: 'samples.taken'; page: number; taken: string[]; problem?: string }
  /** Sorted for the first time, or anew. */
  | { type: 'example.sorted'; example: Example }
  /** The failed examples of the incident are to be put into the data sets of an eval tool. */
  | { type: 'examples.push-asked'; tool: EvalTool }
  /** What came of it: how many stand in which data sets; `problem`, and nothing more, where they do not. */
  | {
      type: 'examples.pushed';
      tool: EvalTool;
      pushed: { dataset: string; count: number }[];
      problem?: string;
    }
  /** A run of an eval contained every blocking example of the incident, and all of them passed. */
  | { type: 'evals.passed'; run: EvalRunSource; examples: number }
  /** It did not: by their names in the data sets, those that failed, and those that the run did not contain. */
  | { type: 'evals.failed'; run: EvalRunSource; passed: number; failed: string[]; missing: string[] }
  /**
   * `nextDueAt` is what its readers were promised. `promised` holds the promises to the readers of each form after it, where
   * there are readers of both. `owedAt` is when it was owed; absent where none was, and in older logs. `unheard`: nobody
   * reads this form, so the clock of those who read the other goes on. `warned`: what its writer was warned of and confirmed.
   * `proposal` is what somebody wrote for the commander to send.
   */
  | {
      type: 'update.posted';
      form: Form;
      text: UpdateText;
      nextDueAt?: Instant;
      audiences: string[];
      promised?: Promises;
      owedAt?: Instant;
      unheard?: true;
      warned?: UpdateWarning[];
      proposal?: string;
    }
  /** An update that waits for the commander; `asked` are those who get it to look at. */
  | {
      type: 'update.proposed';
      update: string;
      form: Form;
      text: UpdateText;
      asked: PersonId[];
      warned?: UpdateWarning[];
    }
  | { type: 'update.declined'; update: string; reason: string }
  /** The last update of this form reads otherwise now; `was` is what it said, and `postedAt` when. */
  | {
      type: 'update.corrected';
      form: Form;
      text: UpdateText;
      was: UpdateText;
      postedAt: Instant;
      nextDueAt?: Instant;
      audiences: string[];
      warned?: UpdateWarning[];
    }
  /**
   * The next update comes later than promised; these audiences hear so. `promisedBefore` is what the readers of each form
   * had been promised, where that was not `from` for all; absent in older logs.
   */
  | {
      type: 'update.snoozed';
      from: Instant;
      dueAt: Instant;
      promisedBefore?: Promises;
      reason: string;
      audiences: string[];
    }
  | { type: 'update.nudged'; dueAt: Instant; person?: Person }
  /**
   * Stakeholders got a holding statement. The decision leaves the texts out; `flow/write` adds the words before it
   * appends. `customer` is what readers of that form got; older logs have one text for all. `forms`: only their readers;
   * all where it is absent.
   */
  | {
      type: 'update.missed';
      dueAt: Instant;
      text?: UpdateText;
      customer?: UpdateText;
      nextDueAt?: Instant;
      forms?: Form[];
      promised?: Promises;
    }
  | { type: 'update.escalated'; rung: number; person: Person; dueAt: Instant }
  | { type: 'containment.proposed'; proposal: string; part: string; from: string; to: string; reason: string }
  | { type: 'proposal.declined'; proposal: string }
  /** The first time within a while; see `proposals.ts`. */
  | { type: 'agent.read'; what: AgentReads }
  /** What an agent put before people and airb did not take, the first time within a while. */
  | { type: 'agent.refused'; what: AgentPuts; why: string }
  | {
      type: 'rollback.requested';
      action: string;
      part: string;
      from: string;
      to: string;
      reason: string;
      approvalsNeeded: number;
      /** airb has never seen the version it goes to, so it needs one approval more. */
      unknownVersion?: true;
      /** The person's reason for going on without complete evidence. */
      evidenceOverride?: string;
    }
  | { type: 'rollback.approved'; action: string; approvalsLeft: number }
  /** `calledOff`: nobody declined it; what it was asked for is no longer so. */
  | { type: 'rollback.declined'; action: string; reason: string; calledOff?: true }
  /** Somebody went on in an emergency without those who decide; `action` is the rollback they let through. */
  | {
      type: 'glass.broken';
      for: 'command' | 'rollback';
      action?: string;
      reason: string;
      unreached: string[];
    }
  | { type: 'rollback.started'; action: string; manual: boolean }
  /** airb is about to call the target. `unread` says why the live version could not be checked first. */
  | { type: 'rollback.attempted'; action: string; unread?: string }
  /** Nothing was sent; airb tries again later. */
  | { type: 'rollback.delayed'; action: string; why: string }
  /** The state had moved on, so the target was not called. `live` is what was found to be live instead. */
  | { type: 'rollback.dropped'; action: string; because: string; live?: string }
  /** A person called it off while airb was still trying. */
  | { type: 'rollback.stopped'; action: string; reason: string }
  /**
   * The outcome. `took` says how a success is known; it is absent in logs from before airb asked. `because` says what is
   * wrong with the answer, and `live` which version was found live after a failure.
   */
  | {
      type: 'rollback.responded';
      action: string;
      ok: boolean;
      status: number;
      response: string;
      took?: Took;
      because?: string;
      live?: string;
    }
  /** Nobody knows yet whether it took effect: the target is still at work, or its answer was lost. */
  | {
      type: 'rollback.unconfirmed';
      action: string;
      heard: Extract<Heard, 'accepted' | 'queued' | 'doubt'>;
      status: number;
      response: string;
      because: string;
      /** Where the end of what the call began can be seen. */
      follow?: ReadBack;
    }
  /** airb looked which version is live while it did not know. `more` says that it looks again by itself. */
  | { type: 'rollback.looked'; action: string; seen: Seen; more: boolean }
  | { type: 'rollback.look-asked'; action: string }
  | {
      type: 'rollback.previewed';
      action: string;
      ok: boolean;
      status: number;
      response: string;
      because?: string;
    }
  /** The live versions as their own systems tell them. */
  | { type: 'versions.seen'; seen: ({ part: string } & Seen)[] }
  /** What answers, as the traffic itself tells it. */
  | { type: 'traffic.seen'; sampledAt: Instant; seen: TrafficSeen[] }
  | { type: 'readings.requested' }
  /** `sampledAt` is the time the values were measured. It stays that time when the reading arrives late. */
  | {
      type: 'readings.taken';
      purpose: ReadingPurpose;
      sampledAt: Instant;
      readings: Reading[];
      /** What the signals that matter read from an hour before the start until now. */
      history?: History[];
    }
  | {
      type: 'containment.judged';
      action: string;
      verdict: Verdict;
      signals: SignalVerdict[];
      nextSuspect?: string;
      /** Other parts that changed between the two readings, so that the effect can't be told apart. */
      overlaps?: string[];
      /** The part that is off, so that nothing could be measured. */
      off?: string;
      /** Parts that were changed while the system was off: it was switched on again, and all of them are measured at once. */
      together?: string[];
    }
  /** What is off, frozen or throttled still is, some time after it began. */
  | { type: 'containment.reminded'; action: string }
  /** `red`: key signals that spoke against it, and `seen` what spoke for it all the same. */
  | { type: 'verification.started'; until: Instant; red?: string[]; seen?: string }
  /** `failing` keeps the recovery from holding; of these, `blind` were not measured and the rest are out of range. */
  | { type: 'verification.broken'; failing: string[]; blind?: string[] }
  | { type: 'verification.held' }
  | { type: 'resolved'; override?: { reason: string; failing: string[]; blind?: string[] } }
  | { type: 'relapsed'; failing: string[] }
  /** People beyond those on call were brought in; `people` is empty where the files name nobody of this kind. */
  | { type: 'escalated'; kind: EscalationKind; people: Person[]; because: EscalationTrigger }
  /** A deadline of a law or a contract was set running. `from`: when it began to count. */
  | {
      type: 'clock.started';
      clock: string;
      name: string;
      reason: string;
      from: Instant;
      dueAt: Instant;
      owner: Person;
      form?: string;
      link?: string;
      reading?: string;
    }
  | { type: 'clock.reminded'; clock: string; dueAt: Instant }
  | { type: 'clock.overdue'; clock: string; dueAt: Instant; rung: number; people: Person[] }
  | { type: 'clock.ended'; clock: string; how: 'met' | 'not-applicable'; reason: string }
  /** Somebody owes follow-up work. `proposal`: the words of the draft that it came from; `message`: the one it was taken from. */
  | {
      type: 'action-item.added';
      item: number;
      what: string;
      kind: ItemKind;
      owner: ItemOwner;
      due: Day;
      proposal?: string;
      message?: MessageRef;
    }
  /** Only what is otherwise now; `before` says how that was. */
  | ({ type: 'action-item.changed'; item: number; before: ItemChange } & ItemChange)
  /** It has shipped, and waits for a run of the eval that passes. */
  | { type: 'action-item.shipped'; item: number; shipped: string }
  /** `override`: why an eval counts as done without such a run. `byIssue`: its issue was closed. */
  | { type: 'action-item.done'; item: number; shipped: string; override?: string; byIssue?: true }
  | { type: 'action-item.dropped'; item: number; reason: string }
  | { type: 'action-item.reopened'; item: number; reason: string }
  /** A run that contains every blocking example has passed, so it is done. */
  | { type: 'action-item.verified'; item: number; run: EvalRun }
  /** A run that it waited for does not close it. `missing`: ids of blocking examples that the run does not contain. */
  | { type: 'action-item.unverified'; item: number; run: EvalRun; missing: string[] }
  /** `tz`: the zone of its owner, whose day it is; absent where the files name none. */
  | {
      type: 'action-item.reminded';
      item: number;
      rung: ReminderRung;
      due: Day;
      people: Person[];
      tz?: string;
    }
  /** Its owner has left, so it goes to whoever answers for them; `owner` is absent where the files name nobody. */
  | { type: 'action-item.inherited'; item: number; from: Person; owner?: ItemOwner }
  /** It is to be opened as an issue. */
  | { type: 'action-item.issue-asked'; item: number; tracker: TrackerName; project: string }
  | { type: 'action-item.issue-opened'; item: number; tracker: TrackerName; key: string; link: string }
  /** How its issue stands there now. `unplanned`: it was closed without being done. */
  | { type: 'action-item.issue-seen'; item: number; seen: 'open' | 'closed'; unplanned?: true }
  /** A person opened it again; `from` is how it had ended. */
  | { type: 'reopened'; reason: string; from: 'resolved' | 'cancelled' }
  /** It goes on as another incident. `quiet`: that one is private, so nobody is told which it is. */
  | { type: 'merged'; into: number; reason: string; quiet?: true }
  /** Another incident was merged into this one. */
  | { type: 'absorbed'; left: Estate }
  | { type: 'split.begun'; alerts: AlertKey[]; who: string }
  | { type: 'split.off'; to: number; title: string; alerts: AlertKey[]; who: string; quiet?: true }
  | { type: 'renamed'; title: string; before: string }
  | {
      type: 'runbook.switched';
      plan: Plan;
      failure: string;
      reason: string;
      before: { id: string; title: string; hash: string };
    }
  /** Nobody has done anything for `idle`; `asked` is absent where that was not long enough to ask anybody. */
  /** `due`: somebody was there meanwhile, so it is looked at again then; `rooms`: these are archived now. */
  | { type: 'archive.checked'; due?: Instant; rooms?: RoomRef[] }
  | { type: 'room.archived'; room: RoomRef; name: string }
  /** The room is called so now, after the incident was. */
  | { type: 'room.renamed'; room: RoomRef; name: string; before: string }
  | { type: 'stale.checked'; idle: Duration; asked?: Person[] }
  /** `red`: the key signals that were out of range or not measured at that time. */
  | { type: 'cancelled'; reason: string; red?: string[] }
  /** Somebody joined the drill. */
  | { type: 'drill.joined'; person: Person }
  /** A real incident began while the drill runs; private ones are not told. */
  | { type: 'drill.real'; number: number; severity: Severity; title: string }
  /** How the drill went, at its end. */
  | { type: 'drill.scored'; score: DrillScore }
  /**
   * The text of an entry was taken out; its tombstone says by whom and why. `also`: other entries that were changed with it, so
   * that an event whose own text still stands tells of each.
   */
  | { type: 'entry.redacted'; entry: number; why: string; also?: number[] }
  | { type: 'postmortem.requested' }
  | { type: 'postmortem.drafted'; file: string }
  /** Somebody put right when a milestone was reached; `was` is what stood there until then. */
  | { type: 'milestone.corrected'; milestone: Correctable; to: Instant; was?: Instant; why: string }
  /**
   * Somebody's own words at a place of the draft; `title` is the heading or the question there. `over`: the edit whose words
   * stood there before. `kept`: the whole text, where only its beginning stands here.
   */
  | {
      type: 'postmortem.written';
      edit: string;
      place: string;
      title: string;
      text: string;
      over?: string;
      kept?: Kept;
    }
  /** The newest words at a place were taken back; those before them stand again, or else the draft's. */
  | { type: 'postmortem.taken-back'; edit: string; place: string; title: string }
  /** The document as it is from now on. `open`: questions that were left open, and whoever published was shown. */
  | {
      type: 'postmortem.published';
      version: number;
      /** What the draft was made of; see `basisOf`. */
      basis: string;
      page: Frozen;
      document: Frozen;
      open: string[];
    }
  | { type: 'postmortem.reminded'; dueAt: Instant; rung: PostmortemRung; people: Person[] }
  /** Something decorative, or something outside airb, failed; told once per code. */
  | { type: 'trouble.noted'; code: string; text: string; about?: TroubleKind; chat?: string };

/** What can be changed of an action item. */
export interface ItemChange {
  what?: string;
  kind?: ItemKind;
  owner?: ItemOwner;
  due?: Day;
}

export type EventType = EventBody['type'];

/**
 * Why an offer of a role came to nothing: declined, not answered in time, taken back, made to somebody else instead,
 * overtaken because the role changed hands meanwhile, or over with the incident.
 */
export type HandoverEnd = 'declined' | 'expired' | 'withdrawn' | 'replaced' | 'overtaken' | 'over';

/** Events for the record only, or shown by a message that is kept current. airb never tells them in the room. */
export type SilentType =
  | 'incident.opened'
  | 'audience.joined'
  | 'audience.left'
  | 'alert.joined'
  | 'alert.worsened'
  | 'room.opened'
  | 'page.sent'
  | 'role.offered'
  | 'role.asked'
  | 'question.answered'
  | 'diagnosis.answered'
  | 'section.folded'
  | 'step.done'
  | 'step.skipped'
  | 'step.assigned'
  | 'step.undone'
  | 'step.noted'
  | 'step.unhelpful'
  | 'step.suggested'
  | 'message.said'
  | 'message.marked'
  | 'postmortem.written'
  | 'postmortem.taken-back'
  | 'readings.requested'
  | 'samples.asked'
  | 'examples.push-asked'
  | 'containment.proposed'
  | 'proposal.declined'
  | 'agent.read'
  | 'agent.refused'
  | 'postmortem.requested'
  | 'rollback.requested'
  | 'rollback.approved'
  | 'rollback.started'
  | 'rollback.attempted'
  | 'rollback.delayed'
  | 'rollback.look-asked'
  | 'update.proposed'
  | 'split.begun'
  | 'archive.checked'
  | 'room.archived'
  | 'room.renamed'
  | 'alert.heard'
  | 'action-item.issue-asked';
export type ToldType = Exclude<EventType, SilentType>;
export type EventOf<T extends EventType> = Extract<IncidentEvent, { type: T }>;

/** An event as the log keeps it. */
export interface StoredEvent {
  incident: number;
  /** 1, 2, 3 … within the incident. */
  seq: number;
  event: IncidentEvent;
  /** sha-256 over the previous hash and this body, hex. */
  hash: string;
}

export interface Acknowledgement {
  by: PersonId;
  name: string;
  at: Instant;
}
