import type { IncomingHttpHeaders } from 'node:http';
import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { shared } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readWord } from '../webhooks/fields.ts';
import { headerIn } from '../webhooks/hmac.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import { type Beside, bodyAlone, type Parsed, type Reply } from '../webhooks/source.ts';
import { known } from './generic.ts';

/** CloudEvents 1.0 by HTTP webhooks (cloudevents/spec): one event in structured or binary mode, or a batch. */
export const cloudevents: AlertSource = {
  name: 'cloudevents',
  title: 'CloudEvents 1.0',
  signature: 'bearer, `?access_token=`, or path',
  recovery: '`data.status: resolved`, or a type that ends so',
  verified: 'cloudevents/spec, tried with the cloudevents SDK',
  reads:
    'structured, binary and batch; data as the generic JSON, or a type with alert, alarm or incident in it; answers the OPTIONS handshake',
  authentication: shared({ query: 'access_token' }),
  consent,
  decoded: withData,
  parse: parseCloudEvents,
};

/** The handshake of its webhooks: a sender asks whether its events are wanted here, and how many a minute. */
function consent(headers: IncomingHttpHeaders): Reply {
  const origin = headerIn(headers, 'WebHook-Request-Origin');
  if (!/^[\w.:-]{1,253}$/.test(origin))
    return { status: 400, body: 'WebHook-Request-Origin: expected a DNS name' };
  const asked = headerIn(headers, 'WebHook-Request-Rate');
  const granted: Record<string, string> =
    asked === '' ? {} : { 'WebHook-Allowed-Rate': /^\d{1,9}$/.test(asked) ? asked : '*' };
  return {
    status: 200,
    headers: { 'WebHook-Allowed-Origin': origin, Allow: 'POST, OPTIONS', ...granted },
    body: '',
  };
}

/** An SDK that is given bytes writes them as `data_base64`; JSON among them is read as `data`. */
function withData(body: unknown): unknown {
  return Array.isArray(body) ? body.map(dataIn) : dataIn(body);
}

function dataIn(event: unknown): unknown {
  if (!isObject(event) || event.data !== undefined || typeof event.data_base64 !== 'string') return event;
  const { data_base64: encoded, ...rest } = event;
  try {
    return { ...rest, data: JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) };
  } catch {
    // Bytes of something else: the event is taken without data, as one that never had any.
    return event;
  }
}

/** Reads one event or a batch; each event is judged alone. */
export function parseCloudEvents(body: unknown, now: Instant, beside: Beside = bodyAlone()): Parsed<Alert> {
  const type = headerIn(beside.headers, 'content-type');
  const batch = /cloudevents-batch/i.test(type) || Array.isArray(body);
  if (!batch) return readEvent(isBinary(beside) ? binary(body, beside) : body, { now, beside, path: '' });
  if (!Array.isArray(body)) return refuse('', `expected a list of events, got ${describe(body)}`);
  if (body.length === 0) return passOver('a batch without events');
  const each = body.map((event: unknown, at) => readEvent(event, { now, beside, path: `[${at}]` }));
  return {
    items: each.flatMap(({ items }) => items),
    rejected: each.flatMap(({ rejected }) => rejected),
    passed: each.flatMap(({ passed = [] }) => passed),
  };
}

function isBinary({ headers }: Beside): boolean {
  return headers['ce-specversion'] !== undefined || headers['ce-id'] !== undefined;
}

/** Its attributes stand in `ce-` headers and its data is the body. Header values are percent-encoded. */
function binary(data: unknown, { headers }: Beside): Record<string, unknown> {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice('ce-'.length), decoded(String(value))] as const);
  return { ...Object.fromEntries(attributes), data };
}

/** Some senders write UTF-8 as it is, which Node reads byte by byte. */
function decoded(text: string): string {
  const utf8 = Buffer.from(text, 'latin1').toString('utf8');
  const plain = utf8.includes('\ufffd') ? text : utf8;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

const attributes = new Set([
  'id',
  'source',
  'specversion',
  'type',
  'subject',
  'time',
  'data',
  'datacontenttype',
]);
const speaksOfAlerts = /(?:^|[./_-])(?:alert|alarm|incident|anomaly)/i;
const ending = /[./_-]?(?:resolved|recovered|cleared|closed|ok)$/i;
const beginning = /[./_-](?:firing|fired|triggered|opened|created|started|raised|critical|warning)$/i;

function readEvent(
  event: unknown,
  { now, beside, path }: { now: Instant; beside: Beside; path: string },
): Parsed<Alert> {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  if (!isObject(event)) return refuse(path, `expected an event, got ${describe(event)}`);
  if (event.specversion !== '1.0')
    return refuse(at('specversion'), `expected "1.0", got ${describe(event.specversion)}`);
  const [id, source, type] = [event.id, event.source, event.type].map((word) => readWord(word, 500));
  if (!id || !source || !type)
    return refuse(at(!id ? 'id' : source ? 'type' : 'source'), 'expected a text that is not empty');
  const data = isObject(event.data) ? event.data : {};
  const title = data.title ?? data.summary ?? data.message;
  if (!speaksOfAlerts.test(type) && data.title === undefined) return passOver(`${type} is no alert`);
  const isOver = data.status === 'resolved' || (data.status === undefined && ending.test(type));
  const kind = type.replace(ending, '').replace(beginning, '');
  const alert = alertOf(
    {
      source: 'cloudevents',
      identity: readWord(data.fingerprint) === undefined ? [source, kind, event.subject] : [data.fingerprint],
      status: isOver ? 'resolved' : 'firing',
      title: title ?? event.subject ?? type,
      labels: {
        ...(isObject(data.labels) ? data.labels : {}),
        event_source: source,
        event_type: type,
        ...(readWord(event.subject) !== undefined && { subject: event.subject }),
      },
      annotations: isObject(data.annotations) ? data.annotations : {},
      system: data.system,
      failure: data.failure,
      signal: data.signal,
      severity: data.severity,
      value: data.value,
      baseline: data.baseline,
      unit: data.unit,
      start: data.startsAt,
      end: data.endsAt ?? event.time,
      said: event.time,
      link: data.link,
      extra: { ...unknownFields(event, attributes), ...unknownFields(data, known) },
    },
    { now, query: beside.query },
  );
  return { items: [alert], rejected: [] };
}
