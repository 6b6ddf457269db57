import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { parseStandardWebhook } from '../../src/alerts/standard-webhooks.ts';
import { standardWebhooks } from '../../src/webhooks/stamped.ts';
import { now } from '../webhooks/running.ts';
import { fixture, given } from './fixture.ts';

describe('what a sender of Standard Webhooks sends', () => {
  it('is the generic JSON, with its envelope or without', () => {
    const wrapped = given('standard-webhooks-alert');
    const [inside] = parseStandardWebhook(wrapped, now).items;
    expect(inside).toMatchObject({
      source: 'standard-webhooks',
      fingerprint: 'support-bot/refusals',
      value: 0.19,
    });
    expect(parseStandardWebhook(wrapped.data, now).items).toEqual([inside]);
  });

  it('is taken as the reference library signs it, with a key it made', () => {
    const key = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const body = fixture('standard-webhooks-alert');
    const headers = {
      'webhook-id': 'msg_2',
      'webhook-timestamp': String(now / 1000),
      'webhook-signature': new Webhook(key).sign('msg_2', new Date(now), body),
    };
    const check = (secrets: string[]) =>
      standardWebhooks.check({ headers, body: Buffer.from(body), now }, secrets);
    expect([check([key]), check(['another secret, also set', key])]).toEqual([undefined, undefined]);
    expect(check([`whsec_${Buffer.alloc(24, 8).toString('base64')}`])).toMatch(/is not the signature/);
  });
});
