import { quoted, recorded, series } from './promql.ts';
import type { RecordingRule } from './rule.ts';

/** A signal of a system that some trigger waits for. */
export interface Measured {
  system: string;
  signal: string;
  /** As `readQuery` gave it. */
  query: string;
  /** The normal in the system file. */
  baseline?: number;
}

/** airb's own metric: how many incidents of a system are open. */
const openIncidents = 'airb_system_incidents_open';

/**
 * The signal as one series that carries only its system. `scalar` keeps to the contract of a signal, exactly one series;
 * NaN, as where nothing was counted, and infinity are no readings and would poison every mean they are in.
 */
export function signalRule({ query, ...of }: Measured): RecordingRule {
  return { record: recorded('signal', of.signal), expr: `${reading(query)} > -Inf < Inf`, labels: own(of) };
}

function reading(query: string): string {
  return `vector(scalar((${query})))`;
}

/**
 * The signal while no incident of the system is open. Where Prometheus does not scrape airb nothing is taken away, and
 * the baseline is the plain mean.
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
 * The mean of seven days. Until the oldest sample in it is three days old, and when an incident has filled the whole
 * week, the normal of the system file serves instead; without one, the mean with incidents in it.
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
