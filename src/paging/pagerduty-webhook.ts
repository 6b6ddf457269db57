import { type AnsweredElsewhere, pageOfKey } from '../domain/incident/paged-elsewhere.ts';
import type { Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { describe, readInstant, readWord } from '../webhooks/fields.ts';
import { hmacHex } from '../webhooks/hmac.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Parsed, Source } from '../webhooks/source.ts';

/** Webhooks of PagerDuty, version 3 (developer.pagerduty.com/docs/webhooks-overview): what is answered there counts here. */
export const pagerDutyWebhook: Source<AnsweredElsewhere> = {
  name: 'pagerduty',
  secretName: 'PAGERDUTY_WEBHOOK_SECRET',
  authentication: hmacHex({ header: 'X-PagerDuty-Signature', prefix: 'v1=' }),
  // PagerDuty switches off a webhook that refuses too often.
  givesUp: true,
  parse: parseAnswer,
};

/** Reads one event. Only `incident.acknowledged` of an incident airb triggered, by a person, is an answer. */
export function parseAnswer(body: unknown, now: Instant): Parsed<AnsweredElsewhere> {
  const event = isObject(body) ? body.event : undefined;
  if (!isObject(event)) return refuse('event', `expected an object, got ${describe(event)}`);
  const type = readWord(event.event_type) ?? 'nothing';
  if (type !== 'incident.acknowledged') return passOver(`${type} is no answer to a page`);
  const { agent, data } = event;
  if (!isObject(data)) return refuse('event.data', `expected an object, got ${describe(data)}`);
  const page = pageOfKey(readWord(data.incident_key) ?? '');
  if (page === undefined) return passOver('an incident that airb did not trigger');
  if (!isObject(agent) || agent.type !== 'user_reference')
    return passOver('an acknowledgement by no person, such as airb itself');
  const id = readWord(agent.id);
  const key = readWord(event.id);
  if (id === undefined || key === undefined) return refuse('event.agent.id', 'expected the id of a user');
  const at = readInstant(event.occurred_at) ?? now;
  const by = { id, name: readWord(agent.summary) ?? id };
  return { items: [{ id: `pagerduty/${key}`, ...page, at, by }], rejected: [] };
}
