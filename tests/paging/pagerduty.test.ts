import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { pagerDuty } from '../../src/paging/pagerduty.ts';
import { page, pagerContract } from '../contracts/pager.contract.ts';
import { type Endpoint, endpoint, failureOf } from '../support/endpoint.ts';

const routingKey = 'routing-key-of-the-sample-service';

pagerContract('PagerDuty', (baseUrl, timeoutMs) => pagerDuty({ routingKey, baseUrl, timeoutMs }));

describe('paging through PagerDuty Events v2', () => {
  let provider: Endpoint;
  beforeEach(async () => {
    provider = await endpoint();
  });
  afterEach(() => provider.close());

  const sent = async (request = page) => {
    await pagerDuty({ routingKey, baseUrl: `${provider.url}/` }).send(request);
    return JSON.parse(provider.calls.at(-1)?.body ?? '') as Record<string, Record<string, unknown>>;
  };

  it('enqueues a trigger with what woken people need', async () => {
    const event = await sent();
    expect(provider.calls[0]?.path).toBe('/v2/enqueue');
    expect(event).toEqual({
      routing_key: routingKey,
      event_action: 'trigger',
      dedup_key: 'airb-42-1',
      client: 'airb',
      client_url: page.link,
      links: [{ href: page.link, text: 'Incident 42' }],
      payload: {
        summary: page.summary,
        source: 'airb',
        severity: 'error',
        custom_details: { system: 'support-bot', incident: '42', escalation_level: '1', paged: 'Ana Lima' },
      },
    });
  });

  it.each([
    ['sev1', 'critical'],
    ['sev2', 'error'],
    ['sev3', 'warning'],
    ['sev4', 'info'],
  ] as const)('calls %s %s', async (severity, word) => {
    expect((await sent({ ...page, severity })).payload).toMatchObject({ severity: word });
  });

  it('sends no more than the key with an acknowledgement', async () => {
    expect(await sent({ ...page, action: 'acknowledge' })).toEqual({
      routing_key: routingKey,
      event_action: 'acknowledge',
      dedup_key: 'airb-42-1',
    });
  });

  it('keeps to the limits: summary 1,024, dedup key 255, details that fit 512 KB', async () => {
    const details = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`d${n}`, 'x'.repeat(9000)]));
    const event = await sent({ ...page, summary: 'ä'.repeat(3000), dedupKey: 'k'.repeat(400), details });
    expect(String(event.payload?.summary)).toHaveLength(1024);
    expect(String(event.dedup_key).length).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(provider.calls[0]?.body ?? '')).toBeLessThan(512 * 1024);
  });

  it('keeps two overlong dedup keys apart', async () => {
    const one = await sent({ ...page, dedupKey: `${'k'.repeat(400)}1` });
    const two = await sent({ ...page, dedupKey: `${'k'.repeat(400)}2` });
    expect(one.dedup_key).not.toBe(two.dedup_key);
  });

  it('tells what PagerDuty found wrong, never the routing key', async () => {
    provider.answer = (response) =>
      response
        .writeHead(400)
        .end(JSON.stringify({ status: 'invalid event', errors: [`bad key ${routingKey}`] }));
    const error = await failureOf(pagerDuty({ routingKey, baseUrl: provider.url }).send(page));
    expect(String(error)).toContain('invalid event');
    expect(String(error)).toContain('[secret]');
    expect(String(error)).not.toContain(routingKey);
  });

  it('refuses an address that is none when it is built, not at three in the morning', () => {
    expect(() => pagerDuty({ routingKey, baseUrl: 'events.pagerduty' })).toThrow(ConfigError);
  });
});
