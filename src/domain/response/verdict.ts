import type { Plan } from '../runbooks/plan.ts';
import type { RecoveryCheck, SignalSpec } from '../runbooks/runbook.ts';
import type { Reading } from '../signals/reading.ts';

/**
 * `mixed`: what it was meant for moved towards normal, something else away from it. `stopped`: the system does nothing
 * any more, so nothing of it can be measured.
 */
export const verdicts = [
  'contained',
  'partly contained',
  'mixed',
  'no effect',
  'worse',
  'stopped',
  'unknown',
] as const;
export type Verdict = (typeof verdicts)[number];

export interface SignalVerdict {
  signal: string;
  before?: number;
  after?: number;
  normal?: number;
  verdict: Verdict;
}

/** A signal must close at least this share of its gap to normal to count as moved. */
const noticeable = 0.2;

/** Less of normal than this is not looked at from the other side of a ratio. */
const worthALook = 0.05;

/** So far from normal, as a share of normal, a signal counts as off where no check says what is in range. */
const telling = 0.3;

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
 * on how much of the gap between the value before and normal was closed. Signals that no check names count where they
 * moved: a cure that triples the cost is not without effect.
 */
export function judge(
  plan: Plan,
  before: Reading[],
  after: Reading[],
): { verdict: Verdict; signals: SignalVerdict[] } {
  const checked = recoveryChecks(plan).map(({ check, role }) => ({
    role,
    ...judgeSignal(plan, check, { before, after }),
  }));
  const named = new Set(checked.map(({ signal }) => signal));
  const others = plan.signals
    .filter(({ name }) => !named.has(name))
    .flatMap((spec) => judgeUnchecked(spec, readingValue(before, spec.name), readingValue(after, spec.name)));
  const verdict = overall(checked, others);
  const signals = [...checked.map(({ role: _, improved: __, ...signal }) => signal), ...others];
  return { verdict, signals };
}

/**
 * What stopping the system did. Its silence is no cure, so no signal is judged by what it reads now; only a signal that
 * goes on as before shows that the stop does not hold.
 */
export function judgeStop(
  plan: Plan,
  before: Reading[],
  after: Reading[],
): { verdict: Verdict; signals: SignalVerdict[] } {
  const key = plan.recovery.key.map((check) => judgeSignal(plan, check, { before, after }));
  const unmoved = key.some(({ verdict }) => verdict === 'no effect' || verdict === 'worse');
  // Less than before, and still out of range, is measured of something that runs.
  const goesOn = unmoved || key.some(({ verdict }) => verdict === 'partly contained');
  const signals = key.map(({ improved: _, ...signal }) =>
    goesOn ? signal : { ...signal, verdict: 'unknown' as const },
  );
  return { verdict: unmoved ? 'no effect' : goesOn ? 'partly contained' : 'stopped', signals };
}

type Judged = SignalVerdict & { improved: boolean };

function judgeSignal(
  plan: Plan,
  check: RecoveryCheck,
  readings: { before: Reading[]; after: Reading[] },
): Judged {
  const spec = signalOf(plan, check.signal);
  const before = readingValue(readings.before, check.signal);
  const after = readingValue(readings.after, check.signal);
  const facts = { signal: check.signal, before, after, normal: spec?.baseline, improved: false };
  if (after === undefined) return { ...facts, verdict: 'unknown' };
  if (passes(check, spec, after))
    // What nobody measured before may have been in range then: it counts as in range now, and not as a gain.
    return {
      ...facts,
      verdict: 'contained',
      improved: before !== undefined && !passes(check, spec, before),
    };
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
  if (closed >= noticeable) return { ...facts, verdict: 'partly contained', improved: true };
  return { ...facts, verdict: closed <= -noticeable ? 'worse' : 'no effect' };
}

/** A signal that no check names: told where it left normal, or came nearer to it, by a good part of normal. */
function judgeUnchecked(
  spec: SignalSpec,
  before: number | undefined,
  after: number | undefined,
): SignalVerdict[] {
  if (before === undefined || after === undefined) return [];
  const [was, is] = [offNormal(spec, before), offNormal(spec, after)];
  if (was === undefined || is === undefined) return [];
  const facts = { signal: spec.name, before, after, normal: spec.baseline };
  if (is >= telling && is - was >= telling) return [{ ...facts, verdict: 'worse' }];
  if (was < telling || (was - Math.max(is, 0)) / was < noticeable) return [];
  return [{ ...facts, verdict: is < telling ? 'contained' : 'partly contained' }];
}

