import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCloudEvents } from '../../src/alerts/cloudevents.ts';
import { secrets } from '../redaction/secrets.ts';
import { now, type Running, running, secret, send } from '../webhooks/running.ts';
import { given } from './fixture.ts';

const event = (over: Record<string, unknown> = {}) =>
  new CloudEvent({
    ...{ id: 'b4f1', source: '/monitoring/support-bot', type: 'org.example.alert.firing', subject: 'größe' },
    ...{ time: '2025-02-17T14:10:00Z', data: { title: 'Refusals 19 %', system: 'support-bot' } },
    ...over,
  });

let bot: Running;
beforeAll(async () => {
  bot = await running({ secrets: { cloudevents: [secret] } });
});
afterAll(() => bot.app.close());

/** Sends what the SDK made of an event. */
async function sent({ headers, body }: { headers: Record<string, unknown>; body: unknown }) {
  bot.alerts.length = 0;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const answer = await send(bot.url, '/alerts/cloudevents', { body: text, headers: given });
  return { status: answer.status, inside: [...bot.alerts] };
}

describe('what the SDK of CloudEvents sends', () => {
  it('is the same alert in structured and in binary mode', async () => {
    const structured = await sent(HTTP.structured(event()));
    const binary = await sent(HTTP.binary(event()));
    expect([structured.status, binary.status]).toEqual([202, 202]);
    expect(binary.inside.map(({ fingerprint }) => fingerprint)).toEqual(
      structured.inside.map(({ fingerprint }) => fingerprint),
    );
    expect(binary.inside).toMatchObject([{ title: 'Refusals 19 %', system: 'support-bot', saidAt: now }]);
  });

  it('may be a batch, of which each event is judged alone', async () => {
    const batch = [
      event().toJSON(),
      { ...event().toJSON(), specversion: '0.3' },
      event({ type: 'com.git.push', data: {} }).toJSON(),
    ];
    const parsed = parseCloudEvents(batch, now, {
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      query: new URLSearchParams(),
    });
    expect([parsed.items.length, parsed.rejected.map(({ field }) => field), parsed.passed]).toEqual([
      1,
      ['[1].specversion'],
      ['com.git.push is no alert'],
    ]);
  });

  it('may hold its data as bytes, which are read, and of which no secret is kept', async () => {
    const words = {
      title: 'Refusals 19 %',
      system: 'support-bot',
      note: String(secrets['GitHub token']?.[0]),
    };
    const bytes = new TextEncoder().encode(JSON.stringify(words));
    const encoded = HTTP.structured(event({ data: bytes, datacontenttype: 'application/json' }));
    expect(String(encoded.body)).toContain('data_base64');
    const { inside } = await sent(encoded);
    expect(inside).toMatchObject([{ title: 'Refusals 19 %', system: 'support-bot' }]);
    expect(JSON.stringify(inside)).not.toContain(words.note);
    const odd = { ...(event().toJSON() as object), data: undefined, data_base64: 'bm8ganNvbg==' };
    expect((await sent({ headers: encoded.headers, body: odd })).inside).toMatchObject([{ title: 'größe' }]);
  });

  it('may carry its token in the address', async () => {
    const path = `/alerts/cloudevents?access_token=${encodeURIComponent(secret)}`;
    const { body, headers } = HTTP.structured(event());
    const type = String(headers['content-type']);
    const answer = await send(bot.url, path, {
      body: String(body),
      headers: { authorization: '', 'content-type': type },
    });
    expect(answer.status).toBe(202);
  });
});

describe('a CloudEvent', () => {
  const read = (over: Record<string, unknown> = {}) =>
    parseCloudEvents(given('cloudevents-structured', over), now);

  it('ends what it began, by a type that says so or by its data', () => {
    const [fired] = read().items;
    for (const over of [{ type: 'org.example.alert.resolved' }, { 'data.status': 'resolved' }]) {
      const [over_] = read(over).items;
      expect(over_).toMatchObject({ fingerprint: fired?.fingerprint, status: 'resolved' });
    }
  });

  it.each(['id', 'source', 'type', 'specversion'])('is refused without its %s', (name) => {
    expect(read({ [name]: undefined }).rejected[0]?.field).toBe(name);
  });
});

describe('the handshake of its webhooks', () => {
  const ask = (headers: Record<string, string>) =>
    send(bot.url, '/alerts/cloudevents', { method: 'OPTIONS', headers: { ...headers, authorization: '' } });

  it('grants the origin and the rate that are asked for', async () => {
    const answer = await ask({
      'WebHook-Request-Origin': 'events.example.org',
      'WebHook-Request-Rate': '120',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'webhook-allowed-origin': 'events.example.org',
      'webhook-allowed-rate': '120',
    });
  });

  it.each(['', 'two words', 'x'.repeat(400)])('grants nothing to no DNS name: %j', async (origin) => {
    const answer = await ask({ 'WebHook-Request-Origin': origin });
    expect([answer.status, answer.headers['webhook-allowed-origin']]).toEqual([400, undefined]);
  });
});
