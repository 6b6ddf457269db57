import { pageOfKey } from '../domain/incident/paged-elsewhere.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { shared } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed, Voice } from '../webhooks/source.ts';

const voice: Voice = {
  taken: ({ items: [first] }, body) => ({
    status: 202,
    body: {
      status: 'success',
      message: 'Event accepted for processing',
      deduplication_key: keyIn(body) ?? (isObject(first) ? String(first.fingerprint) : ''),
    },
  }),
};

/** The HTTP alert source of incident.io, from the other side: any tool that sends there can send here. */
export const incidentIo: AlertSource = {
  name: 'incident-io',
  title: 'incident.io HTTP source',
  signature: 'bearer, `?token=`, or path',
  recovery: '`status: resolved` with the same `deduplication_key`',
  verified: 'incident.io docs and senders’ code',
  reads: 'title, description, status; system and failure from `metadata`; answers as incident.io does',
  authentication: shared({ query: 'token' }),
  voice,
  parse: parseIncidentIo,
};

const known = new Set(['title', 'description', 'deduplication_key', 'status', 'metadata', 'source_url']);

/** Reads one event; without a key the title tells the problem. */
export function parseIncidentIo(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const { status, title, metadata } = body;
  if (status !== 'firing' && status !== 'resolved')
    return refuse('status', `expected "firing" or "resolved", got ${describe(status)}`);
  if (readWord(title) === undefined) return refuse('title', `expected a sentence, got ${describe(title)}`);
  const key = keyIn(body);
  if (key !== undefined && pageOfKey(key) !== undefined) return passOver('an alert that airb sent itself');
  const facts = isObject(metadata) ? metadata : {};
  const alert = alertOf(
    {
      source: 'incident-io',
      identity: [key ?? title],
      status,
      title,
      labels: facts,
      annotations: { description: body.description ?? '' },
      severity: facts.severity ?? facts.priority,
      value: facts.value,
      baseline: facts.baseline,
      link: body.source_url,
      extra: unknownFields(body, known),
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}

function keyIn(body: unknown): string | undefined {
  return isObject(body) ? readWord(body.deduplication_key, 500) : undefined;
}
