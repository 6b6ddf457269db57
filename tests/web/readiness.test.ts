import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebOptions } from '../../src/web/options.ts';
import { registerWeb } from '../../src/web/web.ts';
import { token, webOptions } from './web-fixture.ts';

let app: FastifyInstance;
afterEach(() => app.close());

async function serve(facts: Partial<WebOptions>): Promise<void> {
  app = Fastify();
  await registerWeb(app, webOptions(facts));
}

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers });
const bearer = { authorization: `Bearer ${token}` };

describe('the readiness page in the sandbox, open to anybody', () => {
  it('shows every system with its score and the gaps to close first', async () => {
    await serve({ openPages: true });
    const { body, statusCode } = await get('/readiness');
    expect(statusCode).toBe(200);
    expect(body).toMatch(/<a href="\/readiness\/support-bot">support-bot<\/a>/);
    expect(body).toContain('Close these first');
    expect(body).toContain('<code>parts.code</code>');
  });

  it('shows one system, with links to the incidents it rests on', async () => {
    await serve({ openPages: true });
    const { body } = await get('/readiness/support-bot');
    expect(body).toMatch(/<h1>Support bot: \d+ of 100<\/h1>/);
    expect(body).toContain('<a href="/incidents/42">INC-42</a>');
    expect(body).not.toContain('Refund agent');
  });

  it('neither names nor counts a private incident, nor says that there is one', async () => {
    await serve({ openPages: true });
    for (const url of ['/readiness', '/readiness/support-bot']) {
      const { body } = await get(url);
      expect(body).not.toContain('INC-44');
      expect(body).toContain('From the files and 2 incidents since 2024-08-21.');
      expect(body).not.toContain('private incident');
    }
  });

  it('says which system was meant', async () => {
    await serve({ openPages: true });
    const { body, statusCode } = await get('/readiness/suport-bot');
    expect(statusCode).toBe(404);
    expect(body).toContain('There is no system called suport-bot. Did you mean support-bot?');
    expect((await get('/readiness/%3Cscript%3E')).body).not.toContain('<script>');
  });
});

describe('without the token', () => {
  it.each(['/readiness', '/readiness/support-bot', '/readiness/ghost'])('%s asks for it', async (url) => {
    await serve({ apiToken: token });
    const { body, statusCode } = await get(url);
    expect(statusCode).toBe(401);
    expect(body).toContain(`name="next" value="${url}"`);
    expect(body).not.toContain('of 100');
  });

  it.each(['/api/readiness', '/api/readiness/support-bot'])(
    '%s is closed, also where pages are open',
    async (url) => {
      await serve({ apiToken: token, openPages: true });
      expect((await get(url)).statusCode).toBe(401);
    },
  );
});

describe('with the token', () => {
  it('the page is open after signing in, and counts private incidents', async () => {
    await serve({ apiToken: token });
    const answer = await app.inject({
      method: 'POST',
      url: '/incidents/sign-in',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ token, next: '/readiness/support-bot' }).toString(),
    });
    expect(answer.headers.location).toBe('/readiness/support-bot');
    const [given = ''] = [answer.headers['set-cookie']].flat();
    expect(given).toMatch(/; Path=\/;/);
    const { body, statusCode } = await get('/readiness/support-bot', { cookie: given.split(';')[0] ?? '' });
    expect(statusCode).toBe(200);
    expect(body).toContain('From the files and 3 incidents since 2024-08-21.');
  });

  it('the API gives all systems, or one, as JSON', async () => {
    await serve({ apiToken: token });
    const all = (await get('/api/readiness', bearer)).json();
    const ids = all.systems.map(({ system }: { system: string }) => system);
    expect(ids).toContain('support-bot');
    expect(all.log).toMatchObject({ incidents: 3 });
    const one = (await get('/api/readiness/support-bot', bearer)).json();
    expect(one.systems).toEqual(
      all.systems.filter(({ system }: { system: string }) => system === 'support-bot'),
    );
    expect(one.systems[0].score).toBeGreaterThan(50);
  });

  it('a system that is none is a 404 that names the one that was meant', async () => {
    await serve({ apiToken: token });
    const answer = await get('/api/readiness/suport-bot', bearer);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json().detail).toBe('There is no system called suport-bot. Did you mean support-bot?');
  });
});
