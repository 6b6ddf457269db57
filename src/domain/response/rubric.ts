import { type Severity, severities } from '../people.ts';
import type { Plan } from '../runbooks/plan.ts';
import type { Reading } from '../signals/reading.ts';
import { isWorse } from '../signals/severity-words.ts';
import { judgeCondition, type SignalFact } from './conditions.ts';

/** A severity that the runbook's rubric asks for, and the reading that meets its condition. */
export interface Proposal extends SignalFact {
  severity: Severity;
}

interface Scene {
  plan: Pick<Plan, 'signals' | 'severityConditions'>;
  severity: Severity;
  readings: { readings: Reading[] }[];
  /** True once a person has said which severity it is. */
  severityBy?: 'person';
}

/**
 * The severity that the rubric asks for by the newest reading, where the incident is less severe and no person has
 * decided that. Airb only offers it: what a number means for users is a person's to say.
 */
export function proposedSeverity({ plan, severity, readings, severityBy }: Scene): Proposal | undefined {
  const latest = readings.at(-1)?.readings;
  if (latest === undefined || severityBy === 'person') return undefined;
  const newest = (name: string) => latest.find(({ signal }) => signal === name);
  for (const candidate of severities) {
    if (!isWorse(candidate, severity)) return undefined;
    for (const condition of plan.severityConditions?.[candidate] ?? []) {
      const judged = judgeCondition(condition, plan, newest);
      if ('met' in judged) return { severity: candidate, ...judged.met };
    }
  }
  return undefined;
}
