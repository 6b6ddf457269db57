import type { Alert } from '../domain/signals/alert.ts';
import { hour, type Instant, minute, second } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readNumber, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed } from '../webhooks/source.ts';

/** Automations of Braintrust on logs, by a webhook. No signature of its own is documented. */
export const braintrust: AlertSource = {
  name: 'braintrust',
  title: 'Braintrust',
  signature: 'none of its own: bearer, or path',
  recovery: 'never sent: quiet for three of its intervals, at least 30 min',
  verified: 'braintrust.dev/docs/observe/alerts and a transcription of its payload',
  reads: 'automations on logs; `is_test` opens nothing; environments belong to `/changes/braintrust`',
  authentication: bearerOrPath,
  quiet: hour,
  parse: parseBraintrust,
};

/** Reads one run of an automation that matched. `count` is what one batch held, and no rate. */
export function parseBraintrust(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const { automation, details, project } = body;
  if (isObject(details) && details.is_test === true) return passOver('Braintrust tries the automation');
  if (!isObject(automation)) return refuse('automation', `expected an object, got ${describe(automation)}`);
  const type = readWord(automation.event_type);
  if (type !== undefined && type !== 'logs') {
    const hint = type === 'environment_update' ? '; it belongs to /changes/braintrust' : '';
    return passOver(`${type} is no alert${hint}`);
  }
  const id = readWord(automation.id);
  if (id === undefined) return refuse('automation.id', 'expected the id of the automation');
  if (!isObject(details)) return refuse('details', `expected an object, got ${describe(details)}`);
  const every = (readNumber(automation.interval_seconds) ?? 0) * second;
  const alert = alertOf(
    {
      source: 'braintrust',
      identity: [id],
      status: 'firing',
      title: automation.name ?? details.message,
      labels: {
        ...(readWord(automation.name) !== undefined && { alertname: automation.name }),
        ...(isObject(project) && readWord(project.name) !== undefined && { service: project.name }),
      },
      annotations: { description: details.message ?? automation.description ?? '' },
      said: details.time_end,
      link: details.related_logs_url ?? automation.url,
      quietFor: Math.min(Math.max(3 * every, 30 * minute), 24 * hour),
      extra: {
        ...unknownFields(details, new Set(['message', 'related_logs_url', 'is_test'])),
        ...(automation.btql_filter !== undefined &&
          unknownFields({ btql_filter: automation.btql_filter }, new Set())),
      },
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}
