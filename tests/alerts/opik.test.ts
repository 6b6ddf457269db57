import { describe, expect, it } from 'vitest';
import { parseOpik } from '../../src/alerts/opik.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

describe('an alert of Opik', () => {
  it('on latency has ms against a threshold in s, both as texts', () => {
    expect(parseOpik(given('opik-latency'), now).items).toMatchObject([
      {
        ...{ fingerprint: 'trace:latency/0194f1c2-aaaa-7000-8000-000000000002', title: 'Slow answers' },
        ...{ value: 8.4215, unit: 's', failure: 'latency-degradation' },
        annotations: { threshold: '5' },
        labels: { service: 'support-bot' },
      },
    ]);
  });

  it('on cost keeps its number as it is', () => {
    const cost = given('opik-latency', { eventType: 'trace:cost', 'payload.metadata.metric_value': '81.5' });
    expect(parseOpik(cost, now).items[0]).toMatchObject({ value: 81.5, unit: 'usd', failure: 'cost-spike' });
  });

  it('on guardrails has a list where thresholds have an object, and it is kept', () => {
    const [alert] = parseOpik(given('opik-guardrails'), now).items;
    expect(alert).toMatchObject({ failure: 'policy-violation', extra: { metadata: [{ name: 'PII' }] } });
    expect(alert?.value).toBeUndefined();
  });

  it.each(['prompt:created', 'prompt:deleted', 'experiment:finished'])('on %s is none', (eventType) => {
    expect(parseOpik(given('opik-latency', { eventType }), now).passed).toEqual([
      `${eventType} is no trouble`,
    ]);
  });

  it('may be given its failure by the address', () => {
    const beside = { headers: {}, query: new URLSearchParams('system=refund-agent&failure=tool_failure') };
    expect(parseOpik(given('opik-latency'), now, beside).items[0]).toMatchObject({
      system: 'refund-agent',
      failure: 'tool-failure',
    });
  });
});
