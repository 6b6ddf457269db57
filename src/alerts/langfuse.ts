import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed } from '../webhooks/source.ts';
import { stampedHex } from '../webhooks/stamped.ts';

/**
 * Alerts and project notifications of Langfuse (langfuse.com/docs/metrics/features/alerts). It disables a webhook that is
 * refused five times on end.
 */
export const langfuse: AlertSource = {
  name: 'langfuse',
  title: 'Langfuse',
  signature: '`t=…,v1=<hex>` (or `s=`) in `x-langfuse-signature`, five minutes',
  recovery: 'severity `OK` of the same monitor',
  verified:
    'langfuse features/monitors/types.ts and its webhook queue; langfuse.com/docs/metrics/features/alerts',
  reads:
    'monitor-alert; project-notification, of which `evaluator-blocked` is a signal that is not measured. One alert told by several automations is one',
  authentication: stampedHex({ header: 'x-langfuse-signature', separator: '.' }),
  givesUp: true,
  parse: parseLangfuse,
};

/** Reads one event. Prompt versions are changes, and belong to `/changes/langfuse`. */
export function parseLangfuse(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const around = { now, ...(query && { query }) };
  if (body.type === 'monitor-alert') return monitorAlert(body, around);
  if (body.type === 'project-notification') return notification(body, around);
  const hint = body.type === 'prompt-version' ? '; it belongs to /changes/langfuse' : '';
  return passOver(`${readWord(body.type, 100) ?? 'an event'} is no alert${hint}`);
}

type Around = Parameters<typeof alertOf>[1];

const payloadKnown = new Set(['message', 'severity', 'permalink', 'monitorId', 'timestamp']);

/** What says that it is a test; `Test set accuracy fell` is a monitor as any other. */
const trial =
  /^\s*(?:\[test\b|test(?: (?:alert|webhook|event|notification|automation|message)\b[^\n]*)?\W*$)/i;

/**
 * Each automation of a monitor tells the same with an id of its own, so the monitor names the alert, and its time the word.
 * The value is not sent.
 */
function monitorAlert({ payload }: Record<string, unknown>, around: Around): Parsed<Alert> {
  if (!isObject(payload)) return refuse('payload', `expected an object, got ${describe(payload)}`);
  const monitor = readWord(payload.monitorId);
  if (monitor === undefined) return refuse('payload.monitorId', 'expected the id of the monitor');
  const severity = readWord(payload.severity)?.toUpperCase() ?? '';
  if (!['ALERT', 'WARNING', 'OK', 'NO_DATA'].includes(severity))
    return refuse(
      'payload.severity',
      `expected ALERT, WARNING, OK or NO_DATA, got ${describe(payload.severity)}`,
    );
  const message = isObject(payload.message) ? payload.message : {};
  if (trial.test(readWord(message.title) ?? '')) return passOver('Langfuse tries the automation');
  const alert = alertOf(
    {
      source: 'langfuse',
      identity: [monitor],
      status: severity === 'OK' ? 'resolved' : 'firing',
      title: message.title,
      labels: { ...(readWord(payload.projectId) !== undefined && { langfuse_project: payload.projectId }) },
      annotations: { description: message.body ?? '' },
      ...(severity !== 'OK' && { severity }),
      end: payload.timestamp,
      said: payload.timestamp,
      link: payload.permalink,
      extra: unknownFields(payload, payloadKnown),
    },
    around,
  );
  return { items: [alert], rejected: [] };
}

const eventKnown = new Set(['message', 'severity', 'url', 'resourceId', 'eventType']);

/** Only an evaluator that Langfuse stopped is trouble of the AI system: what it scored is not measured any more. */
function notification({ event, timestamp }: Record<string, unknown>, around: Around): Parsed<Alert> {
  if (!isObject(event)) return refuse('event', `expected an object, got ${describe(event)}`);
  const type = readWord(event.eventType) ?? 'nothing';
  if (type !== 'evaluator-blocked') return passOver(`${type} is no trouble of an AI system`);
  const resource = readWord(event.resourceId);
  if (resource === undefined) return refuse('event.resourceId', 'expected the id of what is blocked');
  const name = readWord(event.resourceName) ?? resource;
  const alert = alertOf(
    {
      source: 'langfuse',
      identity: [`${type}/${resource}`],
      status: 'firing',
      title: `The evaluator ${name} is blocked: what it scores is not measured`,
      labels: {
        evaluator: name,
        ...(readWord(event.projectId) !== undefined && { langfuse_project: event.projectId }),
      },
      annotations: { description: event.message ?? '' },
      severity: event.severity,
      said: timestamp,
      link: event.url,
      extra: unknownFields(event, eventKnown),
    },
    around,
  );
  return { items: [{ ...alert, blind: 'no score: its evaluator is blocked' }], rejected: [] };
}
