import { describe, expect, it } from 'vitest';
import { parseIncidentIo } from '../../src/alerts/incident-io.ts';
import { now, running, secret, send } from '../webhooks/running.ts';
import { fixture, given } from './fixture.ts';

const read = (over: Record<string, unknown> = {}) => parseIncidentIo(given('incident-io-firing', over), now);

describe('an event for an HTTP source of incident.io', () => {
  it('fires and resolves by its key', () => {
    expect(read().items).toMatchObject([
      { fingerprint: 'support-bot/refusals', system: 'support-bot', failure: 'refusal-spike', value: 0.19 },
    ]);
    expect(read({ status: 'resolved' }).items).toMatchObject([
      { fingerprint: 'support-bot/refusals', status: 'resolved' },
    ]);
  });

  it('needs a title and a status', () => {
    expect(read({ title: undefined }).rejected[0]?.field).toBe('title');
    expect(read({ status: 'open' }).rejected[0]?.field).toBe('status');
  });

  it('may carry its token in the address, and is answered as incident.io answers', async () => {
    const bot = await running({ secrets: { 'incident-io': [secret] } });
    const path = `/alerts/incident-io?token=${encodeURIComponent(secret)}`;
    const answer = await send(bot.url, path, {
      body: fixture('incident-io-firing'),
      headers: { authorization: '' },
    });
    await bot.app.close();
    expect([answer.status, answer.body]).toEqual([
      202,
      {
        status: 'success',
        message: 'Event accepted for processing',
        deduplication_key: 'support-bot/refusals',
      },
    ]);
  });
});
