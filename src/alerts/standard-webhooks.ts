import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { readWord } from '../webhooks/fields.ts';
import { passOver } from '../webhooks/parsed.ts';
import { type Beside, bodyAlone, type Parsed } from '../webhooks/source.ts';
import { standardWebhooks as signature } from '../webhooks/stamped.ts';
import { parseGeneric } from './generic.ts';

/** The generic JSON from senders that sign as Standard Webhooks do (standardwebhooks.com): Svix and what is built on it. */
export const standardWebhooks: AlertSource = {
  name: 'standard-webhooks',
  title: 'Standard Webhooks',
  signature: '`v1,<base64>` in `webhook-signature`, over id, time and body; five minutes',
  recovery: '`status: resolved`',
  verified: 'standardwebhooks.com, tried with the standardwebhooks package',
  reads: 'the generic JSON, alone or as `data` beside `type` and `timestamp`',
  authentication: signature,
  parse: parseStandardWebhook,
};

/** Reads the generic JSON out of the envelope that the standard proposes. What holds no title is no alert. */
export function parseStandardWebhook(
  body: unknown,
  now: Instant,
  beside: Beside = bodyAlone(),
): Parsed<Alert> {
  const wrapped = isObject(body) && typeof body.type === 'string' && isObject(body.data);
  const data: unknown = wrapped ? body.data : body;
  if (wrapped && isObject(data) && data.title === undefined && data.alerts === undefined)
    return passOver(`${readWord(body.type, 100)} is no alert`);
  const { items, ...rest } = parseGeneric(data, now, beside);
  return { ...rest, items: items.map((alert) => ({ ...alert, source: 'standard-webhooks' })) };
}
