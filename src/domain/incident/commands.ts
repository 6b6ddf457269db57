import type { Actor, Person, PersonId, Role, Severity } from '../people.ts';
import type { MessageRef, RoomRef } from '../refs.ts';
import type { Day, EvalRun, ItemKind, ItemOwner } from '../response/action-item.ts';
import type { EscalationKind } from '../response/escalation.ts';
import type { EvalRunSource, EvalTool, RunExample } from '../response/eval-run.ts';
import type { Audience } from '../runbooks/audience.ts';
import type { Plan, PlanSection } from '../runbooks/plan.ts';
import type { Category, ReadBack } from '../runbooks/runbook.ts';
import type { Alert } from '../signals/alert.ts';
import type { Change } from '../signals/change.ts';
import type { History } from '../signals/history.ts';
import type { Reading } from '../signals/reading.ts';
import type { TrafficSeen } from '../signals/traffic.ts';
import type { Duration, Instant } from '../time.ts';
import type { DrillFacts } from './drill-facts.ts';
import type {
  AcknowledgedVia,
  AgentPuts,
  AgentReads,
  Correctable,
  Estate,
  EvidenceRecord,
  Example,
  Foldable,
  Form,
  Frozen,
  IncidentEvent,
  ItemChange,
  PostmortemRung,
  Question,
  ReadingPurpose,
  Sibling,
  SplitFrom,
  TroubleKind,
  UpdateText,
} from './events.ts';
import type { AlertKey } from './known-alert.ts';
import type { Similar } from './similar.ts';
import type { Heard, Seen } from './target-answer.ts';

/** A timer is a command that comes later. It may come twice or too late, so `decide` always looks at the state. */
export type TimerCommand =
  /** `again`: the time at which the policy begins again, and not the end of a step. */
  | { type: 'page.timeout'; level: number; again?: true }
  | { type: 'update.nudge'; dueAt: Instant }
  | { type: 'update.deadline'; dueAt: Instant }
  | { type: 'update.escalate'; dueAt: Instant; rung: number }
  /** `rule` is the place of the rule in the plan. */
  | { type: 'escalate.due'; rule: number }
  /** Nobody has answered the offer of a role. */
  | { type: 'role.expire'; handover: string }
  /** Nobody holds the role yet, unless somebody does by now. */
  | { type: 'role.ask'; role: Role; dueAt: Instant }
  | { type: 'clock.remind'; clock: string; dueAt: Instant }
  /** The postmortem may still be owed. */
  | { type: 'postmortem.remind'; dueAt: Instant; rung: PostmortemRung }
  | { type: 'clock.overdue'; clock: string; dueAt: Instant; rung: number }
  /** An action item may be due soon, or late. */
  | { type: 'action-item.remind'; item: number; due: Day }
  /** Nobody may have done anything for a while. */
  | { type: 'stale.check' }
  | { type: 'archive.check' }
  /** Something may still be off, frozen or throttled. */
  | { type: 'containment.remind'; action: string }
  /** Nothing may have been heard for a while of an alert whose source never says that it is over. */
  | { type: 'alert.quiet'; source: string; fingerprint: string };

/** What a person or a system wants. `decide` needs no more than this: `at` is its time and `by` its actor. */
export type Command = { at: Instant; by: Actor } & CommandBody;

