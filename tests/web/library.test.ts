import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileFinding } from '../../src/web/options.ts';
import { registerWeb } from '../../src/web/web.ts';
import { kept, library, logs, token, webOptions } from './web-fixture.ts';

let app: FastifyInstance;
let findings: FileFinding[];

async function serve(openPages: boolean) {
  const options = webOptions({ apiToken: token, openPages });
  app = Fastify();
  await registerWeb(app, { ...options, runbooks: { ...options.runbooks, findings: () => findings } });
}

beforeEach(() => {
  findings = [];
  kept.clear();
});
afterEach(() => app.close());

const get = (url: string, cookie = '') => app.inject({ url, headers: { cookie } });

describe('who may read the library', () => {
  it.each([
    '/runbooks',
    '/runbooks/refusal-spike',
    '/systems',
    '/systems/support-bot',
    '/incidents/42/runbook',
  ])('%s asks for the token, and the cookie of one page opens it', async (url) => {
    await serve(false);
    const closed = await get(url);
    expect(closed.statusCode).toBe(401);
    expect(closed.body).toContain(`value="${url}"`);
    const signed = await app.inject({
      method: 'POST',
      url: '/incidents/sign-in',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ token, next: url }).toString(),
    });
    expect(signed.headers.location).toBe(url);
    const setCookie = String(signed.headers['set-cookie']);
    expect(setCookie).toContain('Path=/;');
    expect((await get(url, setCookie.split(';')[0])).statusCode).toBe(200);
  });

  it('shows no private incident to whoever has no token', async () => {
    await serve(true);
    for (const url of ['/runbooks/refusal-spike', '/systems/support-bot']) {
      const { body } = await get(url);
      expect(body).toContain('href="/incidents/43"');
      expect(body).not.toContain('Injected instructions');
    }
    expect((await get('/incidents/44/runbook')).statusCode).toBe(401);
  });
});

describe('the list of runbooks', () => {
  it('has all of them by group, with the systems each applies to', async () => {
    await serve(true);
    const { body } = await get('/runbooks');
    for (const { id } of library().runbooks) expect(body).toContain(`href="/runbooks/${id}"`);
    expect(body).toContain('href="/runbooks/refusal-spike?system=support-bot"');
    expect(body).not.toContain('href="/runbooks/unsafe-tool-use?system=support-bot"');
    expect(body.indexOf('>Reliability<')).toBeLessThan(body.indexOf('>Agentic<'));
  });

  it('says what the linter says, and that broken files are not in use', async () => {
    const file = 'library/governance/refusal-spike.yaml';
    findings = [
      { level: 'error', file, line: 7, what: '`titel` is not a field <b>here</b>' },
      { level: 'warning', file, line: 9, what: 'the review was due' },
    ];
    await serve(true);
    const { body } = await get('/runbooks');
    expect(body).toContain('The files have errors.');
    expect(body).toContain('1 error, 1 warning');
    expect(body).toContain('`titel` is not a field &lt;b&gt;here&lt;/b&gt;');
    expect((await get('/runbooks/refusal-spike')).body).toContain('in line 9: the review was due');
    expect((await get('/runbooks/cost-spike')).body).not.toContain('What the linter says');
  });
});

describe('runbooks, systems and incidents', () => {
  it('lead to each other', async () => {
    await serve(true);
    expect((await get('/incidents/42')).body).toContain('href="/incidents/42/runbook"');
    expect((await get('/incidents/42')).body).toContain('href="/systems/support-bot"');
    expect((await get('/runbooks/refusal-spike?system=support-bot')).body).toContain(
      'href="/systems/support-bot"',
    );
    const system = (await get('/systems/support-bot')).body;
    expect(system).toContain('href="/runbooks/refusal-spike?system=support-bot"');
    expect(system).toContain('href="/incidents/42/runbook"');
    expect((await get('/systems')).body).toContain('href="/systems/support-bot"');
  });

  it.each(['/runbooks/nobody', '/systems/nobody', '/runbooks/%3Cscript%3E'])(
    '%s is not there',
    async (url) => {
      await serve(true);
      const answer = await get(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.body).toMatch(/No such (runbook|system)/);
      expect(answer.body).not.toContain('<script');
    },
  );

  it('are read for any system when the one asked for is not there', async () => {
    await serve(true);
    const answer = await get('/runbooks/refusal-spike?system=nobody');
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain(`\${system}`);
  });
});

describe('the runbook an incident ran with', () => {
  const opened = logs.get(42)?.[0];
  const hash = opened?.type === 'incident.opened' ? opened.plan.runbook.hash : '';
  const now = () => library().runbooks.find(({ id }) => id === 'refusal-spike');
  const keep = (change: (text: string) => string) =>
    kept.set(hash, { hash, file: now()?.file ?? '', text: change(now()?.text ?? '') });

  it('is drawn from the kept text, says that the file changed, and shows the text itself', async () => {
    keep((text) => text.replace('title: Refusals rise', 'title: Refusals as they were'));
    await serve(true);
    const { body } = await get('/incidents/42/runbook');
    expect(body).toContain('<h1>Refusals as they were · ');
    expect(body).toContain('The file has changed since');
    expect(body).toContain('<svg class="tree"');
    expect(body).toContain('title: Refusals as they were');
    expect(body).toContain(hash);
  });

  it('is shown as text where it can no longer be read', async () => {
    keep((text) => text.replace('schema: 1', 'schema: 1\nold: <b>field</b>'));
    await serve(true);
    const { body } = await get('/incidents/42/runbook');
    expect(body).toContain('airb can no longer read it');
    expect(body).toContain('<details class="file" open>');
    expect(body).toContain('old: &lt;b&gt;field&lt;/b&gt;');
  });

  it('is told apart from one that was never kept', async () => {
    await serve(true);
    const answer = await get('/incidents/42/runbook');
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Its text was not kept');
    expect((await get('/incidents/99/runbook')).statusCode).toBe(401);
  });
});
