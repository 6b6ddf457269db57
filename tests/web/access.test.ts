import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { registerProblems } from '../../src/http/problem.ts';
import { liveScript } from '../../src/web/live/script.ts';
import type { WebOptions } from '../../src/web/options.ts';
import { registerWeb } from '../../src/web/web.ts';
import { expectLog, logged, testLog } from '../support/log.ts';
import { signOuts, token, webOptions } from './web-fixture.ts';

let app: FastifyInstance;

async function serve(facts: Partial<WebOptions>): Promise<FastifyInstance> {
  app = Fastify();
  await registerWeb(app, webOptions(facts));
  return app;
}

afterEach(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers });

const guarded = ['/incidents', '/incidents/42', '/incidents/42/postmortem', '/incidents/99'];
const api = [
  '/api/incidents',
  '/api/incidents/42',
  '/api/incidents/42/timeline',
  '/api/incidents/42/postmortem',
];

describe('without a configured token', () => {
  it.each(api)('the API is closed and says how to open it: %s', async (url) => {
    await serve({});
    const answer = await get(url, { authorization: 'Bearer ' });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json().detail).toContain('Start airb with AIRB_API_TOKEN');
  });

  it.each(guarded)('the pages are closed: %s', async (url) => {
    await serve({ apiToken: '' });
    const answer = await get(`${url}?token=`, { cookie: 'airb_pages=' });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain('no token is set');
    expect(answer.body).not.toContain('Support bot');
  });
});

describe('a program with the token', () => {
  it.each(['Bearer wrong', `Basic ${token}`, token, `Bearer ${token}x`, ''])(
    'is refused with %j',
    async (authorization) => {
      await serve({ apiToken: token });
      const answer = await get('/api/incidents', { authorization });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    },
  );

  it('is not let in by the browser’s cookie', async () => {
    await serve({ apiToken: token });
    const cookie = await signIn('/incidents');
    expect((await get('/api/incidents', { cookie })).statusCode).toBe(401);
  });

  it('reads', async () => {
    await serve({ apiToken: token });
    expect((await get('/api/incidents', { authorization: `Bearer ${token}` })).statusCode).toBe(200);
  });
});

async function signIn(next: string): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: '/incidents/sign-in',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token, next }).toString(),
  });
  expect(answer.statusCode).toBe(303);
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

describe('a person with a browser', () => {
  it('signs in once with the form and then reads, private incidents too', async () => {
    await serve({ apiToken: token });
    expect((await get('/incidents/44')).body).toContain('type="password"');
    const cookie = await signIn('/incidents/44');
    const page = await get('/incidents/44', { cookie });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Injected instructions');
  });

  it('may bring the token in the address, which loses it at once', async () => {
    await serve({ apiToken: token });
    const answer = await get(`/incidents/42?token=${token}`);
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/incidents/42');
    expect(answer.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict$/);
    expect(String(answer.headers['set-cookie'])).not.toContain(token);
  });

  it('gets a cookie for https only when airb is reached by https', async () => {
    await serve({ apiToken: token, publicUrl: 'https://airb.example' });
    expect((await get(`/incidents?token=${token}`)).headers['set-cookie']).toMatch(/; Secure$/);
  });

  it('is told when the token is wrong, and stays outside', async () => {
    await serve({ apiToken: token });
    const wrong = { method: 'POST' as const, url: '/incidents/sign-in', payload: 'token=nope' };
    const answer = await app.inject({
      ...wrong,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toContain('That is not the token');
  });

  it('is never sent to another site after signing in', async () => {
    await serve({ apiToken: token });
    for (const next of [
      'https://evil.example',
      '//evil.example',
      '/incidents/../api',
      '/incidents/1\r\nx: y',
    ]) {
      const answer = await app.inject({
        method: 'POST',
        url: '/incidents/sign-in',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ token, next }).toString(),
      });
      expect(answer.headers.location).toBe('/incidents');
    }
  });
});

describe('open pages, as in the sandbox', () => {
  it('show what is not private', async () => {
    await serve({ openPages: true });
    const list = await get('/incidents');
    expect(list.statusCode).toBe(200);
    expect(list.body).toContain('INC-42');
    expect(list.body).not.toContain('Injected instructions');
    expect(list.body).not.toContain('private');
  });

  it('hide a private incident like one that does not exist', async () => {
    await serve({ openPages: true });
    const hidden = await get('/incidents/44');
    const absent = await get('/incidents/99');
    expect([hidden.statusCode, absent.statusCode]).toEqual([401, 401]);
    expect(hidden.body).toBe(absent.body);
    expect((await get('/incidents/44/postmortem')).statusCode).toBe(401);
  });

  it('leave the API closed', async () => {
    await serve({ openPages: true });
    expect((await get('/api/incidents')).statusCode).toBe(401);
  });
});

