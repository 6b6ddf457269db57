import { pageOfKey } from '../domain/incident/paged-elsewhere.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readWord } from '../webhooks/fields.ts';
import { hmacHex } from '../webhooks/hmac.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed } from '../webhooks/source.ts';

/** Incidents of PagerDuty, by a webhook subscription of version 3 (developer.pagerduty.com/docs/webhooks-overview). */
export const pagerduty: AlertSource = {
  name: 'pagerduty',
  title: 'PagerDuty webhooks v3',
  signature: 'a list of `v1=<hex>` in `X-PagerDuty-Signature`',
  recovery: '`incident.resolved`',
  verified: 'PagerDuty/developer-docs docs/webhooks',
  reads:
    'triggered, reopened and resolved incidents; the service is the system; what airb itself triggered there is passed over',
  authentication: hmacHex({ header: 'X-PagerDuty-Signature', prefix: 'v1=' }),
  // PagerDuty switches off a webhook that refuses too often.
  givesUp: true,
  parse: parsePagerDuty,
};

const meanings = new Map<string, 'firing' | 'resolved'>([
  ['incident.triggered', 'firing'],
  ['incident.reopened', 'firing'],
  ['incident.resolved', 'resolved'],
]);

const known = new Set([
  'title',
  'html_url',
  'created_at',
  'service',
  'priority',
  'urgency',
  'id',
  'self',
  'type',
]);

/** Reads one event. PagerDuty repeats it for two days, so an old word may come after a new one: each has its time. */
export function parsePagerDuty(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  const event = isObject(body) ? body.event : undefined;
  if (!isObject(event)) return refuse('event', `expected an object, got ${describe(event)}`);
  const type = readWord(event.event_type) ?? 'nothing';
  if (type === 'pagey.ping') return passOver('PagerDuty tries the webhook (pagey.ping)');
  const status = meanings.get(type);
  if (status === undefined) return passOver(`${type} neither begins nor ends an incident`);
  const { data } = event;
  if (!isObject(data)) return refuse('event.data', `expected an object, got ${describe(data)}`);
  const id = readWord(data.id);
  if (id === undefined) return refuse('event.data.id', 'expected the id of the incident');
  // Else a page of airb would open an incident about itself.
  if (pageOfKey(readWord(data.incident_key) ?? '') !== undefined)
    return passOver('an incident that airb triggered there itself');
  const { service, priority, urgency } = data;
  const named = isObject(service) ? readWord(service.summary) : undefined;
  const rank = isObject(priority) ? readWord(priority.summary) : undefined;
  const alert = alertOf(
    {
      source: 'pagerduty',
      identity: [id],
      status,
      title: data.title,
      labels: { ...(named !== undefined && { service: named }), event_type: type },
      severity: rank ?? urgency,
      start: data.created_at,
      end: event.occurred_at,
      said: event.occurred_at,
      link: data.html_url,
      extra: unknownFields(data, known),
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}
