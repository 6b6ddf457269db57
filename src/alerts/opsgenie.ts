import { pageOfKey } from '../domain/incident/paged-elsewhere.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed } from '../webhooks/source.ts';
import { tagsIn } from './tags.ts';

/** Opsgenie, and Jira Service Management with the same shape, by an outgoing webhook. */
export const opsgenie: AlertSource = {
  name: 'opsgenie',
  title: 'Opsgenie, Jira Service Management',
  signature: 'none of its own: bearer as a custom header, or path',
  recovery: '`action: Close`',
  verified: 'support.atlassian.com (Opsgenie webhooks)',
  reads:
    'Create, Close and Delete; system and failure from tags and details; what airb itself paged there is passed over',
  authentication: bearerOrPath,
  parse: parseOpsgenie,
};

const meanings = new Map<string, 'firing' | 'resolved'>([
  ['create', 'firing'],
  ['close', 'resolved'],
  ['delete', 'resolved'],
]);

const known = new Set([
  'alertId',
  'alias',
  'message',
  'tags',
  'createdAt',
  'updatedAt',
  'priority',
  'details',
  'description',
]);

/** Reads one action. Its times are in ms (`createdAt`) and in ns (`updatedAt`). */
export function parseOpsgenie(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const action = readWord(body.action) ?? 'nothing';
  const status = meanings.get(action.toLowerCase());
  if (status === undefined) return passOver(`${action} neither begins nor ends an alert`);
  const { alert: given, integrationName } = body;
  if (!isObject(given)) return refuse('alert', `expected an object, got ${describe(given)}`);
  const key = readWord(given.alias, 512) ?? readWord(given.alertId);
  if (key === undefined) return refuse('alert.alias', 'expected the alias or the id of the alert');
  // Else a page of airb would open an incident about itself.
  if (pageOfKey(key) !== undefined) return passOver('an alert that airb sent there itself');
  if (/^test[ _-]?(?:alert|webhook)?$/i.test(readWord(given.message) ?? ''))
    return passOver(`${readWord(integrationName) ?? 'Opsgenie'} tries the webhook`);
  const alert = alertOf(
    {
      source: 'opsgenie',
      identity: [key],
      status,
      title: given.message,
      labels: { ...tagsIn(given.tags), ...(isObject(given.details) ? given.details : {}) },
      annotations: { description: given.description ?? '' },
      severity: given.priority,
      start: given.createdAt,
      end: given.updatedAt,
      said: given.updatedAt,
      extra: unknownFields(given, known),
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}