export type CommandBody =
  | {
      type: 'open';
      number: number;
      title: string;
      failure: string;
      severity: Severity;
      because: string;
      private: boolean;
      plan: Plan;
      roles: Partial<Record<Role, Person>>;
      alert?: Alert;
      changes: Change[];
      unmapped: boolean;
      roomName: string;
      startedAt: Instant;
      /** See the event. */
      stray?: string;
      /** See the event. */
      storm?: number;
      /** See the event. */
      splitFrom?: SplitFrom;
      /** See the event. */
      drill?: DrillFacts;
      similar?: Similar;
      /** Collected by airb itself: the alert, live versions, recent changes. */
      evidence: EvidenceRecord[];
    }
  /** `severity` is what the alert claims; see the event `alert.joined` for the rest. */
  | { type: 'alert.arrive'; alert: Alert; severity?: Severity; failure?: string; sibling?: Sibling }
  | { type: 'change.note'; change: Change }
  | { type: 'room.opened'; room: RoomRef; name: string; announced?: boolean }
  | { type: 'room.lost'; room: RoomRef; why: string }
  | { type: 'page.sent'; level: number; route: string; summary: string; people: Person[]; unsure?: true }
  | {
      type: 'page.failed';
      level: number;
      route: string;
      people: Person[];
      why: string;
      gone?: boolean;
      unsure?: true;
    }
  | {
      type: 'page.stop-failed';
      level: number;
      route: string;
      people: Person[];
      told: 'acknowledge' | 'resolve';
      why: string;
    }
  | { type: 'page.decline'; level: number; why: string }
  | { type: 'acknowledge'; via: AcknowledgedVia }
  | { type: 'severity'; to: Severity; reason: string }
  /**
   * For oneself, to take the role; for somebody else, to offer it. `from` is the holder whom the person saw and takes over
   * from. `breakGlass` is the reason for taking command in an emergency, when nobody of the list can be reached.
   */
  | { type: 'role'; role: Role; person: Person; from?: PersonId; breakGlass?: string }
  /** The answer of whoever was offered a role. */
  | { type: 'role.answer'; handover: string; accept: boolean }
  /** Whoever offered it takes the offer back. */
  | { type: 'role.withdraw'; handover: string }
  | { type: 'role.release'; role: Role }
  | { type: 'question.answer'; question: Question; answer: string }
  | { type: 'category'; category: Category; because: string }
  /** `agree`: the answer that airb read, as it stood before whoever pressed. */
  | { type: 'diagnosis.answer'; check: string; answer: string; agree?: boolean }
  /** Takes back the last answer, or all answers. `last` is the answer that the person saw as the last one. */
  | { type: 'diagnosis.back'; last?: { check: string; answer: string }; all: boolean }
  | { type: 'section.fold'; section: Foldable; folded: boolean }
  | { type: 'step.do'; step: string; note?: string }
  | { type: 'step.skip'; step: string; reason: string }
  | { type: 'step.assign'; step: string; person: Person }
  | { type: 'step.undo'; step: string }
  | { type: 'step.note'; step: string; note: string }
  | { type: 'step.unhelpful'; step: string; why?: string }
  | { type: 'step.suggest'; section: PlanSection['id']; title: string; look?: string; means?: string }
  | { type: 'note'; text: string }
  | { type: 'message'; message: MessageRef; text: string; files: string[] }
  | { type: 'message.mark'; message: MessageRef; text: string; marked: boolean }
  | { type: 'evidence'; evidence: EvidenceRecord }
  /** Somebody wants sampled outputs of the bad minutes, five at a time. */
  | { type: 'evidence.sample' }
  /** What the place of the traces gave, or why it gave nothing. */
  | { type: 'samples'; page: number; evidence: EvidenceRecord[]; because?: string }
  /** Somebody has looked at what an agent handed over; `id` is that of the evidence. */
  | { type: 'evidence.confirm'; id: string }
  | { type: 'example.sort'; example: Example }
  /** `withPrivate`: said in so many words, where the incident is private. */
  | { type: 'examples.push'; tool: EvalTool; withPrivate?: true }
  | {
      type: 'examples.pushed';
      tool: EvalTool;
      pushed: { dataset: string; count: number }[];
      because?: string;
    }
  /** A run of an eval is over; `examples` are the blocking ones of the incident that still have a text. */
  | { type: 'evals.run'; run: EvalRunSource; examples: RunExample[] }
  /** `confirmed`: keys of the warnings that the writer goes on in spite of. `proposal`: sends what waits for the commander. */
  | { type: 'update'; form: Form; text: UpdateText; confirmed?: string[]; proposal?: string }
  | { type: 'update.decline'; update: string; reason: string }
  /** Corrects the last update of this form that a person wrote. */
  | { type: 'update.correct'; form: Form; text: UpdateText; confirmed?: string[] }
  /** The next update comes so much later than promised. */
  | { type: 'update.snooze'; later: Duration; reason: string }
  /** Subscribers who are to hear of it. */
  | { type: 'audience.join'; audiences: Audience[] }
  | { type: 'audience.leave'; audience: string }
  /** An agent would change this; without `to` the last known good version. */
  | { type: 'propose'; part: string; to?: string; reason: string }
  | { type: 'proposal.decline'; proposal: string }
  /** An agent has read something of the incident. */
  | { type: 'agent.read'; what: AgentReads }
  /** What an agent put before people was not taken, and it was told why. */
  | { type: 'agent.refused'; what: AgentPuts; why: string }
  | { type: 'rollback.request'; part: string; to?: string; reason: string; evidenceOverride?: string }
  /** `breakGlass` is the reason why somebody who may not approve does it all the same: nobody answered. */
  | { type: 'rollback.approve'; action: string; breakGlass?: string }
  | { type: 'rollback.decline'; action: string; reason: string }
  /** A person says that the manual step is done. */
  | { type: 'rollback.manual'; action: string; note: string }
  /**
   * airb is about to call the target: may it still? `doubt` says that nobody knows how an earlier call ended, `seen`
   * which version is live, and `rival` that another incident has called for the same part and does not know how it ended.
   */
  | { type: 'rollback.attempt'; action: string; doubt: boolean; seen?: Seen; rival?: boolean }
  /** Nothing could be sent. */
  | { type: 'rollback.delay'; action: string; why: string }
  /** The target's answer, and which version was live after it. */
  | {
      type: 'rollback.responded';
      action: string;
      dryRun: boolean;
      ok: boolean;
      status: number;
      response: string;
      heard?: Heard;
      because?: string;
      seen?: Seen;
      follow?: ReadBack;
    }
  | { type: 'rollback.looked'; action: string; seen: Seen }
  /** A person wants to know which version is live now. */
  | { type: 'rollback.look'; action: string }
  /** A person says how a rollback ended that airb can't confirm. */
  | { type: 'rollback.settle'; action: string; done: boolean }
  /** A person calls off what airb is still trying; without an action, everything it tries. */
  | { type: 'rollback.stop'; action?: string; part?: string; reason: string }
  | { type: 'versions'; seen: ({ part: string } & Seen)[] }
  | { type: 'traffic'; sampledAt: Instant; seen: TrafficSeen[] }
  | { type: 'read' }
  | {
      type: 'readings';
      purpose: ReadingPurpose;
      sampledAt: Instant;
      readings: Reading[];
      history?: History[];
      /** The same readings as evidence, when the runbook asks for them. */
      evidence?: EvidenceRecord;
    }
  /** `confirmed`: the key signals that the person was shown as out of range or not measured. */
  | { type: 'verify'; confirmed?: string[]; seen?: string }
  /** `category` where nobody has chosen one yet: an end without a category is refused (requirement R5). */
  | { type: 'resolve'; override?: string; confirmed?: string[]; category?: Category }
  | { type: 'cancel'; reason: string; confirmed?: string[] }
  | { type: 'reopen'; reason: string }
  /** `clocks`: regulatory clocks that a risk escalation sets running. */
  | { type: 'escalate'; kind: EscalationKind; reason: string; clocks?: string[] }
  | { type: 'clock.start'; clock: string; reason: string; from?: Instant }
  | { type: 'clock.end'; clock: string; how: 'met' | 'not-applicable'; reason: string }
  | {
      type: 'action-item.add';
      what: string;
      kind: ItemKind;
      owner: ItemOwner;
      due: Day;
      proposal?: string;
      message?: MessageRef;
    }
  | ({ type: 'action-item.change'; item: number } & ItemChange)
  /** `override` is the reason why an eval counts as done although no run has passed. */
  | { type: 'action-item.done'; item: number; shipped: string; override?: string }
  | { type: 'action-item.drop'; item: number; reason: string }
  | { type: 'action-item.reopen'; item: number; reason: string }
  /** A run of an eval is over; it is about every eval item of the incident that is not done, or about this one. */
  | { type: 'action-item.verify'; run: EvalRun; item?: number }
  /** Nothing reaches its owner any more. */
  | { type: 'action-item.unreached'; item: number; person: PersonId }
  /** Opens it as an issue. */
  | { type: 'action-item.track'; item: number }
  | { type: 'action-item.issue-opened'; item: number; key: string; link: string }
  | { type: 'action-item.issue-seen'; item: number; seen: 'open' | 'closed'; unplanned?: true }
  /** `survivor` is what the records know of the other one; `confirmed`: whoever asks has read what becomes visible. */
  | { type: 'merge'; into: number; reason: string; survivor: Survivor; confirmed?: boolean }
  /** What the incident that was merged into this one leaves to it. */
  | { type: 'absorb'; left: Estate; evidence: EvidenceRecord[] }
  /** These alerts go on in the incident that was opened for them. */
  | { type: 'room.archived'; room: RoomRef }
  /** The platform has given the room this name. */
  | { type: 'room.renamed'; room: RoomRef; name: string }
  | { type: 'split.begin'; alerts: AlertKey[] }
  | { type: 'split.off'; to: number; title: string; alerts: AlertKey[]; who: string; quiet?: boolean }
  | { type: 'rename'; title: string }
  | { type: 'drill.join' }
  | { type: 'drill.stop'; reason: string }
  /** A real incident began. */
  | { type: 'drill.real'; number: number; severity: Severity; title: string }
  | { type: 'runbook.switch'; plan: Plan; failure: string; reason: string }
  /** `entries` are numbers in the log; whoever asks has looked up which of them hold text. */
  | { type: 'redact'; entries: number[]; why: string }
  | { type: 'postmortem' }
  | { type: 'postmortem.drafted'; file: string }
  | { type: 'milestone.correct'; milestone: Correctable; to: Instant; why: string }
  /** `base`: the edit whose words the person had before them; absent where they were the draft's. */
  | { type: 'postmortem.write'; edit: string; place: string; title: string; text: string; base?: string }
  /** `edit`: the words that the person saw there. */
  | { type: 'postmortem.take-back'; edit: string; place: string }
  /** `confirmed`: the open questions that the person was shown. `basis`: what the draft was made of. */
  | {
      type: 'postmortem.publish';
      basis: string;
      page: Frozen;
      document: Frozen;
      open: string[];
      confirmed: string[];
    }
  | { type: 'trouble'; code: string; text: string; about?: TroubleKind; chat?: string }
  | TimerCommand;

/** What the records know of the incident that another is merged into. */
export interface Survivor {
  open: boolean;
  private: boolean;
  /** True where it is an exercise: nothing real goes on in one. */
  drill?: boolean;
  phase: string;
}

/** Why the command was refused, and what to try next. */
export interface Rejection {
  rejected: string;
  next?: string;
  /** What is missing for the command to pass; a form that has a field for it can ask. */
  lacks?: 'evidence' | 'confirmation' | 'category' | 'takeover' | 'newest';
}

/** An empty `events` means there is nothing to do, because the state has moved on. `note` tells the asker so. */
export type Decision = { events: IncidentEvent[]; note?: string } | Rejection;

export type CommandOf<T extends CommandBody['type']> = Extract<Command, { type: T }>;
