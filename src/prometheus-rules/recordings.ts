import { quoted, recorded, series } from './promql.ts';
import type { RecordingRule } from './rule.ts';

/** A signal that some trigger of a system waits for. */
export interface Measured {
  system: string;
  signal: string;
  /** As `readQuery` gave it. */
  query: string;
  /** The normal in the system file. */
  baseline?: number;
  /** How several series of one signal become one: its worst. */
  worst?: 'max' | 'min';
}

/** airb's own metric: how many incidents of a system are open. */
const openIncidents = 'airb_system_incidents_open';

/**
 * The signal as one series whose only label is its system. `scalar` enforces the contract of a signal: exactly one
 * series. NaN (nothing was counted) and infinity are left out, because they would spoil every mean.
 */
export function signalRule({ query, worst, ...of }: Measured): RecordingRule {
  const one = worst === undefined ? query : `${worst}(${query})`;
  return { record: recorded('signal', of.signal), expr: `${reading(one)} > -Inf < Inf`, labels: own(of) };
}

function reading(query: string): string {
  return `vector(scalar((${query})))`;
}

/**
 * The signal while the system has no open incident. Where Prometheus does not scrape airb, nothing is left out, and the
 * baseline is the plain mean.
 */
export function calmRule(of: Measured): RecordingRule {
  const open = `${openIncidents}{system=${quoted(of.system)}}`;
  return {
    record: recorded('calm', of.signal),
    expr: `${series('signal', of)} unless on (system) (${open} > 0)`,
    labels: own(of),
  };
}

/**
 * The mean of seven days. The normal value of the system file replaces it until the oldest sample is three days old,
 * and when an incident filled the whole week. Without such a value, the mean includes incidents.
 */
export function baselineRule(of: Measured): RecordingRule {
  const instead = of.baseline === undefined ? weekOf('signal', of) : `vector(${of.baseline})`;
  return {
    record: recorded('baseline7d', of.signal),
    expr: `(${weekOf('calm', of)}) or on () (${instead})`,
    labels: own(of),
  };
}

function weekOf(what: 'calm' | 'signal', of: Measured): string {
  const samples = series(what, of);
  return `avg_over_time(${samples}[7d]) and on (system) count_over_time(${samples}[4d] offset 3d)`;
}

function own({ system }: Pick<Measured, 'system'>): Record<string, string> {
  return { system };
}
