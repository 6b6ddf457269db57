import type * as z from 'zod';
import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { pointed } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { readFailure, readInstant, readLink, readNumber, readWord } from '../webhooks/fields.ts';
import { alertShape, firstIssue, itemsOf } from '../webhooks/generic-shape.ts';
import { digestOf } from '../webhooks/identity.ts';
import { readAnnotations, readLabels } from '../webhooks/pairs.ts';
import type { Beside, Parsed } from '../webhooks/source.ts';
import { readStart } from '../webhooks/start.ts';
import { line } from '../webhooks/text.ts';

/** Plain JSON for tools that have no source of their own; the format is in generic.md. */
export const generic: AlertSource = {
  name: 'generic',
  title: 'Generic JSON',
  signature: 'bearer, or path',
  recovery: '`status: resolved`',
  verified: 'src/alerts/generic.md',
  reads: 'one alert, a list, or `{"alerts": […]}`',
  authentication: bearerOrPath,
  parse: parseGeneric,
};

/** Reads the documented JSON (generic.md): one alert, a list, or `{"alerts": […]}`; each is judged alone. */
export function parseGeneric(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  const items = itemsOf(body, 'alerts');
  const parsed: Parsed<Alert> = { items: [], rejected: [] };
  if (items.length === 0) parsed.rejected.push({ field: 'alerts', problem: 'expected at least one alert' });
  for (const { path, given } of items) {
    const shaped = alertShape.safeParse(given);
    if (shaped.success) parsed.items.push(pointed(build(shaped.data, now), query));
    else parsed.rejected.push(firstIssue(shaped.error, path));
  }
  return parsed;
}

type Shaped = z.infer<typeof alertShape>;

function build(given: Shaped, now: Instant): Alert {
  const labels = readLabels(given.labels);
  const annotations = readAnnotations(given.annotations);
  const extra = unknownFields(given, known);
  const start = readStart(given.startsAt, now);
  if (labels.cut.length > 0) extra.cutLabels = labels.cut;
  if (annotations.cut.length > 0) extra.cutAnnotations = annotations.cut;
  const alert: Alert = {
    source: 'generic',
    fingerprint: '',
    status: given.status,
    title: line(given.title, 300) || 'untitled alert',
    labels: labels.pairs,
    annotations: annotations.pairs,
    startsAt: start.startsAt,
    ...(start.undated && { undated: start.undated }),
    extra: { ...extra, ...start.extra },
  };
  addWords(alert, given);
  addNumbers(alert, given);
  alert.fingerprint = fingerprintOf(alert, given.fingerprint);
  return alert;
}

/** Fields that say what an alert is; anything else is evidence. */
export const known: ReadonlySet<string> = new Set([
  'status',
  'title',
  'fingerprint',
  'startsAt',
  'endsAt',
  'labels',
  'annotations',
  'system',
  'failure',
  'signal',
  'severity',
  'value',
  'baseline',
  'unit',
  'link',
]);

/** The field of that name, else the label. */
function addWords(alert: Alert, given: Shaped): void {
  const { labels } = alert;
  const system = readWord(given.system) ?? readWord(labels.system);
  const failure = readFailure(given.failure) ?? readFailure(labels.failure);
  const signal = readWord(given.signal) ?? readWord(labels.signal);
  const severity = readWord(given.severity) ?? readWord(labels.severity);
  if (system !== undefined) alert.system = system;
  if (failure !== undefined) alert.failure = failure;
  if (signal !== undefined) alert.signal = signal;
  if (severity !== undefined) alert.severity = severity;
}

/** Reads numbers, end and link. An unreadable one is kept as evidence; the alert is still accepted. */
function addNumbers(alert: Alert, given: Shaped): void {
  const keep = <T>(name: string, value: T | undefined): T | undefined => {
    if (value === undefined && given[name] !== undefined && given[name] !== null) {
      Object.assign(alert.extra, unknownFields({ [name]: given[name] }, new Set()));
    }
    return value;
  };
  const value = keep('value', readNumber(given.value));
  const baseline = keep('baseline', readNumber(given.baseline));
  const unit = keep('unit', readWord(given.unit, 40));
  const link = keep('link', readLink(given.link));
  const endsAt = alert.status === 'resolved' ? keep('endsAt', readInstant(given.endsAt)) : undefined;
  if (value !== undefined) alert.value = value;
  if (baseline !== undefined) alert.baseline = baseline;
  if (unit !== undefined) alert.unit = unit;
  if (link !== undefined) alert.link = link;
  if (endsAt !== undefined) alert.endsAt = endsAt;
}

/**
 * The fingerprint as given, or computed from the fields that identify the problem. Status, time and numbers are left
 * out, because they change while it lasts.
 */
function fingerprintOf(alert: Alert, given: string | number | undefined): string {
  const own = given === undefined ? '' : line(String(given), 129);
  if (own !== '') return own.length <= 128 ? own : digestOf({ given });
  const { title, system, failure, signal, labels } = alert;
  return digestOf({ title, system, failure, signal, labels: digestOf(labels) });
}
