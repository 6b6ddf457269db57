import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { expectLog } from '../support/log.ts';
import { until } from '../support/until.ts';
import { type Sent, send } from '../webhooks/running.ts';
import { alert, apiToken, fire, type House, openHouse } from './house.ts';

const door = '/alerts/alertmanager';

const refused: [what: string, path: string, sent: Sent, status: number][] = [
  ['without a secret', door, { body: alert(), headers: { authorization: '' } }, 401],
  ['with another secret', door, { body: alert(), headers: { authorization: 'Bearer guess' } }, 401],
  [
    'with the secret as a password',
    door,
    { body: alert(), headers: { authorization: 'Basic OnNlY3JldA==' } },
    401,
  ],
  ['with the API token', door, { body: alert(), headers: { authorization: `Bearer ${apiToken}` } }, 401],
  ['too big and unsigned', door, { body: 'x'.repeat(2 ** 21), headers: { authorization: '' } }, 401],
  ['too big', door, { body: alert({ big: 'x'.repeat(2 ** 23) }) }, 413],
  ['as a form', door, { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
  ['compressed', door, { body: alert(), headers: { 'content-encoding': 'gzip' } }, 415],
  ['empty', door, { body: '' }, 400],
  ['cut off in the middle', door, { body: alert().slice(0, 80) }, 400],
  ['nested a hundred thousand deep', door, { body: '['.repeat(100_000) }, 400],
  ['with nothing in it', door, { body: '{"alerts":[]}' }, 422],
  ['of a status nobody knows', door, { body: alert({ status: 'pending' }) }, 422],
  ['with labels that are none', door, { body: alert({ labels: 'system' }) }, 422],
  ['a change of no kind', '/changes/generic', { body: '{"system":"support-bot","kind":"magic"}' }, 422],
  ['to no source', '/alerts/__proto__', { body: alert() }, 404],
  ['by another method', door, { method: 'PUT', body: alert() }, 405],
  ['to an address that can not be read', '/alerts/%ff', { body: alert() }, 400],
];

describe('a webhook that is not in order', () => {
  it('is refused in words, stores nothing and shows nothing of the inside', async () => {
    expectLog(/^warn a webhook was refused/);
    const house = await openHouse();
    const before = await house.stored();
    for (const [what, path, sent, status] of refused) {
      const answer = await send(house.url, path, sent);
      expect([what, answer.status]).toEqual([what, status]);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ status, detail: expect.stringMatching(/^\S.+\.$/) });
      expect(answer.text).not.toMatch(
        /node_modules|\.ts:|\.js:|\bat .+:\d+:\d+|SQLITE|the shared sample secret/,
      );
    }
    expect(await house.stored()).toEqual(before);
  });

  it('whose sender hangs up halfway leaves nothing, and the next one is answered', async () => {
    const house = await openHouse();
    const before = await house.stored();
    const body = alert({ fingerprint: 'halfway' });
    const head = `POST ${door} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer the shared sample secret\r\n`;
    for (const words of [
      `${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 50)}`,
      `${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n${body.slice(0, 16)}`,
      `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      'GET / HTTP/9.9\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
    ]) {
      await say(house.url, words);
    }
    expect((await fire(house, alert())).status).toBe(202);
    expect(await house.stored()).toEqual(before);
  });
});

describe('a webhook that comes again', () => {
  it('fifty times at once is one alert of one incident', async () => {
    const house = await openHouse();
    const before = await events(house);
    const answers = await Promise.all(Array.from({ length: 50 }, () => fire(house, alert())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(await events(house)).toEqual(before);
    expect(answers.at(-1)?.body).toMatchObject({
      alerts: [{ incident: 1, because: /^same episode/ }].map(words),
    });
  });

  it('after its alert was resolved counts as the last word: it fires again', async () => {
    const house = await openHouse();
    await fire(house, alert({ status: 'resolved', endsAt: '2025-02-17T15:00:00Z' }));
    const before = await events(house);
    const answer = await fire(house, alert());
    expect(answer.body).toMatchObject({
      alerts: [{ incident: 1, because: 'fires again in INC-1, 2 times so far' }],
    });
    expect(await events(house)).toEqual(before.map((count) => count + 1));
  });
});

describe('hostile text in an alert', () => {
  it('reaches people as text: nobody is called, no link is hidden, no template is run', async () => {
    const house = await openHouse();
    const text =
      '<!channel> <!everyone> <@U01EVA> <https://evil.example|open me> *now* {{secret}} $(id) \u202Etxt';
    const hostile = alert({
      fingerprint: 'hostile',
      labels: { system: 'support-bot', failure: 'cost-spike', __proto__: { admin: 1 }, constructor: text },
      annotations: { summary: text, value: 'NaN', baseline: '1e999', unit: text },
      generatorURL: 'javascript:alert(1)',
    });
    const answer = await fire(house, hostile);
    expect(answer.body).toMatchObject({ alerts: [{ incident: 1 }] });
    await house.quiet();
    // What Slack itself notes, such as a new topic, it shows as it is.
    const messages = house
      .slack()
      .channels.flatMap((channel) => channel.messages.filter((one) => !one.subtype));
    const markup = messages.flatMap((message) => [message.text, ...markupIn(message.blocks)]);
    expect(
      markup.filter((said) => said.includes('open me') && said.includes('{{secret}} $(id)')).length,
    ).toBeGreaterThan(0);
    expect(
      markup.filter((said) => /<!channel|<!everyone|<@U01EVA|<https:..evil|javascript:/.test(said)),
    ).toEqual([]);
    const blocks = messages.map((message) => JSON.stringify(message.blocks));
    const alive = /"type":"broadcast"|"user_id":"U01EVA"|"url":"(?!http:..127\.0\.0\.1)|\u202E/;
    expect(blocks.filter((block) => alive.test(block))).toEqual([]);
  });
});

/** How many events from outside each incident has. */
async function events(house: House): Promise<number[]> {
  return (await house.stored()).incidents.map((one) => one.events.length);
}

/** The texts in which Slack reads its markup; everything else it shows as it is. */
function markupIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(markupIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, text } = node as { type?: unknown; text?: unknown };
  if (type === 'mrkdwn' && typeof text === 'string') return [text];
  return Object.values(node).flatMap(markupIn);
}

const words = (line: { incident: number; because: RegExp }) => ({
  ...line,
  because: expect.stringMatching(line.because),
});

/** Writes bytes to the port and hangs up once they are gone or the other side did. */
async function say(url: string, bytes: string): Promise<void> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes, () => socket.destroySoon());
  await until('the connection to end', () => socket.destroyed);
}
