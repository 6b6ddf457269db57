import type { Alert } from '../domain/signals/alert.ts';
import { hour, type Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { signedOr } from '../webhooks/either.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readNumber, readWord } from '../webhooks/fields.ts';
import { hmacHex } from '../webhooks/hmac.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed } from '../webhooks/source.ts';

const header = 'X-LangSmith-Signature';

/** Alerts of LangSmith (docs.langchain.com/langsmith/alerts-webhook) and issues its Engine finds, which are signed. */
export const langsmith: AlertSource = {
  name: 'langsmith',
  title: 'LangSmith',
  signature: `alerts: bearer as a custom header, or path; Engine: \`sha256=<hex>\` in \`${header}\``,
  recovery: 'never sent: quiet for 1 h',
  verified: 'docs.langchain.com/langsmith/alerts-webhook and engine-webhooks',
  reads: 'what an alert rule adds to its template; `issue.created` and `issue.trace.added` of the Engine',
  authentication: signedOr({ header, signed: hmacHex({ header, prefix: 'sha256=' }) }, bearerOrPath),
  quiet: hour,
  parse: parseLangSmith,
};

/** Reads an alert of a rule, or one event of the Engine. */
export function parseLangSmith(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const around = { now, ...(query && { query }) };
  if (typeof body.type === 'string' && isObject(body.data)) return engine(body, around);
  if (body.alert_rule_id === undefined && body.type !== undefined)
    return passOver(`${readWord(body.type, 100) ?? 'an event'} is no alert`);
  return rule(body, around);
}

type Around = Parameters<typeof alertOf>[1];

const ruleKnown = new Set([
  ...['project_name', 'alert_rule_id', 'alert_rule_name', 'alert_rule_url', 'alert_rule_description'],
  ...['triggered_metric_value', 'triggered_threshold', 'title', 'system', 'failure', 'severity', 'labels'],
]);

function rule(body: Record<string, unknown>, around: Around): Parsed<Alert> {
  const id = readWord(body.alert_rule_id);
  if (id === undefined) return refuse('alert_rule_id', 'expected the id that LangSmith adds to the template');
  const labels = isObject(body.labels) ? body.labels : {};
  const alert = alertOf(
    {
      source: 'langsmith',
      identity: [id],
      status: 'firing',
      title: body.title ?? body.alert_rule_name ?? `Alert rule ${id}`,
      labels: {
        ...(readWord(body.project_name) !== undefined && { service: body.project_name }),
        ...(readWord(body.alert_rule_name) !== undefined && { alertname: body.alert_rule_name }),
        ...(readWord(body.alert_rule_attribute) !== undefined && { attribute: body.alert_rule_attribute }),
        ...labels,
      },
      annotations: {
        description: body.alert_rule_description ?? '',
        threshold: body.triggered_threshold ?? '',
      },
      system: body.system,
      failure: body.failure,
      severity: body.severity,
      value: body.triggered_metric_value,
      said: body.timestamp,
      link: body.alert_rule_url ?? body.runs_url,
      extra: unknownFields(body, ruleKnown),
    },
    around,
  );
  return { items: [alert], rejected: [] };
}

/** As ranks these would mean something else: its 0 is urgent, and its 3 is low. */
const severities = ['urgent', 'high', 'medium', 'low'];

function engine({ type, data, created }: Record<string, unknown>, around: Around): Parsed<Alert> {
  if (type !== 'issue.created' && type !== 'issue.trace.added')
    return passOver(`${readWord(type, 100)} is no alert`);
  const issue = isObject(data) ? data.object : undefined;
  if (!isObject(issue)) return refuse('data.object', `expected an object, got ${describe(issue)}`);
  const id = readWord(issue.id);
  if (id === undefined) return refuse('data.object.id', 'expected the id of the issue');
  const alert = alertOf(
    {
      source: 'langsmith',
      identity: [`issue-${id}`],
      status: 'firing',
      title: issue.name,
      labels: { ...(readWord(issue.session_name) !== undefined && { service: issue.session_name }) },
      annotations: { description: issue.description ?? '' },
      severity: severities[readNumber(issue.severity) ?? -1],
      said: created,
      link: issue.url,
      extra: unknownFields(issue, new Set(['id', 'name', 'description', 'severity', 'session_name', 'url'])),
    },
    around,
  );
  return { items: [alert], rejected: [] };
}
