import type { Alert } from '../domain/signals/alert.ts';
import { hour, type Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe, readWord } from '../webhooks/fields.ts';
import { headerIn, hmacHex } from '../webhooks/hmac.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import { type Beside, bodyAlone, type Parsed } from '../webhooks/source.ts';
import { tagsIn } from './tags.ts';

/** Alerts of Sentry, by an internal integration (docs.sentry.io/organization/integrations/integration-platform/webhooks). */
export const sentry: AlertSource = {
  name: 'sentry',
  title: 'Sentry',
  signature: 'hex HMAC-SHA256 in `Sentry-Hook-Signature`',
  recovery: 'metric alerts `resolved`; issues when resolved in Sentry, else 2 h without an event',
  verified: 'getsentry/sentry-docs integration-platform/webhooks',
  reads: 'event_alert, metric_alert and issue; system and failure from the tags of the event',
  authentication: hmacHex({ header: 'Sentry-Hook-Signature' }),
  parse: parseSentry,
};

/** A rule on an issue says nothing when the issue stops. */
const issueQuiet = 2 * hour;

/**
 * Reads one hook. What kind it is follows from the body, because the signature does not cover the header that says so, nor
 * the one with the time, which is not read.
 */
export function parseSentry(body: unknown, now: Instant, beside: Beside = bodyAlone()): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const { data, action } = body;
  if (!isObject(data)) return refuse('data', `expected an object, got ${describe(data)}`);
  const { metric_alert: metric, event, issue } = data;
  if (isObject(metric)) return metricAlert(data, { metric, action, now, beside });
  if (isObject(event) && action === 'triggered') return issueAlert(data, { event, now, beside });
  if (isObject(issue) && action === 'resolved') return issueOver(issue, { now, beside });
  const kind = headerIn(beside.headers, 'Sentry-Hook-Resource') || Object.keys(data)[0] || 'an event';
  return passOver(
    `${readWord(kind, 60)} ${readWord(action, 60) ?? ''} neither begins nor ends an alert`.replace('  ', ' '),
  );
}

interface Hook {
  now: Instant;
  beside: Beside;
}

function metricAlert(
  data: Record<string, unknown>,
  { metric, action, now, beside }: Hook & { metric: Record<string, unknown>; action: unknown },
): Parsed<Alert> {
  const id = readWord(metric.id) ?? readWord(metric.identifier);
  if (id === undefined) return refuse('data.metric_alert.id', 'expected the id of the alert');
  const known = action === 'critical' || action === 'warning' || action === 'resolved';
  if (!known) return passOver(`a metric alert that is ${readWord(action, 60) ?? 'nothing'}`);
  const { alert_rule: given, projects } = metric;
  const rule = isObject(given) ? given : {};
  const project = Array.isArray(projects) ? projects[0] : undefined;
  const alert = alertOf(
    {
      source: 'sentry',
      identity: [`metric-${id}`],
      status: action === 'resolved' ? 'resolved' : 'firing',
      title: rule.name ?? metric.title ?? data.description_title,
      labels: {
        ...(readWord(project) !== undefined && { service: project }),
        ...(readWord(rule.name) !== undefined && { alertname: rule.name }),
      },
      annotations: { description: data.description_text ?? '' },
      ...(action !== 'resolved' && { severity: action }),
      start: metric.date_started,
      end: metric.date_closed,
      link: data.web_url,
      extra: unknownFields(metric, new Set(['id', 'title', 'alert_rule', 'date_started', 'projects'])),
    },
    { now, query: beside.query },
  );
  return { items: [alert], rejected: [] };
}

const eventKnown = new Set(['title', 'level', 'tags', 'web_url', 'issue_id', 'url', 'issue_url']);

function issueAlert(
  data: Record<string, unknown>,
  { event, now, beside }: Hook & { event: Record<string, unknown> },
): Parsed<Alert> {
  const id = readWord(event.issue_id) ?? /\/issues\/(\d+)/.exec(readWord(event.issue_url, 500) ?? '')?.[1];
  if (id === undefined) return refuse('data.event.issue_id', 'expected the id of the issue');
  const rule = readWord(data.triggered_rule);
  const alert = alertOf(
    {
      source: 'sentry',
      identity: [`issue-${id}`],
      status: 'firing',
      title: event.title,
      labels: { ...tagsIn(event.tags), ...(rule !== undefined && { alertname: rule }) },
      severity: event.level,
      link: event.web_url,
      quietFor: issueQuiet,
      extra: unknownFields(withoutStack(event), eventKnown),
    },
    { now, query: beside.query },
  );
  return { items: [alert], rejected: [] };
}

function issueOver(issue: Record<string, unknown>, { now, beside }: Hook): Parsed<Alert> {
  const id = readWord(issue.id);
  if (id === undefined) return refuse('data.issue.id', 'expected the id of the issue');
  const over = {
    source: 'sentry',
    identity: [`issue-${id}`],
    status: 'resolved' as const,
    title: issue.title,
    link: issue.web_url,
  };
  return { items: [alertOf(over, { now, query: beside.query })], rejected: [] };
}

/** Frames, breadcrumbs and modules are a thousand lines that Sentry keeps better. */
function withoutStack(event: Record<string, unknown>): Record<string, unknown> {
  const {
    exception: _,
    breadcrumbs: __,
    modules: ___,
    contexts: ____,
    request: _____,
    _metrics,
    ...rest
  } = event;
  return rest;
}
