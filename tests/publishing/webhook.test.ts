import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webhookPublisher } from '../../src/publishing/webhook.ts';
import { type Endpoint, endpoint, failureOf } from '../support/endpoint.ts';
import { at } from '../support/worked-example.ts';
import { addresseeAt, announcement, publication } from './given.ts';

let server: Endpoint;
beforeEach(async () => {
  server = await endpoint();
});
afterEach(() => server.close());

const secret = 'shared-with-them';
const publisher = () =>
  webhookPublisher({
    secret,
    now: () => at('14:20'),
    addresseeOf: addresseeAt({ by: 'webhook', url: `${server.url}/hook` }),
  });

describe('an audience behind a webhook', () => {
  it('gets signed JSON with a key that is the same for every repeat', async () => {
    await publisher().publish(announcement());
    const [call] = server.calls;
    const [, t = '', v1] = /^t=(\d+),v1=(.*)$/.exec(String(call?.headers['x-airb-signature'])) ?? [];
    expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${call?.body}`).digest('hex'));
    expect(call?.headers['idempotency-key']).toBe('42.7.1');
    expect(JSON.parse(call?.body ?? '')).toMatchObject({ version: 1, stage: 'update', form: 'customer' });
  });

  it('tells customers neither number nor link', async () => {
    await publisher().publish(announcement());
    expect(JSON.parse(server.calls[0]?.body ?? '')).not.toHaveProperty('incident');
    const internal = publication({ form: 'internal', link: 'https://a.example/42' });
    await publisher().publish(announcement({ publication: internal }));
    expect(JSON.parse(server.calls[1]?.body ?? '')).toMatchObject({
      incident: 42,
      link: 'https://a.example/42',
    });
  });

  it('is tried again where a sign-in page answers, and may be: the key tells a repeat', async () => {
    server.answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    expect(await failureOf(publisher().publish(announcement()))).toMatchObject({
      retry: true,
      uncertain: false,
    });
  });
});
