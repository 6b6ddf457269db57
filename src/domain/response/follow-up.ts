import type { Severity } from '../people.ts';
import { type Instant, workingDaysAfter } from '../time.ts';

/** What an action after an incident is: what sees it sooner, what stops a release, what holds by itself, what people read. */
export const actionKinds = ['monitor', 'eval', 'prompt-gate', 'guardrail', 'runbook', 'other'] as const;
export type ActionKind = (typeof actionKinds)[number];

/**
 * Working days from the end of the incident, at sev1. What sees or stops the next one comes before what needs building;
 * a release gate is the longest of them.
 */
const days: Record<ActionKind, number> = {
  monitor: 3,
  guardrail: 3,
  eval: 5,
  runbook: 5,
  'prompt-gate': 10,
  other: 10,
};

/** The milder it was, the longer it may take. */
const patience: Record<Severity, number> = { sev1: 1, sev2: 1.5, sev3: 2, sev4: 3 };

/**
 * When an action is due, by its kind and the highest severity the incident reached.
 * @param from the end of the incident
 */
export function actionDue(kind: ActionKind, severity: Severity, from: Instant): Instant {
  return workingDaysAfter(from, Math.ceil(days[kind] * patience[severity]));
}
