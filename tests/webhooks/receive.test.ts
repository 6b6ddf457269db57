import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { BusyError } from '../../src/errors.ts';
import type { WebhookOptions } from '../../src/webhooks/register.ts';
import { fixture } from '../alerts/fixture.ts';
import { fixtureText } from '../changes/fixture.ts';
import { expectLog, logged } from '../support/log.ts';
import { until } from '../support/until.ts';
import { now, type Running, running, type Sent, secret, send } from './running.ts';

let bot: Running;
afterEach(() => bot.app.close());

const alert = { title: 'Refusals 19 %', system: 'support-bot', startsAt: '2025-02-17T14:10:00Z' };
const body = JSON.stringify(alert);

async function started(over: Partial<WebhookOptions> = {}) {
  bot = await running(over);
  return (path: string, sent: Sent = {}) => send(bot.url, path, sent);
}

describe('a webhook that is in order', () => {
  it('is answered 202 with where each alert went', async () => {
    const post = await started();
    const answer = await post('/alerts/alertmanager', { body: fixture('alertmanager-one-firing') });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      alerts: [{ fingerprint: 'c5fe44ab751f9749', incident: 42, because: 'a new problem' }],
    });
  });

  it('is not answered before it is stored', async () => {
    let stored = (): void => undefined;
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const post = await started({
      intake: (alerts) => {
        arrive();
        return new Promise((resolve) => {
          stored = () =>
            resolve(alerts.map(({ fingerprint }) => ({ fingerprint, incident: 1, because: 'x' })));
        });
      },
    });
    let answered = false;
    const answer = post('/alerts/generic', { body }).then((got) => {
      answered = true;
      return got;
    });
    await arrived;
    // Another whole round trip passes, and this one is still waiting.
    await post('/healthz', { method: 'GET' });
    expect(answered).toBe(false);
    stored();
    expect((await answer).status).toBe(202);
  });

  it('takes what changed through /changes', async () => {
    const post = await started();
    const change = { id: 'deploy-7', system: 'support-bot', kind: 'prompt', from: 'v6', to: 'v7' };
    const answer = await post('/changes/generic', { body: JSON.stringify(change) });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ changes: [{ id: 'deploy-7', system: 'support-bot', kind: 'prompt' }] });
    expect(bot.changes).toHaveLength(1);
  });

  it.each(['application/json; charset=utf-8', 'application/JSON', 'application/vnd.api+json'])(
    'may come as %s',
    async (type) => {
      const post = await started();
      expect((await post('/alerts/generic', { body, headers: { 'content-type': type } })).status).toBe(202);
    },
  );

  it('may begin with a byte order mark', async () => {
    const post = await started();
    expect((await post('/alerts/generic', { body: `\ufeff${body}` })).status).toBe(202);
  });
});

describe('a webhook with good and bad alerts', () => {
  const mixed = JSON.stringify([alert, { title: 'no status', status: 'pending' }, { startsAt: 5 }]);

  it('loses none of the good ones, and names the bad ones by field', async () => {
    expectLog(/^warn part of a webhook could not be used/);
    const post = await started();
    const answer = await post('/alerts/generic', { body: mixed });
    expect(answer.status).toBe(202);
    expect(bot.alerts.map((taken) => taken.title)).toEqual(['Refusals 19 %']);
    expect(answer.body.rejected).toEqual([
      { field: '[1].status', problem: expect.stringContaining('expected "firing"') },
      { field: '[2].title', problem: 'expected a sentence' },
    ]);
  });

  it('leaves the bad ones in the log, since senders rarely read answers', async () => {
    expectLog(/^warn part of a webhook could not be used/);
    const post = await started();
    await post('/alerts/generic', { body: mixed });
    const warning = logged().find((entry) => entry.level === 'warn');
    expect(warning?.fields).toMatchObject({ source: 'generic', taken: 1 });
    expect(JSON.stringify(warning?.fields)).toContain('[1].status');
  });

  it('is 422 when nothing of it can be used', async () => {
    const post = await started();
    const answer = await post('/alerts/alertmanager', { body: '{"alerts":[{"status":"firing"}]}' });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      field: 'alerts[0].labels',
      detail: 'alerts[0].labels: expected an object, got nothing.',
    });
    expect(bot.alerts).toEqual([]);
  });

  it.each(['[]', '{"alerts":[]}', '{"alerts":{}}', '"x"', '5', 'null', '{}', '[[]]', '[null]'])(
    'is 422 when it is %s, at either path',
    async (odd) => {
      const post = await started();
      for (const path of ['/alerts/alertmanager', '/alerts/generic', '/changes/generic']) {
        const answer = await post(path, { body: odd });
        expect([path, answer.status]).toEqual([path, 422]);
        expect(answer.body.field).toBeTypeOf('string');
      }
    },
  );
});

