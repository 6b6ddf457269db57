import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Instant } from '../../src/domain/time.ts';
import { fixture } from './fixture.ts';

/** One request as a tool would send it. */
export interface Request {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** How a tool sends to its source, and what of it opens nothing. */
export interface Sender {
  source: string;
  /** A recorded body that fires. */
  firing: string;
  sign(body: string, how: { secret: string; at: Instant }): Partial<Request>;
  /** What the tool sends to try the address; absent where none is known. */
  test?: unknown;
  /** An event that nobody acts on; absent where the source has only one kind of body. */
  unknown?: unknown;
  /** True where the time is signed too. */
  stamped?: true;
  /** The system and the failure of the recorded body. */
  means: { system?: string; failure?: string };
}

const hex = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
const inBearer = (_: string, { secret }: { secret: string }) => ({
  headers: { authorization: `Bearer ${secret}` },
});
const inPath = (_: string, { secret }: { secret: string }) => ({ path: `/${encodeURIComponent(secret)}` });
const given = (name: string) => JSON.parse(fixture(name)) as Record<string, Record<string, unknown>>;
const over = (name: string, part: string, fields: Record<string, unknown>) => {
  const body = given(name);
  return { ...body, [part]: { ...body[part], ...fields } };
};

const bot = { system: 'support-bot', failure: 'refusal-spike' };

/** A sender for each source; `every-source.test.ts` holds the table to the sources there are. */
export const senders: readonly Sender[] = [
  { source: 'alertmanager', firing: 'alertmanager-one-firing', sign: inBearer, means: {} },
  {
    source: 'grafana',
    firing: 'grafana-one-firing',
    sign: (body, { secret }) => ({ headers: { 'x-grafana-alerting-signature': hex(secret, body) } }),
    test: given('grafana-contact-point-test'),
    means: bot,
  },
  {
    source: 'datadog',
    firing: 'datadog-triggered',
    sign: inBearer,
    test: { ...given('datadog-triggered'), title: '[TEST] [Triggered] Refusals of support-bot' },
    unknown: { event_type: 'deployment', title: 'web was deployed' },
    means: bot,
  },
  {
    source: 'pagerduty',
    firing: 'pagerduty-incident-triggered',
    sign: (body, { secret }) => ({
      headers: { 'x-pagerduty-signature': `v1=${'0'.repeat(64)},v1=${hex(secret, body)}` },
    }),
    test: given('pagerduty-ping'),
    unknown: over('pagerduty-incident-triggered', 'event', { event_type: 'incident.annotated' }),
    means: {},
  },
  {
    source: 'pagerduty-events',
    firing: 'pagerduty-events-trigger',
    sign: (body, { secret }) => ({ body: body.replace('the shared sample secret', secret) }),
    unknown: { ...given('pagerduty-events-trigger'), event_action: 'acknowledge' },
    means: bot,
  },
  {
    source: 'opsgenie',
    firing: 'opsgenie-create',
    sign: inPath,
    test: over('opsgenie-create', 'alert', { message: 'Test alert' }),
    unknown: { ...given('opsgenie-create'), action: 'AddNote' },
    means: bot,
  },
  { source: 'incident-io', firing: 'incident-io-firing', sign: inBearer, means: bot },
  {
    source: 'sentry',
    firing: 'sentry-issue-alert',
    sign: (body, { secret, at }) => ({
      headers: {
        'sentry-hook-signature': hex(secret, body),
        'sentry-hook-resource': 'event_alert',
        'sentry-hook-timestamp': String(at / 1000),
      },
    }),
    unknown: { action: 'created', data: { installation: { uuid: 'a8e5' } } },
    means: { system: 'refund-agent', failure: 'tool-failure' },
  },
  {
    source: 'langfuse',
    firing: 'langfuse-monitor-alert',
    stamped: true,
    sign: (body, { secret, at }) => ({
      headers: {
        'x-langfuse-signature': `t=${at / 1000},v1=${hex(secret, `${at / 1000}.${body}`)}`,
      },
    }),
    test: over('langfuse-monitor-alert', 'payload', { message: { title: 'Test alert', body: '' } }),
    unknown: { id: 'x', type: 'prompt-version', prompt: {} },
    means: {},
  },
  {
    source: 'langsmith',
    firing: 'langsmith-engine-issue',
    sign: (body, { secret }) => ({ headers: { 'x-langsmith-signature': `sha256=${hex(secret, body)}` } }),
    unknown: { ...given('langsmith-engine-issue'), type: 'issue.agent_run.failed' },
    means: {},
  },
  {
    source: 'opik',
    firing: 'opik-latency',
    sign: inBearer,
    test: { ...given('opik-latency'), alertName: 'Test Alert' },
    unknown: { ...given('opik-latency'), eventType: 'experiment:finished' },
    means: { failure: 'latency-degradation' },
  },
  {
    source: 'braintrust',
    firing: 'braintrust-logs',
    sign: inPath,
    test: over('braintrust-logs', 'details', { is_test: true }),
    unknown: over('braintrust-logs', 'automation', { event_type: 'environment_update' }),
    means: {},
  },
  {
    source: 'litellm',
    firing: 'litellm-budget-crossed',
    sign: inPath,
    test: { ...given('litellm-budget-crossed'), spend: 1, max_budget: 0 },
    unknown: { ...given('litellm-budget-crossed'), event: 'key_created' },
    means: { failure: 'cost-spike' },
  },
  {
    source: 'slack',
    firing: 'slack-litellm-outage',
    sign: inPath,
    test: { text: 'This is a test message from your monitoring' },
    means: { failure: 'provider-outage' },
  },
  {
    source: 'cloudevents',
    firing: 'cloudevents-structured',
    sign: (body, how) => ({
      headers: { ...inBearer(body, how).headers, 'content-type': 'application/cloudevents+json' },
    }),
    unknown: { specversion: '1.0', id: '7', source: '/git', type: 'com.github.push', data: {} },
    means: bot,
  },
  {
    source: 'standard-webhooks',
    firing: 'standard-webhooks-alert',
    stamped: true,
    sign: (body, { secret, at }) => ({
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(at / 1000),
        'webhook-signature': new Webhook(Buffer.from(secret), { format: 'raw' }).sign(
          'msg_1',
          new Date(at),
          body,
        ),
      },
    }),
    unknown: { type: 'invoice.paid', timestamp: '2025-02-17T14:10:00Z', data: { id: 7 } },
    means: bot,
  },
  {
    source: 'feedback',
    firing: 'feedback-report',
    sign: inBearer,
    means: { system: 'support-bot', failure: 'user-feedback' },
  },
  { source: 'generic', firing: 'generic-alert', sign: inBearer, means: bot },
];

/** The request in which a sender brings a body, signed with a secret at a time. */
export function requestOf(
  { source, sign }: Sender,
  body: string,
  how: { secret: string; at: Instant },
): Request {
  const signed = sign(body, how);
  const { path = '', headers = {} } = signed;
  return {
    path: `/alerts/${source}${path}`,
    headers: { authorization: '', ...headers },
    body: signed.body ?? body,
  };
}
