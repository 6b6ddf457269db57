import { expect, it } from 'vitest';
import { alertSources } from '../../src/alerts/sources.ts';
import { readAlerts } from '../../src/webhooks/alert-source.ts';
import { bodyAlone } from '../../src/webhooks/source.ts';
import { given } from './fixture.ts';

/**
 * Bodies with the fields, nesting and types of the vendor’s own example, and values of ours: what documentation shows and
 * a body written from memory leaves out.
 */
const examples = [
  {
    source: 'grafana',
    // grafana.com/docs: Configure webhook notifications, JSON payload. Two alerts, offsets in times, no panel, two values.
    fixture: 'grafana-as-documented',
    opens: [
      {
        title: 'Slow answers on support-bot',
        system: 'support-bot',
        status: 'firing',
        startsAt: Date.UTC(2025, 1, 17, 13, 51, 3, 157),
      },
      { title: 'Refusals on support-bot', system: 'support-bot', status: 'firing' },
    ],
  },
  {
    source: 'sentry',
    // getsentry/sentry-docs, webhooks/metric-alerts.mdx: resolved without `date_closed`, ids as strings, no triggers.
    fixture: 'sentry-metric-as-documented',
    opens: [{ status: 'resolved', startsAt: Date.UTC(2025, 1, 17, 14, 10) }],
  },
  {
    source: 'pagerduty',
    // PagerDuty/developer-docs, docs/webhooks/01-Overview.md: an incident with all its references; `agent` may be null.
    fixture: 'pagerduty-as-documented',
    opens: [{ title: 'Answers are slow', status: 'firing', startsAt: Date.UTC(2025, 1, 17, 14, 10) }],
  },
  {
    source: 'opsgenie',
    // docs.opsgenie.com/docs/marid-alert-action-data, Create: no priority, nanoseconds beside milliseconds, a blank in front.
    fixture: 'opsgenie-as-documented',
    opens: [
      { title: 'answers are slow', system: 'support-bot', status: 'firing', startsAt: 1_739_801_401_104 },
    ],
  },
  {
    source: 'litellm',
    // BerriAI/litellm pull request 3748, the body it emits: a bare group, and `projected_exceeded_data` with its typing error.
    fixture: 'litellm-as-emitted',
    opens: [
      {
        title: 'User Budget: Budget Crossed (default_user_id)',
        severity: 'critical',
        failure: 'cost-spike',
        value: 1020.5,
      },
    ],
  },
  {
    source: 'opik',
    // comet-ml/opik, docs/production/alerts.mdx, trace errors: two projects in one text, numbers as texts.
    fixture: 'opik-errors-as-documented',
    opens: [{ title: 'Errors in production', value: 15, labels: { metric: 'trace:errors' } }],
  },
  {
    source: 'opik',
    // The same page, guardrails: no threshold but a list, and the project in each entry.
    fixture: 'opik-guardrails-as-documented',
    opens: [{ failure: 'policy-violation', labels: { service: 'support-bot' } }],
  },
  {
    source: 'langfuse',
    // langfuse, features/monitors/types.ts: MonitorAlertSchema, with filters and without the link, which may be left out.
    fixture: 'langfuse-as-typed',
    opens: [
      { title: 'Latency of support-bot', severity: 'WARNING', status: 'firing', fingerprint: 'cmc0monitor' },
    ],
  },
  {
    source: 'langsmith',
    // docs.langchain.com/langsmith/engine-webhooks: a trace added to an issue, seconds in `created`, 1 is high.
    fixture: 'langsmith-engine-as-documented',
    opens: [
      { title: 'The refund tool is called twice', severity: 'high', labels: { service: 'refund-agent' } },
    ],
  },
  {
    source: 'langsmith',
    // docs.langchain.com/langsmith/alerts-webhook: the page’s own template for Slack, with what LangSmith appends.
    fixture: 'langsmith-template-as-documented',
    opens: [{ title: 'Slow answers', value: 8.4, labels: { service: 'support-bot', attribute: 'latency' } }],
  },
];

it.each(examples)('$fixture means what its vendor says it does', ({ source: name, fixture, opens }) => {
  const source = alertSources.find((one) => one.name === name);
  if (source === undefined) throw new Error(`no source ${name}`);
  const { items, rejected } = readAlerts(source, given(fixture), {
    now: Date.UTC(2025, 1, 17, 14, 20),
    beside: bodyAlone(),
  });
  expect(rejected).toEqual([]);
  expect(items).toMatchObject(opens);
});
