import type { Library, Runbook, SystemSpec } from '../domain/runbooks/runbook.ts';
import type { Instant } from '../domain/time.ts';
import type { Looked } from './looks.ts';
import type { PastDrill, PastIncident } from './past.ts';

const pointStates = ['met', 'partly', 'missing', 'not applicable'] as const;
export type PointState = (typeof pointStates)[number];

/** What a judgement is based on: a field of a file, incidents of the log, or both. Words in backticks are names. */
export interface Evidence {
  says: string;
  /** Path below the runbooks folder: `systems/support-bot.yaml`. */
  file?: string;
  /** Path of the field in it: `parts.model.pinned`. */
  field?: string;
  /** Numbers of the incidents that show it. */
  incidents?: number[];
}

export interface Judgement {
  state: PointState;
  /** How much of it exists, 0 to 1: 1 is met, 0 is missing. */
  share: number;
  evidence: Evidence[];
  /** True where all is written and only nobody has looked whether it answers. */
  unseen?: boolean;
  /** How to close the gap: the exact field or command, in backticks. Absent when there is none. */
  close?: string;
}

/** What is judged: one system, with its files and its incidents. */
export interface Subject {
  system: SystemSpec;
  library: Library;
  /** The runbooks for failures that can happen to this kind of system, including the generic one. */
  runbooks: Runbook[];
  /** Incidents of this system, newest first. */
  past: PastIncident[];
  /** Drills of it, newest first. They are practice, and nothing else. */
  drills: PastDrill[];
  /** What Prometheus shows of the signals. */
  looked: Looked;
  now: Instant;
}

/** One line of the checklist. */
export interface PointSpec {
  id: string;
  title: string;
  question: string;
  /** Why it matters at 3 a.m. */
  why: string;
  /** Out of 10; what the numbers mean is in readiness.md. */
  weight: number;
  judge(subject: Subject): Judgement;
}

export type Point = Omit<PointSpec, 'judge'> & Judgement;

/** A judgement that everything is there. */
export function met(...evidence: Evidence[]): Judgement {
  return { state: 'met', share: 1, evidence };
}

/** A judgement that a part of it is there. */
export function partly(share: number, evidence: Evidence[], close: string): Judgement {
  return { state: 'partly', share, evidence, close };
}

/** A judgement that nothing of it is there. */
export function missing(evidence: Evidence[], close: string): Judgement {
  return { state: 'missing', share: 0, evidence, close };
}

/** A judgement that the point does not apply, so that the score leaves it out. */
export function notApplicable(says: string): Judgement {
  return { state: 'not applicable', share: 1, evidence: [{ says }] };
}

/**
 * Met when everything is there, missing when nothing is, partly in between.
 * @param share of what is required that exists, 0 to 1
 */
export function graded(share: number, evidence: Evidence[], close: string): Judgement {
  if (share >= 1) return met(...evidence);
  return share <= 0 ? missing(evidence, close) : partly(share, evidence, close);
}

/** Evidence from the system's file. */
export function inFile({ system }: Subject, field: string, says: string): Evidence {
  return { says, file: system.file, field };
}