describe('a webhook that is not signed rightly', () => {
  it.each([
    ['no header', ''],
    ['another secret', 'Bearer something else'],
    ['the secret and more', 'Bearer the shared sample secret!'],
    ['an empty secret', 'Bearer '],
    ['another scheme', 'Basic dGhlIHNoYXJlZCBzYW1wbGUgc2VjcmV0'],
  ])('is refused with 401: %s', async (_name, authorization) => {
    const post = await started();
    const answer = await post('/alerts/generic', { body, headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(answer.body.hint).toContain('AIRB_GENERIC_SECRET');
    expect(answer.text).not.toContain('the shared sample secret');
    expect(bot.alerts).toEqual([]);
  });

  it('is refused before its body is looked at', async () => {
    const post = await started();
    const headers = { authorization: '', 'content-type': 'text/plain' };
    expect((await post('/alerts/generic', { body: 'x'.repeat(3_000_000), headers })).status).toBe(401);
  });

  it('is refused when no secret is set, and told how to set one', async () => {
    const post = await started({ secrets: {} });
    const answer = await post('/alerts/alertmanager', { body });
    expect(answer.status).toBe(401);
    expect(answer.body.detail).toContain('No secret is set for alertmanager');
    expect(answer.body.hint).toContain('AIRB_ALERTMANAGER_SECRET');
  });

  it('is refused when the secret is set to nothing', async () => {
    const post = await started({ secrets: { generic: [''] } });
    expect((await post('/alerts/generic', { body, headers: { authorization: 'Bearer ' } })).status).toBe(401);
  });

  it('is taken unsigned only where that is allowed and no secret is set', async () => {
    const post = await started({ secrets: { alertmanager: ['set'] }, allowUnsigned: true });
    const headers = { authorization: '' };
    expect((await post('/alerts/generic', { body, headers })).status).toBe(202);
    expect((await post('/alerts/alertmanager', { body, headers })).status).toBe(401);
  });
});

describe('a tool that can send no header', () => {
  const path = '/changes/braintrust';
  const sent = fixtureText('braintrust-environment-updated');
  const headers = { authorization: '' };

  it('shows its secret at the end of the address, where a wrong one is refused as anywhere', async () => {
    const post = await started({ secrets: { braintrust: ['a-long-random-text'] } });
    expect((await post(`${path}/a-long-random-text`, { body: sent, headers })).status).toBe(202);
    const wrong = await post(`${path}/another-random-text`, { body: sent, headers });
    expect(wrong.status).toBe(401);
    expect(wrong.body.hint).toContain('AIRB_BRAINTRUST_SECRET');
    expect((await post(path, { body: sent, headers })).status).toBe(401);
    expect(bot.fates).toEqual([
      'changes/braintrust passed over',
      'changes/braintrust 401',
      'changes/braintrust 401',
    ]);
  });

  it('is the only kind that may: elsewhere there is no such address', async () => {
    const post = await started();
    expect((await post(`/changes/generic/${secret}`, { body, headers })).status).toBe(404);
  });

  it('never finds its secret in the log, not even when airb fails', async () => {
    expectLog(/^error a webhook could not be stored/);
    const post = await started({
      secrets: { braintrust: ['a-long-random-text'] },
      placeChanges: async () => {
        throw new Error('disk I/O error');
      },
    });
    expect((await post(`${path}/a-long-random-text`, { body: sent, headers })).status).toBe(503);
    expect(JSON.stringify(logged())).not.toContain('a-long-random-text');
  });
});

describe('a change that no part takes', () => {
  const sign = (text: string) =>
    `sha256=${createHmac('sha256', 'the-secret-of-github').update(text).digest('hex')}`;
  const stamped = (text: string, t = now / 1000) =>
    `t=${t},v1=${createHmac('sha256', 'lf-whsec_made-up-for-this').update(`${t}.${text}`).digest('hex')}`;
  const nobody = async () => ({
    items: [],
    rejected: [{ field: 'repository.full_name', problem: 'no part of any system takes it' }],
    passed: [],
  });

  it('is 422 with the name it gave', async () => {
    const post = await started({ secrets: { github: ['the-secret-of-github'] }, placeChanges: nobody });
    const text = fixtureText('github-deployment-succeeded');
    const answer = await post('/changes/github', {
      body: text,
      headers: { authorization: '', 'x-hub-signature-256': sign(text) },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toBe('repository.full_name: no part of any system takes it.');
    expect(bot.fates).toEqual(['changes/github 422']);
  });

  it('is told on this side alone where the tool would give up after a few refusals', async () => {
    const post = await started({
      secrets: { langfuse: ['lf-whsec_made-up-for-this'] },
      placeChanges: nobody,
    });
    const text = fixtureText('langfuse-version-gains-production');
    const answer = await post('/changes/langfuse', {
      body: text,
      headers: { authorization: '', 'x-langfuse-signature': stamped(text) },
    });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ changes: [], rejected: [{ field: 'repository.full_name' }] });
    expect(bot.fates).toEqual(['changes/langfuse 422']);
  });

  it('and one that changes nothing is taken, and says why', async () => {
    const post = await started({ secrets: { github: ['the-secret-of-github'] } });
    const text = fixtureText('github-ping');
    const answer = await post('/changes/github', {
      body: text,
      headers: { authorization: '', 'x-hub-signature-256': sign(text) },
    });
    expect([answer.status, answer.body]).toEqual([
      202,
      { changes: [], passed: ['GitHub tries the address; that is no change'] },
    ]);
    expect(bot.fates).toEqual(['changes/github passed over']);
  });

  it('is not even read when it is signed with another secret', async () => {
    let read = 0;
    const post = await started({
      secrets: { github: ['another-secret'] },
      placeChanges: async () => {
        read += 1;
        return nobody();
      },
    });
    const text = fixtureText('github-deployment-succeeded');
    const answer = await post('/changes/github', {
      body: text,
      headers: { authorization: '', 'x-hub-signature-256': sign(text) },
    });
    expect([answer.status, read]).toEqual([401, 0]);
    expect(answer.body.hint).toContain('AIRB_GITHUB_SECRET');
  });
});

describe('a webhook that can not be read', () => {
  it.each(['', '   ', '{"a":', 'a=b', '{"a":1}}', '\u0000'])('is 400 when it is %j', async (broken) => {
    const post = await started();
    const answer = await post('/alerts/generic', { body: broken });
    expect(answer.status).toBe(400);
    expect(answer.body.title).toBe('Bad Request');
  });

  it.each([
    ['/alerts/generic', 8],
    ['/changes/generic', 1],
  ])('at %s is 413 above %i MB, whether its length is announced or not', async (path, megabytes) => {
    const post = await started();
    const big = JSON.stringify({ ...alert, note: 'x'.repeat(megabytes * 1024 * 1024) });
    expect((await post(path, { body: big })).status).toBe(413);
    const chunked = await post(path, { body: big, headers: { 'transfer-encoding': 'chunked' } });
    expect(chunked.status).toBe(413);
    expect(chunked.headers['content-type']).toBe('application/problem+json');
    expect(bot.fates).toEqual([`${path.slice(1)} 413`, `${path.slice(1)} 413`]);
  });

  it('without end is 413 while it still comes, and then costs the connection', async () => {
    await started();
    const socket = connect(Number(new URL(bot.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const gone = new Promise((done) => socket.on('close', done));
    const answered = new Promise<string>((done) => socket.once('data', (data) => done(String(data))));
    socket.write(
      `POST /alerts/generic HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const part = 'x'.repeat(256 * 1024);
    const more = () => {
      if (!socket.destroyed) socket.write(`40000\r\n${part}\r\n`, () => setImmediate(more));
    };
    more();
    expect((await answered).split('\r\n')[0]).toBe('HTTP/1.1 413 Payload Too Large');
    await gone;
  });

  it('unsigned is refused before a byte of it is held', async () => {
    const post = await started();
    const answer = await post('/alerts/generic', {
      body: '',
      headers: { authorization: '', 'content-length': '9999999' },
    });
    expect(answer.status).toBe(401);
  });

  it('a group of two thousand alerts is taken whole', async () => {
    const post = await started();
    const alerts = Array.from({ length: 2000 }, (_, n) => ({
      status: 'firing',
      labels: { alertname: 'HighErrorRate', pod: `pod-${n}`, system: 'support-bot', note: 'x'.repeat(400) },
      annotations: { summary: 'Errors' },
      startsAt: '2025-02-17T14:10:00Z',
    }));
    const group = JSON.stringify({ version: '4', status: 'firing', alerts });
    expect(group.length).toBeGreaterThan(1024 * 1024);
    expect((await post('/alerts/alertmanager', { body: group })).status).toBe(202);
    expect(bot.alerts).toHaveLength(2000);
    expect(bot.fates).toEqual(['alerts/alertmanager taken']);
  });

  it('is 503 while too much is held, and taken when there is room again', async () => {
    const post = await started();
    const halves = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const socket = connect(Number(new URL(bot.url).port), '127.0.0.1');
        const size = 7 * 1024 * 1024;
        socket.on('error', () => undefined);
        socket.write(
          `POST /alerts/generic HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n`,
        );
        await new Promise((done) => socket.write('x'.repeat(size - 1), done));
        return socket;
      }),
    );
    const busy = await until('a refusal', async () => {
      const answer = await post('/alerts/generic', {
        body: JSON.stringify({ ...alert, note: 'x'.repeat(5 * 1024 * 1024) }),
      });
      return answer.status === 503 ? answer : undefined;
    });
    expect(busy.headers['retry-after']).toBe('5');
    for (const socket of halves) socket.destroy();
    await until('room', async () => {
      const answer = await post('/alerts/generic', {
        body: JSON.stringify({ ...alert, note: 'x'.repeat(5 * 1024 * 1024) }),
      });
      return answer.status === 202 ? answer : undefined;
    });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'multipart/form-data'])(
    'is 415 as %s',
    async (type) => {
      const post = await started();
      const answer = await post('/alerts/generic', { body, headers: { 'content-type': type } });
      expect(answer.status).toBe(415);
      expect(answer.body.hint).toContain('application/json');
    },
  );

  it('is 415 when compressed', async () => {
    const post = await started();
    expect((await post('/alerts/generic', { body, headers: { 'content-encoding': 'gzip' } })).status).toBe(
      415,
    );
  });
});

describe('another address', () => {
  it.each(['/alerts/nagios', '/alerts/constructor', '/alerts/__proto__', '/alerts/Generic'])(
    'is 404 for the source %s and lists the known ones',
    async (path) => {
      const post = await started();
      const answer = await post(path, { body });
      expect(answer.status).toBe(404);
      expect(answer.body.detail).toMatch(/There is: alertmanager, .*, generic\./);
    },
  );

  it('is 404 for a path that is not there, whatever is sent to it', async () => {
    const post = await started();
    const answer = await post('/nowhere?token=x', { body: '{"broken' });
    expect(answer.status).toBe(404);
    expect(answer.body.detail).toBe('Nothing is at /nowhere.');
  });

  it('is 405 with what is allowed for the wrong method', async () => {
    const post = await started();
    const got = await post('/alerts/generic', { method: 'GET' });
    expect([got.status, got.headers.allow]).toEqual([405, 'POST']);
    const put = await post('/healthz', { method: 'PUT', body });
    expect([put.status, put.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('is 400 when it can not be decoded', async () => {
    const post = await started();
    const answer = await post('/alerts/%ff', { body });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });
});

describe('a store that can not take it', () => {
  it('asks to come back later, never with 429', async () => {
    const post = await started({
      intake: async () => {
        throw new BusyError('5,000 writes wait already', 1.2);
      },
    });
    const answer = await post('/alerts/generic', { body });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(answer.body.detail).toContain('can not store more right now');
  });

  it.each(['/alerts/generic', '/changes/generic'])('hides at %s what broke, and logs it', async (path) => {
    expectLog(/^error a webhook could not be stored/);
    const broken = async () => {
      throw new Error('disk I/O error at page 7');
    };
    const post = await started({ intake: broken, noteChanges: broken });
    const answer = await post(path, { body: JSON.stringify({ ...alert, kind: 'prompt' }) });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.text).not.toContain('disk');
    expect(JSON.stringify(logged().map((entry) => String(entry.fields.err)))).toContain('page 7');
  });

  it('never shows the inside when any other route fails', async () => {
    expectLog(/^error a request failed/);
    const post = await started();
    const answer = await post('/fails', { method: 'GET' });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('inside');
    expect(answer.text).not.toContain('TypeError');
    expect(logged().some((entry) => String(entry.fields.err).includes('inside'))).toBe(true);
  });
});
