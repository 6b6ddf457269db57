import { type Severity, severities } from '../people.ts';
import type { Plan } from '../runbooks/plan.ts';
import type { SeverityCondition } from '../runbooks/runbook.ts';
import type { Reading } from '../signals/reading.ts';
import { isWorse } from '../signals/severity-words.ts';
import { readingValue, signalOf } from './verdict.ts';

/** A condition over a signal that a reading meets. */
export interface Met {
  signal: string;
  value: number;
  compare: SeverityCondition['compare'];
  limit: number;
  /** The limit as a multiple of normal, where the runbook gives it so. */
  baselineFactor?: number;
}

/** A severity that the runbook's rubric asks for, and the reading that meets its condition. */
export interface Proposal extends Met {
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
  for (const candidate of severities) {
    if (!isWorse(candidate, severity)) return undefined;
    for (const condition of plan.severityConditions?.[candidate] ?? []) {
      const met = metBy(condition, plan, latest);
      if (met) return { severity: candidate, ...met };
    }
  }
  return undefined;
}

/** Whether the newest value meets a condition; undefined where it does not, and where it was not measured. */
export function metBy(
  { signal, compare, value: fixed, baselineFactor }: SeverityCondition,
  plan: Pick<Plan, 'signals'>,
  readings: Reading[],
): Met | undefined {
  const baseline = signalOf(plan, signal)?.baseline;
  const limit =
    fixed ?? (baselineFactor === undefined || baseline === undefined ? undefined : baselineFactor * baseline);
  const value = readingValue(readings, signal);
  if (limit === undefined || value === undefined) return undefined;
  const met = compare === 'above' ? value > limit : value < limit;
  if (!met) return undefined;
  return { signal, value, compare, limit, ...(baselineFactor !== undefined && { baselineFactor }) };
}
