import { describe, expect, it } from 'vitest';
import { parseSlackShape } from '../../src/alerts/slack.ts';
import { now, running, secret, send } from '../webhooks/running.ts';
import { fixture, given } from './fixture.ts';

const read = (body: unknown, query = '') =>
  parseSlackShape(body, now, { headers: {}, query: new URLSearchParams(query) }).items[0];
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

  it.each(['[RESOLVED] Slow answers', '✅ Up again', ':white_check_mark: fine', 'Recovered: answers'])(
    'ends it and never begins one: %s',
    (text) => {
      expect(read({ text })?.status).toBe('resolved');
    },
  );

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
