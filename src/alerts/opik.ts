import type { Alert } from '../domain/signals/alert.ts';
import { hour, type Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { evidence, unknownFields } from '../webhooks/evidence.ts';
import { describe, readNumber, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed } from '../webhooks/source.ts';

/** Alerts of Opik (Comet), by a webhook (comet.com/docs/opik/production/alerts). */
export const opik: AlertSource = {
  name: 'opik',
  title: 'Opik',
  signature: 'none of its own: bearer, or path',
  recovery: 'never sent: quiet for 1 h',
  verified: 'comet-ml/opik docs/production/alerts.mdx',
  reads:
    'threshold alerts, whose numbers are texts and whose latency is in ms against a threshold in s; guardrails. Prompts and experiments are passed over',
  authentication: bearerOrPath,
  quiet: hour,
  parse: parseOpik,
};

/** Its events that speak of trouble, and the failure each speaks of, where it is only one. */
const meanings = new Map<string, { failure?: string; unit?: string }>([
  ['trace:errors', {}],
  ['trace:feedback_score', { failure: 'quality-drift' }],
  ['trace_thread:feedback_score', { failure: 'quality-drift' }],
  ['trace:guardrails_triggered', { failure: 'policy-violation' }],
  ['trace:cost', { failure: 'cost-spike', unit: 'usd' }],
  ['trace:latency', { failure: 'latency-degradation', unit: 's' }],
]);

const payloadKnown = new Set(['alertId', 'alertName', 'eventType', 'message', 'metadata']);

/** Reads one event. Its metadata is an object for a threshold and a list for what happened. */
export function parseOpik(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const type = readWord(body.eventType) ?? 'nothing';
  const meaning = meanings.get(type);
  if (meaning === undefined) return passOver(`${type} is no trouble`);
  const payload = isObject(body.payload) ? body.payload : {};
  const id = readWord(body.alertId) ?? readWord(payload.alertId);
  if (id === undefined) return refuse('alertId', 'expected the id of the alert');
  const name = readWord(body.alertName) ?? readWord(payload.alertName);
  if (/^test[\s_-]?(?:alert|webhook|event)?$/i.test(name ?? '')) return passOver('Opik tries the webhook');
  const { metadata } = payload;
  const facts = isObject(metadata) && !Array.isArray(metadata) ? metadata : {};
  const value = readNumber(facts.metric_value);
  const project = projectIn(Array.isArray(metadata) ? metadata : facts.project_names);
  const alert = alertOf(
    {
      source: 'opik',
      identity: [`${type}/${id}`],
      status: 'firing',
      title: name ?? payload.message,
      labels: {
        event_type: type,
        ...(readWord(facts.metric_name) !== undefined && { metric: facts.metric_name }),
        ...(project !== undefined && { service: project }),
      },
      annotations: { description: payload.message ?? '', threshold: readWord(facts.threshold) ?? '' },
      ...(meaning.failure !== undefined && !query?.has('failure') && { failure: meaning.failure }),
      value: value === undefined || type !== 'trace:latency' ? value : value / 1000,
      unit: value === undefined ? undefined : meaning.unit,
      said: body.createdAt,
      extra: {
        ...unknownFields(payload, payloadKnown),
        ...(metadata !== undefined && { metadata: evidence(metadata) }),
      },
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}

/**
 * One project is the system; several are none in particular. Of a threshold they come as a text with commas, or as a list in
 * a text; of what happened, in each entry.
 */
function projectIn(given: unknown): string | undefined {
  const said = Array.isArray(given) ? given.map((one) => (isObject(one) ? one.project_name : one)) : [given];
  const names = said
    .flatMap((text) => (readWord(text, 1000) ?? '').replace(/^\[|\]$/g, '').split(','))
    .map((name) => name.trim().replace(/^"|"$/g, ''))
    .filter(Boolean);
  const [only, ...others] = new Set(names);
  return others.length === 0 ? only : undefined;
}
