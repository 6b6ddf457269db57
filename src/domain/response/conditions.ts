import type { Plan } from '../runbooks/plan.ts';
import type { SignalCondition } from '../runbooks/runbook.ts';
import type { Reading } from '../signals/reading.ts';
import type { Instant } from '../time.ts';
import { signalOf } from './verdict.ts';

/** A reading that meets a condition, with what it was compared with. */
export interface SignalFact {
  signal: string;
  value: number;
  compare: SignalCondition['compare'];
  limit: number;
  at: Instant;
  /** The limit as a multiple of normal, where the runbook gives it so. */
  baselineFactor?: number;
  /** The limit as a multiple of another signal, and what that read. */
  times?: { factor: number; signal: string; value: number };
}

/** A signal that can't be judged by a condition, and why. */
export interface Blind {
  signal: string;
  why: string;
  /** The system does not measure it at all, so reading again is of no use. */
  never?: true;
}

export type Judged = { met: SignalFact } | { missed: true } | { blind: Blind };

/**
 * Judges what a signal must read. What was not measured, and what has no limit because no normal is known, is neither met
 * nor missed.
 * @param newest the newest reading of a signal; undefined where there is none
 */
export function judgeCondition(
  { signal, compare, value: fixed, baselineFactor, times }: SignalCondition,
  plan: Pick<Plan, 'signals'>,
  newest: (signal: string) => Reading | undefined,
): Judged {
  const own = measured(plan, signal, newest);
  if ('why' in own) return { blind: own };
  const other = times && measured(plan, times.signal, newest);
  if (other !== undefined && 'why' in other) return { blind: other };
  const baseline = signalOf(plan, signal)?.baseline;
  const multiple = (factor: number | undefined, of: number | undefined) =>
    factor === undefined || of === undefined ? undefined : factor * of;
  const limit = fixed ?? multiple(baselineFactor, baseline) ?? multiple(times?.factor, other?.value);
  if (limit === undefined) return { blind: { signal, why: 'no normal is known' } };
  if (compare === 'above' ? own.value <= limit : own.value >= limit) return { missed: true };
  const of = times && other && { times: { ...times, value: other.value } };
  const factor = baselineFactor !== undefined && { baselineFactor };
  return { met: { signal, value: own.value, compare, limit, at: own.at, ...factor, ...of } };
}

function measured(
  plan: Pick<Plan, 'signals'>,
  signal: string,
  newest: (signal: string) => Reading | undefined,
): { value: number; at: Instant } | Blind {
  if (signalOf(plan, signal) === undefined)
    return { signal, why: 'the system has no such signal', never: true };
  const reading = newest(signal);
  if (reading?.value === undefined) return { signal, why: reading?.problem ?? 'not read yet' };
  return { value: reading.value, at: reading.at };
}
