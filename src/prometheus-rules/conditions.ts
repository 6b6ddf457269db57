import type { SignalSpec, Trigger } from '../domain/runbooks/runbook.ts';
import { type Duration, minute } from '../domain/time.ts';
import { inPrometheus, matching, series } from './promql.ts';

/** A trigger on the signal of one system. */
export interface Watch {
  system: string;
  signal: SignalSpec;
  trigger: Trigger;
  /** The signals of the system, of which one may count the traffic. */
  measured: ReadonlySet<string>;
}

/** When the trigger fires: PromQL that gives the signal's value then, and nothing otherwise. */
export function condition(watch: Watch): string {
  const { trigger, measured } = watch;
  const { volume } = trigger;
  const rises = withFloor(crossed(watch), watch);
  const least = trigger.atLeast === undefined ? rises : `(${rises}) >= ${trigger.atLeast}`;
  if (volume === undefined || !measured.has(volume.signal)) return least;
  const counted = series('signal', { system: watch.system, signal: volume.signal });
  return `(${least}) and on (system) (${counted} >= ${volume.atLeast})`;
}

function crossed(watch: Watch): string {
  const { system, signal, trigger } = watch;
  const { compare, threshold, baselineFactor, objectiveFactor, deviations, budgetFactor } = trigger;
  const than = compare === 'above' ? '>' : '<';
  const of = { system, signal: signal.name };
  const value = series('signal', of);
  if (threshold !== undefined) return `${value} ${than} ${threshold}`;
  if (objectiveFactor !== undefined) return `${value} ${than} ${times(objectiveFactor, signal.objective)}`;
  if (budgetFactor !== undefined) return burning(watch);
  const normal = series('baseline7d', of);
  if (deviations !== undefined) {
    const sign = compare === 'above' ? '+' : '-';
    const away = `${normal} ${sign} ${matching(signal)} ${deviations} * ${series('deviation7d', of)}`;
    return `${value} ${than} ${matching(signal)} (${away})`;
  }
  return `${value} ${than} ${matching(signal)} (${baselineFactor ?? 1} * ${normal})`;
}

/**
 * The error budget burns so much too fast over a long window, and over a twelfth of it as well, so that the alert ends
 * soon after the trouble does (Site Reliability Workbook, chapter 5).
 */
function burning({ system, signal, trigger }: Watch): string {
  const value = series('signal', { system, signal: signal.name });
  const { over = 60 * minute } = trigger;
  const limit = burnLimit(trigger, signal);
  const than = signal.better === 'lower' ? '>' : '<';
  const mean = (window: Duration) => `avg_over_time(${value}[${inPrometheus(window)}]) ${than} ${limit}`;
  return `(${mean(over)}) and ${matching(signal)} (${mean(Math.max(over / 12, 5 * minute))})`;
}

/** The value at which the budget burns as fast as the trigger says: 14.4 × 1 % failing is 14.4 % failing. */
export function burnLimit({ budgetFactor = 1 }: Trigger, { objective = 0, better }: SignalSpec): number {
  return better === 'lower'
    ? times(budgetFactor, objective)
    : Number((1 - times(budgetFactor, 1 - objective)).toPrecision(10));
}

/** A score that sinks slowly takes its baseline along; the floor stays. */
function withFloor(expr: string, { system, signal, trigger }: Watch): string {
  const relative = trigger.baselineFactor !== undefined || trigger.deviations !== undefined;
  if (signal.floor === undefined || trigger.compare === 'above' || !relative) return expr;
  return `(${expr}) or ${series('signal', { system, signal: signal.name })} < ${signal.floor}`;
}

function times(factor: number, of = 0): number {
  return Number((factor * of).toPrecision(10));
}
