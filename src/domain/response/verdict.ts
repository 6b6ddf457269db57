import type { Plan } from '../runbooks/plan.ts';
import type { RecoveryCheck, SignalSpec } from '../runbooks/runbook.ts';
import type { Reading } from '../signals/reading.ts';

export type Verdict = 'contained' | 'partly contained' | 'no effect' | 'worse' | 'unknown';

export interface SignalVerdict {
  signal: string;
  before?: number;
  after?: number;
  normal?: number;
  verdict: Verdict;
}

/** A signal must close at least this share of its gap to normal to count as moved. */
const noticeable = 0.2;

/** Recovery checks of a plan, each with the reason why it is there. */
export function recoveryChecks(plan: Plan): { check: RecoveryCheck; role: 'key' | 'safety' | 'business' }[] {
  const { key, safety, business } = plan.recovery;
  return [
    ...key.map((check) => ({ check, role: 'key' as const })),
    ...safety.map((check) => ({ check, role: 'safety' as const })),
    ...business.map((check) => ({ check, role: 'business' as const })),
  ];
}

/**
 * The number a check compares with, in the signal's base unit; undefined when it needs a baseline and none is known.
 */
export function limitOf(check: RecoveryCheck, signal: SignalSpec | undefined): number | undefined {
  if (check.value !== undefined) return check.value;
  if (check.baselineFactor === undefined || signal?.baseline === undefined) return undefined;
  return check.baselineFactor * signal.baseline;
}

/**
 * True when the value satisfies the check. Without a value or without a limit no check passes: no data is not recovery.
 */
export function passes(
  check: RecoveryCheck,
  signal: SignalSpec | undefined,
  value: number | undefined,
): boolean {
  const limit = limitOf(check, signal);
  if (limit === undefined || value === undefined) return false;
  return check.compare === 'at-most' ? value <= limit : value >= limit;
}

/** Names of the signals whose checks fail on these readings. */
export function failingSignals(plan: Plan, readings: Reading[]): string[] {
  const failing = recoveryChecks(plan)
    .filter(({ check }) => !passes(check, signalOf(plan, check.signal), readingValue(readings, check.signal)))
    .map(({ check }) => check.signal);
  return [...new Set(failing)];
}

/** Of these signals, the ones that were not measured: nobody can say whether they are in range. */
export function blindSignals(readings: Reading[], signals: string[]): string[] {
  return signals.filter((signal) => readingValue(readings, signal) === undefined);
}

/** Why a signal was not measured, in the words of its source. */
export function whyBlind(readings: Reading[], signal: string): string {
  return readings.find((reading) => reading.signal === signal)?.problem ?? 'no reading';
}

/**
 * What a containment action did, per signal and over all. A signal in range is contained. Otherwise the verdict rests
 * on how much of the gap between the value before and normal was closed.
 */
export function judge(
  plan: Plan,
  before: Reading[],
  after: Reading[],
): { verdict: Verdict; signals: SignalVerdict[] } {
  const signals = recoveryChecks(plan).map(({ check, role }) => ({
    role,
    ...judgeSignal(plan, check, { before, after }),
  }));
  return { verdict: overall(signals), signals: signals.map(({ role: _, ...signal }) => signal) };
}

function judgeSignal(
  plan: Plan,
  check: RecoveryCheck,
  readings: { before: Reading[]; after: Reading[] },
): SignalVerdict {
  const spec = signalOf(plan, check.signal);
  const before = readingValue(readings.before, check.signal);
  const after = readingValue(readings.after, check.signal);
  const facts = { signal: check.signal, before, after, normal: spec?.baseline };
  if (after === undefined) return { ...facts, verdict: 'unknown' };
  if (passes(check, spec, after)) return { ...facts, verdict: 'contained' };
  const limit = limitOf(check, spec);
  if (before === undefined || limit === undefined) return { ...facts, verdict: 'unknown' };
  const excess = (value: number, target: number) =>
    check.compare === 'at-most' ? value - target : target - value;
  const normal = spec?.baseline;
  const target = normal !== undefined && excess(before, normal) > 0 ? normal : limit;
  const gap = excess(before, target);
  // The signal was in range before and is not now, so the action closed no gap: it opened one.
  if (gap <= 0) return { ...facts, verdict: 'worse' };
  const closed = (gap - excess(after, target)) / gap;
  if (closed >= noticeable) return { ...facts, verdict: 'partly contained' };
  return { ...facts, verdict: closed <= -noticeable ? 'worse' : 'no effect' };
}

function overall(signals: { role: string; verdict: Verdict }[]): Verdict {
  const has = (verdict: Verdict) => signals.some((signal) => signal.verdict === verdict);
  if (signals.length === 0 || signals.every((signal) => signal.verdict === 'unknown')) return 'unknown';
  if (has('worse')) return 'worse';
  if (signals.every((signal) => signal.verdict === 'contained')) return 'contained';
  const moved = signals.some(({ role, verdict }) => role !== 'safety' && verdict === 'partly contained');
  const keyIn = signals.some(({ role, verdict }) => role === 'key' && verdict === 'contained');
  if (moved || keyIn) return 'partly contained';
  return has('no effect') ? 'no effect' : 'unknown';
}

/** The signal of that name, when the system has it. */
export function signalOf(plan: Plan, name: string): SignalSpec | undefined {
  return plan.signals.find((signal) => signal.name === name);
}

/** The value of a signal in a set of readings, in its base unit; undefined when it has none. */
export function readingValue(readings: Reading[], signal: string): number | undefined {
  return readings.find((reading) => reading.signal === signal)?.value;
}
