import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../src/alerts/pagerduty-events.ts';
import { now, running, secret, send } from '../webhooks/running.ts';
import { fixture, given } from './fixture.ts';

const read = (over: Record<string, unknown> = {}) => parseEvent(given('pagerduty-events-trigger', over), now);

describe('an event of Events v2', () => {
  it('triggers under its key, with what stands in its details', () => {
    expect(read().items).toMatchObject([
      {
        ...{ fingerprint: 'support-bot/refusals', status: 'firing', severity: 'critical' },
        ...{ system: 'support-bot', failure: 'refusal-spike', link: 'https://grafana.example.org/d/bot' },
        labels: { component: 'answers', class: 'refusals', group: 'prod' },
      },
    ]);
  });

  it('resolves by its key alone', () => {
    expect(read({ event_action: 'resolve', payload: undefined }).items).toMatchObject([
      { fingerprint: 'support-bot/refusals', status: 'resolved' },
    ]);
    expect(read({ event_action: 'resolve', dedup_key: undefined }).rejected[0]?.field).toBe('dedup_key');
  });

  it('without a key is the same problem while its summary and source are the same', () => {
    const [one] = read({ dedup_key: undefined }).items;
    const [again] = read({ dedup_key: undefined, 'payload.timestamp': '2025-02-17T14:20:00Z' }).items;
    expect(again?.fingerprint).toBe(one?.fingerprint);
  });

  it('never keeps the routing key', () => {
    expect(JSON.stringify(read())).not.toContain(secret);
  });
});

describe('a sender of Events v2', () => {
  const started = () => running({ secrets: { 'pagerduty-events': [secret] } });
  const post = async (body: string, ending = '') => {
    const bot = await started();
    const answer = await send(bot.url, `/alerts/pagerduty-events${ending}`, {
      body,
      headers: { authorization: '' },
    });
    await bot.app.close();
    return { ...answer, inside: bot.alerts };
  };

  it.each(['', '/v2/enqueue'])(
    'is answered as PagerDuty answers, at the address and behind it: %j',
    async (ending) => {
      const { status, body } = await post(fixture('pagerduty-events-trigger'), ending);
      expect([status, body]).toEqual([
        202,
        { status: 'success', message: 'Event processed', dedup_key: 'support-bot/refusals' },
      ]);
    },
  );

  it('hears of an event that can not be used in the shape it knows', async () => {
    const { status, body } = await post(
      JSON.stringify(given('pagerduty-events-trigger', { event_action: 'shout' })),
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({
      status: 'invalid event',
      errors: [expect.stringContaining('event_action: expected trigger, acknowledge or resolve')],
    });
  });

  it('larger than PagerDuty takes hears just that, and not that its key is missing', async () => {
    const over = { 'payload.custom_details': { note: 'x'.repeat(512 * 1024) } };
    const { status, body, inside } = await post(JSON.stringify(given('pagerduty-events-trigger', over)));
    expect([status, inside]).toEqual([401, []]);
    expect(body.errors).toEqual([expect.stringMatching(/^The event is larger than the 524288 bytes/)]);
  });

  it('with another routing key is refused, in the same shape', async () => {
    const { status, body } = await post(
      JSON.stringify(given('pagerduty-events-trigger', { routing_key: 'x' })),
    );
    expect([status, body.status]).toEqual([401, 'invalid event']);
  });
});