function overall(checked: (Judged & { role: string })[], others: SignalVerdict[]): Verdict {
  if (checked.length === 0 || checked.every(({ verdict }) => verdict === 'unknown')) return 'unknown';
  const all = [...checked, ...others];
  const worse = all.some(({ verdict }) => verdict === 'worse');
  const better =
    checked.some(({ improved, role }) => improved && role !== 'safety') ||
    others.some(({ verdict }) => verdict !== 'worse');
  if (checked.some(({ role, verdict }) => role === 'safety' && verdict === 'worse')) return 'worse';
  if (worse) return better ? 'mixed' : 'worse';
  if (checked.every(({ verdict }) => verdict === 'contained')) return 'contained';
  if (better) return 'partly contained';
  return checked.some(({ verdict }) => verdict === 'no effect') ? 'no effect' : 'unknown';
}

/**
 * True where all that recovery is judged by is in order after a deed. What is off then is its price and not the fault, so
 * nobody has to look for another cause.
 */
export function relieved(
  plan: Plan,
  { verdict, signals }: { verdict?: Verdict; signals: SignalVerdict[] },
): boolean {
  if (verdict !== 'mixed') return verdict === 'contained';
  return recoveryChecks(plan).every(
    ({ check }) => signals.find(({ signal }) => signal === check.signal)?.verdict === 'contained',
  );
}

/**
 * True where everything that was judged was in range before a deed as well as after it: then nothing shows that the deed
 * did anything, only that it did no harm.
 */
export function heldInRange(
  plan: Plan,
  { verdict, signals }: { verdict?: Verdict | undefined; signals: SignalVerdict[] },
): boolean {
  if (verdict !== 'contained' || signals.length === 0) return false;
  return signals.every(({ signal, before }) => {
    const checks = recoveryChecks(plan).filter(({ check }) => check.signal === signal);
    const spec = signalOf(plan, signal);
    return checks.length > 0 && checks.every(({ check }) => passes(check, spec, before));
  });
}

/** True where a deed brought back all that was measured, and something was not measured. */
export function onlyBlind(signals: SignalVerdict[]): boolean {
  const measured = signals.filter(({ after }) => after !== undefined);
  return (
    measured.length > 0 &&
    measured.length < signals.length &&
    measured.every(({ verdict }) => verdict === 'contained')
  );
}

/** The signal of that name, when the system has it. */
export function signalOf(plan: Pick<Plan, 'signals'>, name: string): SignalSpec | undefined {
  return plan.signals.find((signal) => signal.name === name);
}

/** The value of a signal in a set of readings, in its base unit; undefined when it has none. */
export function readingValue(readings: Reading[], signal: string): number | undefined {
  return readings.find((reading) => reading.signal === signal)?.value;
}

/**
 * How far a value is off, as a share of its normal: 3.75 for refusals of 19 % with a normal of 4 %. Negative when it is
 * better than normal. Where normal is zero, anything in the wrong direction is off by the whole at least. A ratio that
 * should be high is also seen from its other side: 78 % found where 93 % is normal is three times as much not found.
 * Less than a twentieth of normal is noise.
 * @returns undefined where no normal is known
 */
export function offNormal(
  { baseline, better, unit }: Pick<SignalSpec, 'baseline' | 'better' | 'unit'>,
  value: number,
): number | undefined {
  if (baseline === undefined) return undefined;
  const excess = better === 'lower' ? value - baseline : baseline - value;
  if (baseline === 0) return excess > 0 ? Math.max(1, excess) : excess;
  const share = excess / Math.abs(baseline);
  const seenFromTheOtherSide = unit === 'ratio' && better === 'higher' && baseline > 0 && baseline < 1;
  return seenFromTheOtherSide && share >= worthALook ? Math.max(share, excess / (1 - baseline)) : share;
}

/** Signals that are off normal in these readings, farthest first; one that is better than normal is not off. */
export function signalsOff(
  plan: Pick<Plan, 'signals'>,
  readings: Reading[],
): { signal: string; by: number }[] {
  return plan.signals
    .flatMap((spec) => {
      const value = readingValue(readings, spec.name);
      const by = value === undefined ? undefined : offNormal(spec, value);
      return by === undefined || by < telling ? [] : [{ signal: spec.name, by }];
    })
    .sort((a, b) => b.by - a.by);
}

/** Signals that are as far better than normal in these readings as would be told were they worse. */
export function signalsBetter(plan: Pick<Plan, 'signals'>, readings: Reading[]): string[] {
  return readings.flatMap(({ signal, value }) => {
    const spec = signalOf(plan, signal);
    const by = spec && value !== undefined ? offNormal(spec, value) : undefined;
    return by !== undefined && by <= -telling ? [signal] : [];
  });
}

/** Whether a value of a signal is out of range: by its check where the runbook has one, else well off normal. */
export function isOut(plan: Plan, spec: SignalSpec, value: number): boolean {
  const check = recoveryChecks(plan).find((one) => one.check.signal === spec.name)?.check;
  if (check !== undefined && limitOf(check, spec) !== undefined) return !passes(check, spec, value);
  return (offNormal(spec, value) ?? 0) >= telling;
}
