import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createReports } from '../../src/flow/reports.ts';
import { registerProblems } from '../../src/http/problem.ts';
import { reportAnswer } from '../../src/web/contract/report.ts';
import type { WebOptions } from '../../src/web/options.ts';
import { registerWeb } from '../../src/web/web.ts';
import { testLog } from '../support/log.ts';
import { seededYear, yearsEnd } from '../support/seeded-year.ts';
import { library, token, webOptions } from './web-fixture.ts';

let app: FastifyInstance;
afterEach(() => app.close());

const year = createReports({
  tallies: { since: async () => seededYear() },
  library,
  clock: { now: () => yearsEnd },
});

async function serve(facts: Partial<WebOptions>): Promise<void> {
  app = Fastify();
  registerProblems(app, testLog);
  await registerWeb(app, webOptions({ report: year, ...facts }));
}

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers });
const bearer = { authorization: `Bearer ${token}` };

describe('the page /report', () => {
  it('asks for the token, and without one that is set nobody reads it', async () => {
    await serve({ apiToken: token });
    for (const url of ['/report', '/report.csv']) expect((await get(url)).statusCode, url).toBe(401);
    const signedIn = await get(`/report?token=${token}`);
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
    const { body } = await get('/report?since=1y&by=system', { cookie });
    expect(body).toContain('<h1>Incident report</h1>');
    expect(body).toContain('data-exposure');
    expect(body).toContain('<option value="1y" selected>');
    expect(body).toMatch(/<svg class="bars"[^>]*aria-label="Incidents opened, by month"/);
  });

  it('counts private incidents for readers without the token, and names none', async () => {
    await serve({ openPages: true });
    for (const url of ['/report?since=1y&by=system', '/report.csv?since=1y&by=system']) {
      const { body, statusCode } = await get(url);
      expect(statusCode).toBe(200);
      expect(body).toContain('private incidents');
      expect(body).not.toContain('data-exposure');
    }
  });

  it('of the log of three incidents tells of what happened there', async () => {
    await serve({ openPages: true, report: webOptions().report });
    expect((await get('/report?since=2025-02-01')).body).toContain('<a href="/incidents/42">INC-42</a>');
  });
});

describe('GET /api/report', () => {
  it('answers with what its contract says, private names too, and null where there is nothing to say', async () => {
    await serve({ apiToken: token });
    const answered = reportAnswer.parse((await get('/api/report?since=26w&by=kind', bearer)).json());
    expect(answered).toMatchObject({ by: 'kind', incidents: { count: 70, privateNamed: true } });
    expect(answered.groups.map(({ name }) => name)).toContain(null);
    const empty = createReports({
      tallies: { since: async () => [] },
      library,
      clock: { now: () => yearsEnd },
    });
    await app.close();
    await serve({ apiToken: token, report: empty });
    const none = reportAnswer.parse((await get('/api/report', bearer)).json());
    expect(none.times.map(({ n, medianSeconds }) => [n, medianSeconds])).toEqual(
      none.times.map(() => [0, null]),
    );
  });

  it('refuses whom it does not know, and what is no time or grouping, by its name', async () => {
    await serve({ apiToken: token });
    expect((await get('/api/report')).statusCode).toBe(401);
    for (const [query, field] of [
      ['since=soon', 'since'],
      ['since=30d&since=90d', 'since'],
      ['by=person', 'by'],
    ]) {
      const answer = await get(`/api/report?${query}`, bearer);
      expect([answer.statusCode, answer.json().field], query).toEqual([422, field]);
    }
  });
});