describe('what every answer carries', () => {
  it.each([
    { url: '/incidents/42', live: true },
    { url: '/incidents/42/postmortem', live: false },
    { url: '/api/incidents', live: false },
    { url: '/healthz', live: false },
  ])('no script can run but that of a live page, nothing can frame it: $url', async ({ url, live }) => {
    await serve({ openPages: true });
    const { headers } = await get(url);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe-inline/);
    const scripts = /script-src [^;]*/.exec(String(headers['content-security-policy']))?.[0];
    expect(scripts).toBe(live ? `script-src '${liveScript.hash}'` : undefined);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('a session', () => {
  it('is over after twelve hours', async () => {
    let now = Date.parse('2025-02-17T14:50:00Z');
    await serve({ apiToken: token, clock: { now: () => now } });
    const cookie = await signIn('/incidents');
    now += 12 * 3_600_000 - 1;
    expect((await get('/incidents', { cookie })).statusCode).toBe(200);
    now += 1;
    expect((await get('/incidents', { cookie })).statusCode).toBe(401);
  });

  it('can’t begin where no token is set, and the page says whether it is open or closed', async () => {
    await serve({ openPages: true });
    const open = (await get('/incidents/sign-in')).body;
    expect(open).toMatch(/Nothing to sign in with.*everybody reads.*AIRB_API_TOKEN/s);
    expect(open).not.toContain('<header');
    await serve({});
    expect((await get('/incidents/sign-in')).body).toMatch(/These pages are closed.*AIRB_API_TOKEN/);
  });

  it('is told on each page, with the way to begin and to end it; open pages say that nobody is signed in', async () => {
    await serve({ apiToken: token, openPages: true });
    const open = (await get('/systems?x=1')).body;
    expect(open).toMatch(/Not signed in.*href="\/incidents\/sign-in\?next=%2Fsystems"/);
    const form = await get('/incidents/sign-in?next=%2Fsystems');
    expect(form.body).toContain('name="next" value="/systems"');
    expect((await get('/incidents/sign-in?next=//elsewhere.example')).body).toContain('value="/incidents"');
    const cookie = await signIn('/incidents');
    for (const url of ['/incidents', '/incidents/42', '/systems', '/home', '/report']) {
      const { body } = await get(url, { cookie });
      expect(body, url).toContain('Signed in with the API token');
      expect(body.split('action="/incidents/sign-out"'), url).toHaveLength(2);
      expect(body, url).not.toContain('Not signed in');
    }
    expect((await get('/api/incidents', { authorization: `Bearer ${token}` })).body).not.toContain('<header');
  });

  it('ends by signing out, also for whoever copied the cookie, and no other session with it', async () => {
    await serve({ apiToken: token });
    const [mine, other] = [await signIn('/incidents'), await signIn('/incidents')];
    expect((await get('/incidents', { cookie: mine })).body).toContain('/incidents/sign-out');
    const headers = { cookie: mine };
    const out = await app.inject({ method: 'POST', url: '/incidents/sign-out', headers });
    expect(out.statusCode).toBe(303);
    // Whoever wrote in a postmortem under their own name is nobody any more, too.
    expect(out.headers['set-cookie']).toEqual([
      expect.stringMatching(/^airb_pages=; Max-Age=0;/),
      expect.stringMatching(/^airb_person=; Max-Age=0;/),
    ]);
    expect((await get('/incidents', { cookie: mine })).statusCode).toBe(401);
    expect((await get('/incidents', { cookie: other })).statusCode).toBe(200);
  });

  it('that was ended stays so after a restart, and on every replica', async () => {
    const store = { ...webOptions().store, ...signOuts() };
    await serve({ apiToken: token, store });
    const [mine, other] = [await signIn('/incidents'), await signIn('/incidents')];
    await app.inject({ method: 'POST', url: '/incidents/sign-out', headers: { cookie: mine } });
    await app.close();
    await serve({ apiToken: token, store });
    expect((await get('/incidents', { cookie: mine })).statusCode).toBe(401);
    expect((await get('/incidents', { cookie: other })).statusCode).toBe(200);
  });

  it('goes on where its end could not be kept, and nobody is told otherwise', async () => {
    expectLog(/the disk is full/);
    const broken = { write: () => Promise.reject(new Error('the disk is full')) };
    app = Fastify();
    registerProblems(app, testLog);
    await registerWeb(app, webOptions({ apiToken: token, store: { ...webOptions().store, ...broken } }));
    const cookie = await signIn('/incidents');
    const out = await app.inject({ method: 'POST', url: '/incidents/sign-out', headers: { cookie } });
    expect(out.statusCode).toBe(500);
    expect(out.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['its end moved', (cookie: string) => cookie.replace(/=\d/, '=9')],
    ['another seal', (cookie: string) => `${cookie.slice(0, -4)}AAAA`],
    ['no seal', (cookie: string) => cookie.replace(/\.[^.]+$/, '')],
  ])('with %s is none', async (_, forge) => {
    await serve({ apiToken: token });
    const cookie = forge(await signIn('/incidents'));
    expect((await get('/incidents', { cookie })).statusCode).toBe(401);
  });
});

describe('whoever guesses the token', () => {
  it('has to wait after ten wrong ones, at the API and in the form', async () => {
    expectLog(/10 wrong secrets within a minute/);
    app = Fastify();
    registerProblems(app, testLog);
    await registerWeb(app, webOptions({ apiToken: token }));
    const guess = (i: number) => get('/api/incidents', { authorization: `Bearer guess-${i}` });
    for (let i = 0; i < 10; i += 1) expect((await guess(i)).statusCode).toBe(401);
    const slowed = await guess(10);
    expect(slowed.statusCode).toBe(429);
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    for (let i = 0; i < 10; i += 1) expect((await get(`/incidents?token=guess-${i}`)).statusCode).toBe(401);
    expect((await get('/incidents?token=guess-10')).statusCode).toBe(429);
    expect(JSON.stringify(logged())).not.toContain('guess-');
  });
});
