import type { Correctable, ExampleSet, Form, UpdateText } from '../incident/events.ts';
import type { Role, Severity } from '../people.ts';
import type { Grouping } from '../report/groups.ts';
import type { ItemKind } from '../response/action-item.ts';
import type { EscalationKind } from '../response/escalation.ts';
import type { EvalTool } from '../response/eval-run.ts';
import type { SubscribedBy } from '../response/subscription.ts';
import type { PlanSection } from '../runbooks/plan.ts';
import type { Category } from '../runbooks/runbook.ts';
import type { ChangeKind } from '../signals/change.ts';
import type { Duration } from '../time.ts';
import type { CommandGroup, CommandName } from './commands.ts';
import type { SaidDay } from './due-day.ts';
import type { MilestoneTime } from './milestone-time.ts';
import type { SaidTime } from './said-time.ts';

/**
 * A person that a command names. It is either the platform's id from an escaped mention (`<@U123|ben>` → `U123`,
 * `ben`), or the text after `@`. `me` means the person who asks. Only code that has the directory can find the person.
 */
export interface Mention {
  mention: string;
  name?: string;
}

/** What help is asked about: a command, all that serve one purpose, or who may do what. */
export type HelpTopic = CommandName | CommandGroup | 'who';

/**
 * What a command asks for. An absent field was not said; airb then answers with a form or a list, or takes the asker.
 */
export type Intent = { incident?: number } & (
  | { command: 'help'; topic?: HelpTopic }
  /** `unlisted` says that a system without a file is meant. */
  | { command: 'declare'; system?: string; unlisted?: true; severity?: Severity; title?: string }
  | { command: 'status' | 'ack' | 'changes' | 'checklist' | 'signals' | 'verify' }
  /** Without a deed it drafts. Without a time or a reason, `time` shows the form. */
  | {
      command: 'postmortem';
      deed?: 'time' | 'edit' | 'publish';
      milestone?: Correctable;
      when?: MilestoneTime;
      why?: string;
    }
  | { command: 'severity'; to?: Severity; reason: string }
  /** Without a role it shows them all; without a person and a `does` it takes the role. */
  | { command: 'role'; role?: Role; person?: Mention; does?: RoleDeed; breakGlass?: string }
  | { command: 'approve'; part?: string; breakGlass?: string }
  /** Without a person, or without both, the form asks. */
  | { command: 'assign'; step: string; person?: Mention }
  /** Without a title or a step it shows the form. */
  | {
      command: 'step';
      does: 'add' | 'unhelpful';
      section?: PlanSection['id'];
      title?: string;
      step?: string;
      reason?: string;
    }
  | { command: 'category'; category?: Category; because: string }
  | { command: 'diagnose'; answer?: string; back?: 'last' | 'all' }
  /** Without a kind the form asks. */
  | { command: 'change'; kind?: ChangeKind; summary: string; from?: string; to?: string; when?: SaidTime }
  | { command: 'evidence'; title?: string; content?: string; show?: 'list' | number; sample?: true }
  | {
      command: 'example';
      place?: number;
      set?: ExampleSet;
      expected?: string;
      reason?: string;
      push?: EvalTool;
      withPrivate?: true;
    }
  /** `stop` calls off what airb is still trying. */
  | { command: 'rollback'; part?: string; to?: string; reason?: string; preview: boolean; stop?: true }
  /** `off` ends it; `name` is its id in the system file, where there are several. */
  | { command: 'fallback' | 'freeze'; name?: string; reason?: string; preview: boolean; off?: true }
  /**
   * `send`: without showing it first. `edit`: the last one. `snooze`: the next one comes so much later; without a time the
   * form asks for it.
   */
  | {
      command: 'update';
      form?: Form;
      text: Partial<UpdateText>;
      send?: true;
      edit?: true;
      snooze?: { later?: Duration; reason: string };
    }
  /** An empty text asks by the form. */
  | { command: 'note'; text: string }
  | { command: 'redact'; entry?: number; link?: string; words?: string; why: string }
  | { command: 'timeline'; count?: number }
  | { command: 'resolve'; override?: string }
  | { command: 'cancel'; reason?: string }
  | { command: 'reopen'; reason?: string }
  | { command: 'escalate'; kind?: EscalationKind; reason: string; clocks?: string[] }
  /** Without a deed it lists them. `proposal`: the number of one in the draft. `reason`: what shipped, or why. */
  | {
      command: 'action';
      deed?: ItemDeed;
      all?: true;
      item?: number;
      proposal?: number;
      what?: string;
      owner?: Mention;
      due?: SaidDay;
      kind?: ItemKind;
      reason?: string;
      override?: string;
    }
  | { command: 'clock'; deed?: ClockDeed; clock?: string; from?: string; reason: string }
  /** `way`: this one into the other, or the other into this one; absent asks by the form. */
  | { command: 'merge'; other?: number; way?: 'into' | 'from'; reason?: string }
  /** `alerts` are numbers of the list, from 1. */
  | { command: 'split'; alerts?: number[]; runbook?: string; reason?: string }
  /** `propose`: what the incident would change in its runbook. */
  | { command: 'runbook'; runbook?: string; reason?: string; propose?: true }
  | { command: 'rename'; title?: string }
  /** Without words it shows the form. */
  | { command: 'drill'; scenario?: string; does?: 'join' | 'stop'; reason?: string }
  | { command: 'oncall'; system?: string }
  /** Without `to` it lists what the asker subscribes to. */
  | { command: 'subscribe'; to?: { by: SubscribedBy; severities: Severity[]; systems: string[] } }
  | { command: 'unsubscribe'; by?: SubscribedBy; systems: string[] }
  | { command: 'report'; since?: string; by?: Grouping; share?: true }
  | { command: 'readiness'; system?: string }
);

/** What somebody does with a role that they hold, or that was offered to them. */
export const roleDeeds = ['release', 'accept', 'decline'] as const;
export type RoleDeed = (typeof roleDeeds)[number];
/** What is done about an action item. */
export type ItemDeed = 'add' | 'take' | 'change' | 'done' | 'drop' | 'reopen' | 'issue';
/** What is done about a regulatory clock. */
export const clockDeeds = ['start', 'done', 'na'] as const;
export type ClockDeed = (typeof clockDeeds)[number];

/** A command that airb can't understand: what is wrong with it, and how it is written. */
export interface Misuse {
  misuse: string;
  usage: string;
  /** The command whose help belongs to the answer: a word of it was not understood. */
  about?: CommandName;
}

/** True when a command could not be understood. */
export function isMisuse(parsed: Intent | Misuse): parsed is Misuse {
  return 'misuse' in parsed;
}
