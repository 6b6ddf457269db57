import { pageOfKey } from '../domain/incident/paged-elsewhere.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import type { Problem } from '../http/problem.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed, Reply, Voice } from '../webhooks/source.ts';
import { routingKey } from './routing-key.ts';

/** Answers as PagerDuty's Events API does, so that its senders find what they wait for. */
const voice: Voice = {
  taken: (parsed, body) => ({
    status: 202,
    body: { status: 'success', message: 'Event processed', dedup_key: keyOf(parsed, body) },
  }),
  refused,
};

/** Events API v2 of PagerDuty, from the other side: any tool that can page by it can send here. */
export const pagerdutyEvents: AlertSource = {
  name: 'pagerduty-events',
  title: 'PagerDuty Events v2',
  signature: 'the secret is the `routing_key`',
  recovery: '`event_action: resolve` with the same `dedup_key`',
  verified: 'PagerDuty/developer-docs docs/events-API-v2',
  reads:
    'trigger, acknowledge and resolve; answers as PagerDuty does, also at `/v2/enqueue` behind the address',
  authentication: routingKey,
  endings: ['/v2/enqueue'],
  voice,
  parse: parseEvent,
};

const known = new Set([
  'summary',
  'severity',
  'timestamp',
  'component',
  'class',
  'group',
  'custom_details',
  'source',
]);
const most = { key: 255 };

/** Reads one event. The `dedup_key` names the problem; without one, the summary and its source do. */
export function parseEvent(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const { event_action: action, dedup_key: key, payload } = body;
  if (typeof key === 'string' && key.length > most.key)
    return refuse('dedup_key', `expected at most ${most.key} characters, got ${key.length}`);
  // Else a page of airb would open an incident about itself.
  if (pageOfKey(readWord(key, most.key) ?? '') !== undefined)
    return passOver('an event that airb sent itself');
  if (action === 'acknowledge') return passOver('acknowledged where it was sent; nothing begins or ends');
  if (action !== 'trigger' && action !== 'resolve')
    return refuse('event_action', `expected trigger, acknowledge or resolve, got ${describe(action)}`);
  const given = isObject(payload) ? payload : {};
  const summary = readWord(given.summary, 1024);
  if (action === 'trigger' && summary === undefined) return refuse('payload.summary', 'expected a sentence');
  if (action === 'resolve' && readWord(key) === undefined)
    return refuse('dedup_key', 'expected the key of the event that triggered it');
  const details = isObject(given.custom_details) ? given.custom_details : {};
  const { client_url: client, links } = body;
  const [link] = Array.isArray(links) ? links : [];
  const alert = alertOf(
    {
      source: 'pagerduty-events',
      identity: readWord(key) === undefined ? [summary, given.source, given.component] : [key],
      status: action === 'trigger' ? 'firing' : 'resolved',
      title: summary ?? key,
      labels: {
        ...details,
        ...(readWord(given.component) !== undefined && { component: given.component }),
        ...(readWord(given.class) !== undefined && { class: given.class }),
        ...(readWord(given.group) !== undefined && { group: given.group }),
        ...(readWord(given.source) !== undefined && { source: given.source }),
      },
      severity: given.severity,
      // Of a resolution it is the time of that; a trigger that comes again has another, and is still the same problem.
      said: given.timestamp,
      link: isObject(link) ? (link.href ?? client) : client,
      extra: unknownFields(given, known),
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}

/** The key as it was sent; without one, the one airb tells this problem by, as PagerDuty makes one up. */
function keyOf({ items }: Parsed<unknown>, body: unknown): string {
  const given = isObject(body) ? body.dedup_key : undefined;
  if (typeof given === 'string' && given !== '') return given;
  const [first] = items;
  return isObject(first) ? String(first.fingerprint) : '';
}

/** PagerDuty says 400 with a list; who may not send, or comes too fast, reads airb's own words. */
function refused({ status, message }: Problem): Reply | undefined {
  if (status !== 422 && status !== 400 && status !== 401) return undefined;
  const body = { status: 'invalid event', message: 'Event object is invalid', errors: [message] };
  return { status: status === 401 ? 401 : 400, body };
}
