import type { SignalSpec } from '../domain/runbooks/runbook.ts';
import { labelsOf, matching, quoted, recorded, series } from './promql.ts';
import type { RecordingRule } from './rule.ts';
import { holidaysOf, sameHours } from './season.ts';

/** A signal that some trigger of a system waits for. */
export interface Measured {
  system: string;
  signal: SignalSpec;
  /** As `readQuery` gave it. */
  query: string;
}

/** airb's own metric: how many incidents of a system are open. */
const openIncidents = 'airb_system_incidents_open';

/**
 * The signal as one series whose only label is its system, or as one for each value of `by`. `scalar` enforces the
 * contract of a signal: exactly one series. NaN (nothing was counted) and infinity are left out, because they would
 * spoil every mean, and so is what was measured of too little traffic.
 */
export function signalRule(of: Measured): RecordingRule {
  const { volume } = of.signal;
  const finite = `${reading(of)} > -Inf < Inf`;
  const counted = volume && series('signal', { system: of.system, signal: volume.signal });
  const expr = volume ? `(${finite}) and on () (${counted} >= ${volume.atLeast})` : finite;
  return { record: recorded('signal', of.signal.name), expr, labels: own(of) };
}

function reading({ query, signal }: Measured): string {
  if (signal.by === undefined) return `vector(scalar((${query})))`;
  return `${signal.better === 'lower' ? 'max' : 'min'} by (${signal.by}) (${query})`;
}

/**
 * The signal while the system has no open incident, and not on a holiday. Where Prometheus does not scrape airb,
 * incidents are not left out, and the baseline is the plain mean.
 */
export function calmRule(of: Measured): RecordingRule {
  const open = `${openIncidents}{system=${quoted(of.system)}}`;
  const calm = `${seriesOf('signal', of)} unless on (system) (${open} > 0)`;
  const { season } = of.signal;
  const expr = season?.holidays.length ? `${calm} unless on () (${holidaysOf(season)})` : calm;
  return { record: recorded('calm', of.signal.name), expr, labels: own(of) };
}

/**
 * The mean of seven days, or of the same hour of past weeks. The normal value of the system file replaces it until the
 * oldest sample is three days old, and when an incident filled the whole time. Without such a value, the mean includes
 * incidents.
 */
export function baselineRule(of: Measured): RecordingRule {
  const { baseline, season, by } = of.signal;
  const usual = season
    ? sameHours(season, { calm: seriesOf('calm', of), labels: labelsOf(of.signal) })
    : weekOf('calm', of);
  const fixed = by === undefined ? `vector(${baseline})` : `0 * ${seriesOf('signal', of)} + ${baseline}`;
  const instead = baseline === undefined ? weekOf('signal', of) : fixed;
  const or = by === undefined ? 'or on ()' : `or ${matching(of.signal)}`;
  return {
    record: recorded('baseline7d', of.signal.name),
    expr: `(${usual}) ${or} (${instead})`,
    labels: own(of),
  };
}

/**
 * How far the signal usually strays from its baseline: the standard deviation of seven days. Where the baseline moves
 * with the hours, it is that of the distance from it, or day and night would count as straying.
 */
export function deviationRules(of: Measured): RecordingRule[] {
  const { name, season } = of.signal;
  const from = season ? 'off' : 'calm';
  const samples = seriesOf(from, of);
  const off = `${seriesOf('calm', of)} - ${matching(of.signal)} ${seriesOf('baseline7d', of)}`;
  return [
    ...(season ? [{ record: recorded('off', name), expr: off, labels: own(of) }] : []),
    {
      record: recorded('deviation7d', name),
      expr: `stddev_over_time(${samples}[7d]) and ${matching(of.signal)} count_over_time(${samples}[4d] offset 3d)`,
      labels: own(of),
    },
  ];
}

function weekOf(what: 'calm' | 'signal', of: Measured): string {
  const samples = seriesOf(what, of);
  return `avg_over_time(${samples}[7d]) and ${matching(of.signal)} count_over_time(${samples}[4d] offset 3d)`;
}

function seriesOf(what: Parameters<typeof recorded>[0], { system, signal }: Measured): string {
  return series(what, { system, signal: signal.name });
}

function own({ system }: Pick<Measured, 'system'>): Record<string, string> {
  return { system };
}
