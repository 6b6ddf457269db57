import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveScript } from '../../src/web/live/script.ts';
import type { ReadyState } from '../../src/web/options.ts';
import { registerWeb } from '../../src/web/web.ts';
import { token, webOptions } from './web-fixture.ts';

let app: FastifyInstance;
let ready: ReadyState;
let storeWrites: boolean;

beforeEach(async () => {
  ready = { checks: [{ name: 'chat', ok: true, required: true, detail: 'Slack answers.' }] };
  storeWrites = true;
  const options = webOptions({ apiToken: token, openPages: true, state: () => ready });
  const ping = async () => {
    if (!storeWrites) throw new Error('disk full at /var/lib/secret');
  };
  app = Fastify();
  await registerWeb(app, { ...options, store: { ...options.store, ping } });
});

afterEach(() => app.close());

const api = (url: string) => app.inject({ url, headers: { authorization: `Bearer ${token}` } });

describe('an incident over the API', () => {
  it('has what the contract names, with ISO times', async () => {
    const incident = (await api('/api/incidents/42')).json();
    expect(incident).toMatchObject({
      number: 42,
      phase: 'resolved',
      severity: 'sev2',
      system: 'support-bot',
      failure: 'refusal-spike',
      runbook: { id: 'refusal-spike' },
      owner: { id: 'ana', name: 'Ana Lima' },
      rooms: [{ ref: 'slack:C0INC42', name: 'inc-20250217-42-support-bot-refusal-spike' }],
      milestones: { detected: '2025-02-17T14:10:00.000Z', resolved: '2025-02-17T14:44:00.000Z' },
      alerts: [{ source: 'alertmanager', fingerprint: 'c5f1a9d20b7e4a11', status: 'resolved', times: 1 }],
      versions: { prompt: 'prompt-v6', index: 'kb-2025-02-01' },
      rollbacks: [{ verdict: 'partly contained' }, { verdict: 'contained' }],
    });
  });

  it('is one of a list that can be narrowed to the open ones', async () => {
    const numbers = async (query: string) =>
      (await api(`/api/incidents${query}`)).json().incidents.map((it: { number: number }) => it.number);
    expect(await numbers('')).toEqual([42, 43, 44]);
    expect(await numbers('?open=true')).toEqual([43, 44]);
    expect(await numbers('?open=false')).toEqual([42]);
  });

  it('has a timeline', async () => {
    const { entries } = (await api('/api/incidents/42/timeline')).json();
    expect(entries[0]).toMatchObject({ seq: 1, at: '2025-02-17T14:10:03.000Z', who: 'alertmanager' });
    expect(entries).toHaveLength(43);
  });

  it.each([
    ['', 'application/json', '"title":"INC-42: Support bot refuses too much"'],
    ['?format=json', 'application/json', '"blocks"'],
    ['?format=md', 'text/markdown', '# INC-42: Support bot refuses too much'],
    ['?format=html', 'text/html', '<svg class="chart"'],
  ])('has a postmortem as %s', async (query, type, words) => {
    const answer = await api(`/api/incidents/42/postmortem${query}`);
    expect(answer.headers['content-type']).toContain(type);
    expect(answer.body).toContain(words);
  });

  it('refuses a format it does not know', async () => {
    const answer = await api('/api/incidents/42/postmortem?format=pdf');
    expect(answer.statusCode).toBe(422);
    expect(answer.json().detail).toContain('md, html, json');
  });

  it.each(['99', '0', '-1', '1e3', 'abc', '42%00', '9'.repeat(40)])('is not found as %s', async (number) => {
    for (const rest of ['', '/timeline', '/postmortem']) {
      const answer = await api(`/api/incidents/${number}${rest}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
  });
});

describe('the page of an incident', () => {
  it('shows phase, people, signals, checklist, updates and timeline without a script', async () => {
    const { body } = await app.inject('/incidents/42');
    expect(body).toContain('<li aria-current="step"><span>resolved</span></li>');
    expect(body).toContain('Checklist, 4 of 7');
    expect(body).toContain('Skipped: Check the guardrail’s block reasons');
    expect(body).toContain('Rollbacks asked for');
    expect(body).toContain('The support bot answers as usual again');
    expect(body).toContain('Ana Lima acknowledged (via chat)');
    // The one script only looks for what is newer.
    expect(body.replace(`<script>${liveScript.text}</script>`, '')).not.toContain('<script');
  });

  it('says how late the next update is', async () => {
    expect((await app.inject('/incidents/43')).body).toContain('5\u00a0min late, was due 14:45');
  });

  it('shows a title with markup as text', async () => {
    for (const url of ['/incidents', '/incidents/43', '/incidents/43/postmortem']) {
      const { body } = await app.inject(url);
      expect(body).toContain('Support bot &lt;b&gt;slow&lt;/b&gt; &amp; &quot;odd&quot;');
      expect(body).not.toContain('<b>slow');
    }
  });
});

describe('health', () => {
  it('is alive and ready', async () => {
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ ready: true, reasons: [] });
  });

  it('is not ready when the store can’t write, and tells no path', async () => {
    storeWrites = false;
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json().reasons).toMatchObject([{ name: 'store', ok: false }]);
    expect(answer.body).not.toContain('secret');
  });

  it('is not ready when something required fails', async () => {
    ready.checks.push({
      name: 'timers',
      ok: false,
      required: true,
      detail: 'The oldest timer is 40 s late.',
    });
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json().reasons[0].detail).toBe('The oldest timer is 40 s late.');
  });

  it('stays ready with a runbook finding, and says so', async () => {
    const findings = ['library/cost.yaml:12:3 unknown field'];
    ready.checks.push({
      name: 'runbooks',
      ok: false,
      required: false,
      detail: 'The last good files are in use.',
      findings,
    });
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(200);
    expect(answer.json().reasons[0].findings).toEqual(findings);
  });
});

describe('metrics', () => {
  it('are sent as they were scraped', async () => {
    const answer = await app.inject('/metrics');
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.body).toBe('airb_up 1\n');
  });
});
