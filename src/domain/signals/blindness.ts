import type { Alert, Blindness } from './alert.ts';

/**
 * The alerts Grafana fires in place of a rule whose query gave nothing or failed (docs: alerting, no data and error
 * states).
 */
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

/** Datadog's word for the state, in a field its webhooks are given, and how it begins the titles of such alerts. */
const transition = /^(?:re-)?no data$/i;
const titled = /^\[(?:re-)?no data\b/i;

/**
 * True blindness: the alert says that its rule could not measure, not that the value is out of range. Its labels are
 * those of the rule, so its failure and its severity speak of something nobody has seen.
 * @returns undefined for an alert that measured something
 */
export function blindness({
  title,
  labels,
  annotations,
  severity,
  extra,
  blind,
}: Alert): Blindness | undefined {
  if (blind !== undefined) return blind;
  const standIn = standIns.get(own(labels, 'alertname'));
  if (standIn !== undefined) return standIn;
  const reason = own(annotations, 'grafana_state_reason') || own(labels, 'grafana_state_reason');
  const known = reasons.get(reason.toLowerCase());
  if (known !== undefined) return known;
  // Langfuse writes NO_DATA where others write the severity.
  const words = [severity ?? '', own(labels, 'alert_transition'), own(extra, 'alert_transition')];
  return titled.test(title) || words.some(saysNoData) ? 'no data' : undefined;
}

/**
 * Why nobody measured what the alert speaks of, in words. A Prometheus rule over `absent(…)` fires because a metric is
 * missing: that is no blindness of the rule, whose failure and severity were written for just this, and yet there is no
 * value.
 */
export function unmeasured(alert: Alert): string | undefined {
  const blind = blindness(alert);
  if (blind !== undefined) return `its rule got ${blind}`;
  return isAbsent(alert) ? 'its metric is missing' : undefined;
}

/** Prometheus gives the expression in the address of the rule. */
function isAbsent({ link }: Alert): boolean {
  if (!link?.includes('absent') || !URL.canParse(link)) return false;
  const expression = new URL(link).searchParams.get('g0.expr') ?? '';
  return /^[\s(]*absent(?:_over_time)?\s*\(/.test(expression);
}

function saysNoData(word: string): boolean {
  return word !== '' && transition.test(word.replaceAll(/[_-]+(?=data)/gi, ' '));
}

function own(fields: Record<string, unknown>, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' ? value.trim() : '';
}

/** The failure of an incident about a signal that is not measured. */
export const notMeasured = 'not-measured';
