import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import type { Rejected } from '../http/problem.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearer } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readFailure, readInstant, readLink, readNumber, readWord } from '../webhooks/fields.ts';
import { digestOf } from '../webhooks/identity.ts';
import { type Pairs, readAnnotations, readLabels } from '../webhooks/pairs.ts';
import { refuse } from '../webhooks/parsed.ts';
import type { Parsed } from '../webhooks/source.ts';
import { readStart } from '../webhooks/start.ts';
import { line } from '../webhooks/text.ts';

/** Prometheus Alertmanager, webhook version 4; see `parseAlertmanager`. */
export const alertmanager: AlertSource = {
  name: 'alertmanager',
  title: 'Prometheus Alertmanager',
  signature: 'bearer',
  recovery: '`status: resolved`',
  verified: 'prometheus/alertmanager notify/webhook, template',
  reads: 'each alert of a group; docs/alertmanager.md',
  authentication: bearer,
  parse: parseAlertmanager,
};

/**
 * Reads an Alertmanager webhook body (notify/webhook/webhook.go and template/template.go of prometheus/alertmanager).
 * It uses no schema: this is the busiest source, and each alert must be judged alone. An alert is refused only when it
 * has no identity; an odd time, number or link is kept as evidence.
 */
export function parseAlertmanager(body: unknown, now: Instant): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const { alerts } = body;
  if (!Array.isArray(alerts)) return refuse('alerts', `expected a list of alerts, got ${describe(alerts)}`);
  if (alerts.length === 0) return refuse('alerts', 'expected at least one alert');
  const group = groupFacts(body);
  const parsed: Parsed<Alert> = { items: [], rejected: [] };
  alerts.forEach((given: unknown, at) => {
    const alert = readAlert(given, { group, now });
    if ('problem' in alert) parsed.rejected.push({ ...alert, field: joined(`alerts[${at}]`, alert.field) });
    else parsed.items.push(alert);
  });
  return parsed;
}

const groupKnown = new Set([
  'version',
  'status',
  'alerts',
  'truncatedAlerts',
  // Each alert's own labels and annotations repeat what these say.
  'groupLabels',
  'commonLabels',
  'commonAnnotations',
]);

const alertKnown = new Set([
  'status',
  'labels',
  'annotations',
  'startsAt',
  'endsAt',
  'generatorURL',
  'fingerprint',
]);

/** Evidence that all alerts of the body share. Alerts cut off by `max_alerts` never arrive, so their number is kept. */
function groupFacts(body: Record<string, unknown>): Record<string, unknown> {
  const facts = unknownFields(body, groupKnown);
  const truncated = readNumber(body.truncatedAlerts);
  if (truncated !== undefined && truncated > 0) facts.truncatedAlerts = truncated;
  return facts;
}

function readAlert(
  given: unknown,
  { group, now }: { group: Record<string, unknown>; now: Instant },
): Alert | Rejected {
  if (!isObject(given)) return { field: '', problem: `expected an object, got ${describe(given)}` };
  const { status } = given;
  if (status !== 'firing' && status !== 'resolved') {
    return { field: 'status', problem: `expected "firing" or "resolved", got ${describe(status)}` };
  }
  if (!isObject(given.labels)) {
    return { field: 'labels', problem: `expected an object, got ${describe(given.labels)}` };
  }
  const labels = readLabels(given.labels);
  const fingerprint = readFingerprint(given.fingerprint, labels.pairs);
  if (fingerprint === undefined) {
    return { field: 'labels', problem: 'expected at least one label where there is no fingerprint' };
  }
  return build(given, { status, fingerprint, labels, group, start: readStart(given.startsAt, now) });
}

function readFingerprint(given: unknown, labels: Record<string, string>): string | undefined {
  const clean = typeof given === 'string' ? line(given, 129) : '';
  if (clean !== '') return clean.length <= 128 ? clean : digestOf({ given });
  return Object.keys(labels).length === 0 ? undefined : digestOf(labels);
}

interface Essentials {
  status: 'firing' | 'resolved';
  start: ReturnType<typeof readStart>;
  fingerprint: string;
  labels: Pairs;
  group: Record<string, unknown>;
}

function build(given: Record<string, unknown>, essentials: Essentials): Alert {
  const { status, start, fingerprint, group } = essentials;
  const { annotations, extra } = readExtra(given, essentials);
  const labels = essentials.labels.pairs;
  const alert: Alert = {
    source: 'alertmanager',
    fingerprint,
    status,
    title: line(titleOf(labels, annotations) ?? '', 300) || `alert ${fingerprint}`,
    labels,
    annotations,
    startsAt: start.startsAt,
    ...(start.undated && { undated: start.undated }),
    extra: { ...group, ...extra, ...start.extra },
  };
  addMeaning(alert);
  // While an alert fires, its end is only Prometheus' guess, or Go's zero time.
  const endsAt = status === 'resolved' ? readInstant(given.endsAt) : undefined;
  if (endsAt !== undefined) alert.endsAt = endsAt;
  const { generatorURL } = given;
  const link = readLink(generatorURL);
  if (link !== undefined) alert.link = link;
  else if (typeof generatorURL === 'string' && generatorURL !== '') {
    alert.extra.generatorURL = line(generatorURL, 2000);
  }
  return alert;
}

function readExtra(
  given: Record<string, unknown>,
  { labels }: Essentials,
): { annotations: Record<string, string>; extra: Record<string, unknown> } {
  const extra = unknownFields(given, alertKnown);
  const annotations = readAnnotations(isObject(given.annotations) ? given.annotations : {});
  if (labels.cut.length > 0) extra.cutLabels = labels.cut;
  if (annotations.cut.length > 0) extra.cutAnnotations = annotations.cut;
  return { annotations: annotations.pairs, extra };
}

function titleOf(labels: Record<string, string>, annotations: Record<string, string>): string | undefined {
  // Grafana's alert for a rule that got no data is called `DatasourceNoData`; which rule stands in `rulename`.
  return (
    annotations.summary || annotations.title || labels.rulename || labels.alertname || annotations.description
  );
}

/** Takes the system, failure, signal and numbers from the labels and annotations that carry them. */
function addMeaning(alert: Alert): void {
  const { labels, annotations } = alert;
  const system = readWord(labels.system || labels.airb_system || labels.service);
  const failure = readFailure(labels.failure || labels.airb_failure || labels.incident_type);
  const signal = readWord(labels.airb_signal || labels.signal);
  const severity = readWord(labels.severity);
  const value = readNumber(annotations.airb_value) ?? readNumber(annotations.value);
  const baseline = readNumber(annotations.airb_baseline) ?? readNumber(annotations.baseline);
  const unit = readWord(annotations.airb_unit || annotations.unit, 40);
  if (system !== undefined) alert.system = system;
  if (failure !== undefined) alert.failure = failure;
  if (signal !== undefined) alert.signal = signal;
  if (severity !== undefined) alert.severity = severity;
  if (value !== undefined) alert.value = value;
  if (baseline !== undefined) alert.baseline = baseline;
  if (unit !== undefined) alert.unit = unit;
}

function joined(path: string, field: string): string {
  return field === '' ? path : `${path}.${field}`;
}
