import type { Severity } from '../people.ts';
import { type Instant, workingDaysAfter } from '../time.ts';
import type { ItemKind } from './action-item.ts';

/**
 * Working days from the end of the incident, at sev1. What sees or stops the next one comes before what needs building;
 * a release gate is the longest of them.
 */
const days: Record<ItemKind, number> = {
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
export function actionDue(kind: ItemKind, severity: Severity, from: Instant): Instant {
  return workingDaysAfter(from, Math.ceil(days[kind] * patience[severity]));
}
