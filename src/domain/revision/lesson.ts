import type { PlanSection } from '../runbooks/plan.ts';
import type { Duration } from '../time.ts';

/** What incidents may say of the runbook that they used. */
export const lessonRules = [
  'unhelpful',
  'added',
  'skipped',
  'untouched',
  'taken-back',
  'refuted',
  'by-hand',
  'not-given',
  'slow',
] as const;
export type LessonRule = (typeof lessonRules)[number];

/** What of a runbook a lesson is about. Steps are named as in a plan: `triage.read-twenty`. */
export type LessonPlace =
  | { in: 'step'; step: string }
  | { in: 'answer'; check: string; answer: string }
  | { in: 'cause'; cause: string }
  | { in: 'evidence'; item: string }
  | { in: 'section'; section: PlanSection['id'] }
  | { in: 'limits'; system: string; part: string };

/** A step that people say is lacking. */
export interface AddedStep {
  title: string;
  look?: string;
  means?: string;
}

/** One thing that incidents say of their runbook, with what it rests on. */
export interface Lesson {
  rule: LessonRule;
  place: LessonPlace;
  /** The title of what it is about, as people saw it. */
  title: string;
  /** The incidents that say so, oldest first. */
  incidents: number[];
  /** How many were asked. */
  of: number;
  /** What people wrote about it; never the words of a private incident. */
  said: string[];
  /** For `added`; absent where a private incident says so. */
  added?: AddedStep;
  /** For `slow`: the median. */
  took?: Duration;
  /** For `taken-back`: the answer that was given in its place. */
  instead?: string;
  /** Enough incidents say so for a change to be proposed. */
  enough: boolean;
}

/**
 * From how many incidents on a lesson becomes a proposal, and at what share of those that were asked. What somebody says
 * outright, or what a measurement says, counts at once; what only follows from behaviour needs to come again, because one
 * night proves nothing.
 */
export const thresholds: Record<LessonRule, { times: number; share: number }> = {
  unhelpful: { times: 1, share: 0 },
  added: { times: 1, share: 0 },
  skipped: { times: 2, share: 0.5 },
  untouched: { times: 3, share: 1 },
  'taken-back': { times: 1, share: 0 },
  refuted: { times: 1, share: 0 },
  'by-hand': { times: 1, share: 0 },
  'not-given': { times: 2, share: 0.5 },
  slow: { times: 2, share: 0 },
};

/** Whether so many of those asked are enough for a proposal. */
export function isEnough(rule: LessonRule, { incidents, of }: Pick<Lesson, 'incidents' | 'of'>): boolean {
  const { times, share } = thresholds[rule];
  return incidents.length >= times && incidents.length >= share * of;
}
