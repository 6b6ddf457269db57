import { describe, expect, it } from 'vitest';
import { parseSlackShape } from '../../src/alerts/slack.ts';
import { now, running, secret, send } from '../webhooks/running.ts';
import { fixture, given } from './fixture.ts';

const read = (body: unknown, query = '') =>
  parseSlackShape(body, now, { headers: {}, query: new URLSearchParams(query) }).items[0];
/** As Uptime Kuma writes (server/notification-providers/slack.js): its name, then monitor, state and reason. */
const kuma = (state: string, reason: string) => `Uptime Kuma Alert\n[Support API] [${state}] ${reason}`;
const key = (text: string, query = '') => read({ text }, query)?.fingerprint;

describe('a message in the shape of Slack', () => {
  it('of LiteLLM about an outage is read from its words', () => {
    expect(read(given('slack-litellm-outage'))).toMatchObject({
      title: 'Major Service Outage',
      ...{ source: 'slack', failure: 'provider-outage', severity: 'High', undated: true, wordsAlone: true },
      link: 'https://eu.example.org/openai',
      extra: { failureReadFrom: 'outage' },
    });
  });

  it('with attachments has their title, text, fields, link and colour', () => {
    expect(read(given('slack-attachments'))).toMatchObject({
      ...{ title: 'Slow answers of support-bot', severity: 'critical', failure: 'latency-degradation' },
      link: 'https://grafana.example.org/d/bot',
      annotations: { description: expect.stringContaining('Region: eu') },
    });
  });

  it('with nothing but blocks is read from them', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Budget alert' } },
      { type: 'section', fields: [{ type: 'mrkdwn', text: '*Spend:* 12' }] },
    ];
    expect(read({ blocks })).toMatchObject({ title: 'Budget alert', failure: 'cost-spike' });
  });

  it('means the system and the failure of its address, whatever its words are', () => {
    const alert = read({ text: 'Outage of gpt-4o' }, 'system=refund-agent&failure=tool_failure');
    expect(alert).toMatchObject({ system: 'refund-agent', failure: 'tool-failure' });
  });

  it('without a known word names no failure, which leads to triage', () => {
    expect(read({ text: 'Something is off with the bot' })).not.toHaveProperty('failure');
  });

  it.each([
    ['p95 is 8.4 s since 14:10', 'p95 is 12 s since 15:02'],
    [
      'Errors 19% at 2025-02-17T14:10:00Z (trace 5f2b1c9e8d7a4b3c9f01)',
      'Errors 7.5 % at 2025-02-18T09:00:12.5Z (trace a0b1c2d3e4f5a6b7c8d9)',
    ],
    [
      'Requests are hanging - 600s+ request time\nMessages: how do I return it',
      'Requests are hanging - 714s+ request time\nMessages: something else',
    ],
    ['Timestamp: 14:10\nPrompt: a\nSlow answers\n Message : b', 'Slow answers'],
    ['[FIRING:2] Slow answers', '[RESOLVED] Slow answers'],
    ['Monday, Feb 17: the queue has 12 jobs', 'Tue, Mar 4: the queue has 9,120 jobs'],
    ['Down: https://a.example.org/x?at=1', 'Down: https://a.example.org/x?at=2'],
    ['Spend is $1.2k usd, the 3rd time', 'Spend is $900 usd, the 41st time'],
    ['The queue holds 900 MB since 45m', 'The queue holds 1.2 GiB since 1h 5m'],
    [kuma('🔴 Down', 'timeout of 48000ms exceeded'), kuma('✅ Up', '200 - OK')],
  ])('is the same problem: %j and %j', (one, other) => {
    expect(key(other)).toBe(key(one));
  });

  it.each([
    ['Slow answers of support-bot', 'Slow answers of refund-agent'],
    ['Refusals are high', 'Costs are high'],
  ])('is another problem: %j and %j', (one, other) => {
    expect(key(other)).not.toBe(key(one));
  });

  it('is another problem at another address', () => {
    expect(key('Down', 'system=a')).not.toBe(key('Down', 'system=b'));
  });

  it.each([
    ...['[RESOLVED] Slow answers', '✅ Up again', ':white_check_mark: fine', 'Recovered: answers'],
    ...['p95 latency is back to normal', 'The provider has recovered', kuma('✅ Up', '200 - OK')],
    'Level: `Low`\n\nMessage: Resolved: the outage of gpt-4o',
  ])('ends it and never begins one: %s', (text) => {
    expect(read({ text })?.status).toBe('resolved');
  });

  it.each([
    ...['Answers come from the cache until the provider is back online', 'The provider has not recovered'],
    ...['Tickets resolved by the bot fell to 12 %', kuma('🔴 Down', 'the service is back up, and slow')],
  ])('is none that ends: %s', (text) => {
    expect(read({ text })?.status).toBe('firing');
  });

  it('ends it when it is marked `good`; a green copied from Slack’s examples proves nothing', () => {
    const marked = (color: string, title = 'Slow answers') =>
      read({ attachments: [{ color, title }] })?.status;
    expect([marked('good'), marked('#36a64f'), marked('good', '[FIRING:1] Slow answers')]).toEqual([
      'resolved',
      'firing',
      'firing',
    ]);
  });

  it('of Uptime Kuma has its monitor in the title, and is one of that monitor whatever the reason', () => {
    const title = read({ text: kuma('🔴 Down', 'Request failed with status code 503') })?.title;
    expect(title).toBe('[Support API] [🔴 Down] Request failed with status code 503');
    const another = kuma('🔴 Down', 'timeout').replaceAll('Support API', 'Refund API');
    expect(key(another)).not.toBe(key(kuma('🔴 Down', 'timeout')));
  });

  it.each([
    ...[
      'Test',
      'testing!',
      'This is a test message from your monitoring',
      'This is a test. Please ignore it.',
    ],
    ...['Test alert: please ignore', '🔔 *Test notification*', 'Alert type: `x`\n\nMessage: Test message'],
    // litellm/proxy/health_endpoints: what /health/services?service=slack sends.
    'Alert type: `budget_alerts`\nLevel: `Low`\nTimestamp: `14:10:00`\n\nMessage: This is a test slack alert message\n\nProxy URL: `https://llm.example.org`',
    'Alert type: `outage_alerts`\nLevel: `Low`\nTimestamp: `14:10:00`\n\nMessage: Outage Alert Exception test alert',
  ])('tries the address and opens nothing: %j', (text) => {
    expect(parseSlackShape({ text }, now)).toMatchObject({ items: [], passed: ['a test message'] });
  });

  it.each([
    ...[
      'Test set accuracy of support-bot fell to 61 %',
      'Test suite regression-12 failed',
      'Test of refunds failed',
    ],
    ...[
      'Test: groundedness fell to 0.4',
      'Level: `High`\n\nMessage: Regression test alert',
      'Tests failed: 3 of 12',
    ],
  ])('about tests is an alert as any other: %j', (text) => {
    expect(read({ text })?.status).toBe('firing');
  });

  it('mentions nobody and hides no link', () => {
    expect(read({ text: '<!channel> Outage, see <https://evil.example|our page>' })?.title).toBe(
      'Outage, see our page',
    );
  });

  it.each([{}, { text: '' }, { text: ' \n*' }, { blocks: [7] }, { attachments: {} }])(
    'is refused without words: %j',
    (body) => {
      expect(parseSlackShape(body, now).rejected[0]?.field).toBe('text');
    },
  );
});

it('a sender to Slack is answered as Slack answers, with JSON or with a form', async () => {
  const bot = await running({ secrets: { slack: [secret] } });
  const path = `/alerts/slack/${encodeURIComponent(secret)}?system=support-bot`;
  const json = await send(bot.url, path, {
    body: fixture('slack-litellm-outage'),
    headers: { authorization: '' },
  });
  const form = await send(bot.url, path, {
    body: `payload=${encodeURIComponent(JSON.stringify({ text: 'Outage' }))}`,
    headers: { authorization: '', 'content-type': 'application/x-www-form-urlencoded' },
  });
  await bot.app.close();
  expect([json.status, json.text, form.status, form.text]).toEqual([200, 'ok', 200, 'ok']);
  expect(bot.alerts.map(({ system }) => system)).toEqual(['support-bot', 'support-bot']);
});
