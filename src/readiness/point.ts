import type { Library, Runbook, SystemSpec } from '../domain/runbooks/runbook.ts';
import type { Instant } from '../domain/time.ts';
import type { PastIncident } from './past.ts';

const pointStates = ['met', 'partly', 'missing', 'not applicable'] as const;
export type PointState = (typeof pointStates)[number];

/** What a judgement rests on: a field of a file, incidents of the log, or both. Words in backticks are names. */
export interface Evidence {
  says: string;
  /** Below the runbooks folder: `systems/support-bot.yaml`. */
  file?: string;
  /** Path of the field in it: `parts.model.pinned`. */
  field?: string;
  /** Numbers of the incidents that show it. */
  incidents?: number[];
}

export interface Judgement {
  state: PointState;
  /** How much of it is there, 0 to 1: met is 1, missing is 0. */
  share: number;
  evidence: Evidence[];
  /** How to close the gap: the exact field or command, in backticks. Absent when there is none. */
  close?: string;
}

/** What is judged: one system among its files and what the log knows of it. */
export interface Subject {
  system: SystemSpec;
  library: Library;
  /** The runbooks whose failure can happen to this kind of system, the generic one among them. */
  runbooks: Runbook[];
  /** Incidents of this system, newest first. */
  past: PastIncident[];
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

/** It is there. */
export function met(...evidence: Evidence[]): Judgement {
  return { state: 'met', share: 1, evidence };
}

/** Some of it is there. */
export function partly(share: number, evidence: Evidence[], close: string): Judgement {
  return { state: 'partly', share, evidence, close };
}

/** Nothing of it is there. */
export function missing(evidence: Evidence[], close: string): Judgement {
  return { state: 'missing', share: 0, evidence, close };
}

/** The question does not arise, so the score does not count it. */
export function notApplicable(says: string): Judgement {
  return { state: 'not applicable', share: 1, evidence: [{ says }] };
}

/**
 * Met when nothing is lost, missing when all is, partly in between.
 * @param share of what is asked for that is there, 0 to 1
 */
export function graded(share: number, evidence: Evidence[], close: string): Judgement {
  if (share >= 1) return met(...evidence);
  return share <= 0 ? missing(evidence, close) : partly(share, evidence, close);
}

/** A fact of the system's file. */
export function inFile({ system }: Subject, field: string, says: string): Evidence {
  return { says, file: system.file, field };
}
