import type { Alert } from './alert.ts';

/** Why an alert's rule measured nothing. */
export type Blindness = 'no data' | 'an error';

/** The alerts Grafana fires in place of a rule whose query gave nothing or failed (docs: alerting, no data and error states). */
const standIns: ReadonlyMap<string, Blindness> = new Map([
  ['DatasourceNoData', 'no data'],
  ['DatasourceError', 'an error'],
]);

/** Grafana's reasons where the rule fires under its own name because of its "no data" or "error" setting. */
const reasons: ReadonlyMap<string, Blindness> = new Map([
  ['nodata', 'no data'],
  ['no_data', 'no data'],
  ['error', 'an error'],
]);

/**
 * True blindness: the alert says that its rule could not measure, not that the value is out of range. Its labels are
 * those of the rule, so its failure and its severity speak of something nobody has seen.
 * @returns undefined for an alert that measured something
 */
export function blindness({ labels, annotations, severity }: Alert): Blindness | undefined {
  const own = (pairs: Record<string, string>, name: string) =>
    Object.hasOwn(pairs, name) ? (pairs[name] ?? '') : '';
  const standIn = standIns.get(own(labels, 'alertname'));
  if (standIn !== undefined) return standIn;
  const reason = own(annotations, 'grafana_state_reason') || own(labels, 'grafana_state_reason');
  // Langfuse writes NO_DATA where others write the severity.
  return reasons.get(reason.toLowerCase()) ?? (/^no_data$/i.test(severity ?? '') ? 'no data' : undefined);
}

/** The failure of an incident about a signal that is not measured. */
export const notMeasured = 'not-measured';
