import type { Alert } from '../domain/signals/alert.ts';
import { hour, type Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readNumber, readWord } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed } from '../webhooks/source.ts';

/** Budget events of the LiteLLM proxy (docs.litellm.ai/docs/proxy/alerting); its other alerts are Slack-shaped. */
export const litellm: AlertSource = {
  name: 'litellm',
  title: 'LiteLLM budgets',
  signature: 'none of its own: path',
  recovery: 'never sent: quiet for 25 h, since a budget is told once a day',
  verified: 'BerriAI/litellm docs/proxy/alerting and pull request 3748',
  reads: 'budgets crossed or about to be; keys and users made are passed over',
  authentication: bearerOrPath,
  quiet: 25 * hour,
  parse: parseLiteLlm,
};

/** What of a budget happened: at the hard one requests are refused, the others only warn. */
const severities = new Map<string, string>([
  ['budget_crossed', 'critical'],
  ['max_budget_alert', 'critical'],
  ['soft_budget_crossed', 'warning'],
  ['threshold_crossed', 'warning'],
  ['projected_limit_exceeded', 'warning'],
]);

const known = new Set(['event', 'event_message', 'spend', 'max_budget', 'token']);

/** Reads one event. Its group is written in several ways, so it is only a word. */
export function parseLiteLlm(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const event = readWord(body.event);
  if (event === undefined) return refuse('event', `expected the name of one, got ${describe(body.event)}`);
  const severity = severities.get(event);
  if (severity === undefined) return passOver(`${event} is no trouble`);
  // What /health/services?service=webhook sends: a budget of nothing that one dollar has crossed.
  if (readNumber(body.max_budget) === 0 && readNumber(body.spend) === 1)
    return passOver('LiteLLM tries the webhook');
  const group = readWord(body.event_group)?.split('.').at(-1)?.toLowerCase() ?? '';
  const whose = [body.token, body.team_id, body.user_id, body.customer_id, body.organization_id].map((id) =>
    readWord(id),
  );
  const name = [body.key_alias, body.team_alias, ...whose.slice(1)].map((one) => readWord(one)).find(Boolean);
  const alert = alertOf(
    {
      source: 'litellm',
      identity: [event, group, ...whose],
      status: 'firing',
      title: `${readWord(body.event_message, 200) ?? event}${name === undefined ? '' : ` (${name})`}`,
      labels: {
        alertname: event,
        ...(group !== '' && { event_group: group }),
        ...(readWord(body.team_alias) !== undefined && { team: body.team_alias }),
        ...(readWord(body.key_alias) !== undefined && { key: body.key_alias }),
      },
      annotations: { budget: readWord(body.max_budget) ?? '' },
      ...(!query?.has('failure') && { failure: 'cost-spike' }),
      severity,
      value: body.spend,
      unit: 'usd',
      extra: unknownFields(body, known),
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}
