import type { Actor, Person, PersonId } from '../people.ts';
import type { MessageRef } from '../refs.ts';
import type { TrackerName } from '../runbooks/tracker.ts';
import { type Duration, day, type Instant } from '../time.ts';

/** `before`: to come tomorrow. `overdue`: late by more than the grace period, so the manager hears of it too. */
export type ReminderRung = 'before' | 'due' | 'overdue';

/** What kind of work keeps it from happening again. */
export const itemKinds = ['monitor', 'eval', 'prompt-gate', 'guardrail', 'runbook', 'other'] as const;
export type ItemKind = (typeof itemKinds)[number];

/** A day of the calendar in UTC: `2026-12-04`. The whole day counts: what is due then is late when it is over. */
export type Day = string;

/**
 * Whoever owes an item, with who answers for them and in which time zone they work, where the files say so. `mail`: in no
 * chat, so e-mail reaches them.
 */
export interface ItemOwner extends Person {
  manager?: Person;
  mail?: true;
  tz?: string;
}

/** A run of an eval: whether it passed, and which of the incident's examples it contains. */
export interface EvalRun {
  id: string;
  /** Where it ran, in words: `nightly #214 on braintrust`. */
  name: string;
  link?: string;
  passed: boolean;
  /** Ids of failed examples. */
  examples: string[];
}

/** The issue of an action item in a tracker. */
export interface ItemIssue {
  tracker: TrackerName;
  /** `owner/repository`, a project of Jira, a team of Linear. */
  project: string;
  /** As the tracker names it; absent until it was opened there. */
  key?: string;
  link?: string;
  /** How it stood when it was last looked at. */
  seen?: 'open' | 'closed';
}

/** Follow-up work that somebody owns. `waiting`: an eval that has shipped, and waits for a run that passes. */
export interface ActionItem {
  /** 1, 2, 3 … within its incident. */
  item: number;
  what: string;
  kind: ItemKind;
  owner: ItemOwner;
  due: Day;
  by: string;
  at: Instant;
  /** The words of the draft's proposal that it came from. */
  proposal?: string;
  message?: MessageRef;
  status: 'open' | 'waiting' | 'done' | 'dropped';
  /** A link, or words: what came of it. */
  shipped?: string;
  /** When and by whom it was done or dropped; `byIssue`: its issue was closed. */
  ended?: { at: Instant; by: string; reason?: string; byIssue?: true };
  /** The run that let it close. */
  verified?: EvalRun;
  /** The newest run that did not, and the ids of examples that it did not contain. */
  unverified?: { run: EvalRun; missing: string[] };
  /** An eval that somebody closed without such a run. */
  override?: { reason: string; by: string };
  /** When somebody was last reminded. */
  reminded?: Instant;
  /** The direct messages about it that have buttons, in their order. */
  told?: ItemTold[];
  /** Former owners who have left. */
  left?: PersonId[];
  issue?: ItemIssue;
}

/** A direct message about an item that has buttons: that it is theirs now, or a reminder as it stood then. */
export interface ItemTold {
  person: PersonId;
  at: Instant;
  by: Actor;
  /** Who owned it then. */
  owner: PersonId;
  reminder?: { rung: ReminderRung; due: Day; people: Person[]; tz?: string };
}

/** Whether work on it is still owed. */
export function isOwed({ status }: Pick<ActionItem, 'status'>): boolean {
  return status === 'open' || status === 'waiting';
}

export function isOverdue(item: Pick<ActionItem, 'status' | 'due'>, now: Instant): boolean {
  return isOwed(item) && now >= startOf(item.due) + day;
}

export function dayOf(at: Instant): Day {
  return new Date(at).toISOString().slice(0, 10);
}

/** Midnight in UTC at which the day begins. */
export function startOf(one: Day): Instant {
  return Date.parse(`${one}T00:00:00Z`);
}

/** A day so many days later. */
export function later(one: Day, days: number): Day {
  return dayOf(startOf(one) + days * day);
}

/** Whole days between two days; negative where the second comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((startOf(to) - startOf(from)) / day);
}

/** Nobody plans follow-up further ahead: a later day is a slip of the keyboard. */
export const furthest: Duration = 2 * 365 * day;
