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

/** Monitors of Datadog, by its webhooks integration; the template to paste stands in docs/sources.md. */
export const datadog: AlertSource = {
  name: 'datadog',
  title: 'Datadog',
  signature: 'none of its own: bearer as a custom header, or path',
  recovery: '`$ALERT_TRANSITION` Recovered, linked by `$ALERT_CYCLE_KEY`',
  verified: 'docs.datadoghq.com/integrations/webhooks',
  reads: 'the template of docs/sources.md; system and failure from `$TAGS`; No Data is not measured',
  authentication: bearerOrPath,
  parse: parseDatadog,
};

/** Datadog's words for what happened to a monitor. Renotify repeats what was, and Warn is a lesser trigger. */
const transitions = new Map<string, 'firing' | 'resolved'>([
  ...['triggered', 're-triggered', 'warn', 're-warn', 'no data', 're-no data', 'renotify', 'alert'].map(
    (word) => [word, 'firing'] as const,
  ),
  ['recovered', 'resolved'],
]);

const known = new Set(['alert_title', 'title', 'tags', 'link', 'date', 'alert_status']);

/** Reads the documented template, or the one Datadog begins with, whose title alone says what happened. */
export function parseDatadog(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const headline = readWord(body.title, 300) ?? '';
  if (/^\[test\b/i.test(headline)) return passOver('Datadog tries the webhook');
  const word = readWord(body.alert_transition) ?? /^\[(?:P\d\] \[)?([^\]]+)\]/i.exec(headline)?.[1];
  const status = word && transitions.get(word.replace(/\s+on .*$/i, '').toLowerCase());
  if (!status) return passOver(`${word ?? readWord(body.event_type) ?? 'an event'} is no alert of a monitor`);
  const title = readWord(body.alert_title, 300) ?? headline.replace(/^(\[[^\]]*\]\s*)+/, '');
  if (title === '') return refuse('alert_title', 'expected the title of the monitor');
  const cycle = readWord(body.alert_cycle_key) ?? readWord(body.aggreg_key);
  const tags = tagsIn(body.tags);
  const alert = alertOf(
    {
      source: 'datadog',
      identity: cycle === undefined ? [readWord(body.alert_id), title, body.alert_scope] : [cycle],
      status,
      title,
      labels: { ...tags, ...(word && { alert_transition: word }) },
      annotations: { description: body.alert_status ?? body.event_msg ?? body.body ?? '' },
      severity: /warn/i.test(word ?? '')
        ? 'warning'
        : (tags.severity ?? body.alert_priority ?? body.priority),
      said: body.date,
      link: body.link,
      extra: unknownFields(body, known),
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}
