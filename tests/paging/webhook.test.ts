import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { webhookPager } from '../../src/paging/webhook.ts';
import { page, pagerContract } from '../contracts/pager.contract.ts';
import { type Endpoint, endpoint } from '../support/endpoint.ts';

const secret = 'shared with the receiver';
const now = () => Date.UTC(2025, 1, 17, 14, 10);

pagerContract('the signed webhook', (url, timeoutMs) => webhookPager({ url, secret, timeoutMs, now }));

describe('paging through a signed webhook', () => {
  let receiver: Endpoint;
  beforeEach(async () => {
    receiver = await endpoint();
  });
  afterEach(() => receiver.close());

  const sent = async (request = page) => {
    await webhookPager({ url: `${receiver.url}/hook?team=ai`, secret, now }).send(request);
    return receiver.calls.at(-1);
  };

  it('carries every field of the page', async () => {
    const call = await sent();
    expect(call?.path).toBe('/hook?team=ai');
    expect(JSON.parse(call?.body ?? '')).toEqual({ version: 1, ...page });
  });

  it('signs time and body, so that a receiver can tell forgeries and replays', async () => {
    const call = await sent();
    const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(call?.headers['x-airb-signature'])) ?? [];
    expect(Number(time)).toBe(now() / 1000);
    expect(mac).toBe(createHmac('sha256', secret).update(`${time}.${call?.body}`).digest('hex'));
  });

  it('names the page by its dedup key, and what follows differently', async () => {
    expect((await sent())?.headers['idempotency-key']).toBe('airb-42-1');
    const acknowledged = await sent({ ...page, action: 'acknowledge' });
    expect(acknowledged?.headers['idempotency-key']).toBe('airb-42-1/acknowledge');
  });

  it.each(['ftp://example.org/x', 'example.org', 'javascript:alert(1)'])('refuses the address %s', (url) => {
    expect(() => webhookPager({ url, secret })).toThrow(ConfigError);
  });

  it('does not page unsigned', () => {
    expect(() => webhookPager({ url: receiver.url, secret: '' })).toThrow(ConfigError);
  });
});
