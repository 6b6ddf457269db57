import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, runApp, sourceSecret } from '../support/app.ts';
import { expectLog } from '../support/log.ts';

let running: RunningApp;
beforeAll(async () => {
  running = await runApp([], { AIRB_GENERIC_SECRET: sourceSecret });
});
afterAll(() => running.close());

/** As a browser or a program would ask; fetch does not let a test choose the Host header. */
async function ask(method: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
    const body = method === 'POST' ? '{}' : '';
    const sent = request(`${running.app.url}${path}`, { method, headers }, async (answer) => {
      const type = answer.headers['content-type'] ?? '';
      resolve({ status: answer.statusCode ?? 0, type, body: await text(answer) });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const own = () => new URL(running.app.url).host;

describe('a website that lets its own name point at this machine', () => {
  it.each([
    ['GET', '/sandbox/'],
    ['GET', '/sandbox/api/dump'],
    ['GET', '/sandbox/api/stream'],
    ['POST', '/sandbox/api/act'],
    ['POST', '/sandbox/api/clock'],
    ['POST', '/sandbox/slack/upload/F1'],
    ['POST', '/sandbox/slack/api/auth.test'],
    ['GET', '/incidents'],
    ['GET', '/incidents/1'],
    ['GET', '/runbooks'],
    ['GET', '/readiness'],
    ['POST', '/incidents'],
    ['GET', '/api/incidents'],
    ['GET', '/metrics'],
    ['GET', '/nothing'],
  ])('%s %s tells it nothing, in a sentence', async (method, path) => {
    const answer = await ask(method, path, { ...json, host: 'rebound.evil.example:3000' });
    expect(answer).toMatchObject({ status: 421, type: 'application/problem+json' });
    expect(JSON.parse(answer.body).detail).toMatch(/^This is only served under localhost .+\.$/);
  });
});

describe('a website in the same browser', () => {
  it.each([
    '/sandbox/api/act',
    '/sandbox/api/clock',
    '/sandbox/api/scenario',
    '/sandbox/slack/upload/F1',
    '/sandbox/slack/response/x',
    '/sandbox/slack/api/chat.postMessage',
    '/sandbox/targets/support-bot/prompt',
    '/sandbox/pagerduty/v2/enqueue',
    '/sandbox/webhook',
    '/incidents',
  ])('changes nothing by POST %s', async (path) => {
    const sites: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'http://localhost:1' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of sites) {
      const answer = await ask('POST', path, { ...json, host: own(), ...headers });
      expect([path, headers, answer.status]).toEqual([path, headers, 403]);
      expect(JSON.parse(answer.body).detail).toMatch(/^A page of another site .+\.$/);
    }
  });
});

describe('who belongs here', () => {
  it('reads the pages by every name of this machine, and acts from its own page', async () => {
    const port = new URL(running.app.url).port;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect((await ask('GET', '/incidents', { host })).status).toBe(200);
      const acted = await ask('POST', '/sandbox/api/clock', { ...json, host, origin: `http://${host}` });
      expect([host, acted.status]).toEqual([host, 422]);
    }
  });

  it('sends alerts through a tunnel under any name, because those prove who they are', async () => {
    expectLog(/^warn a webhook was refused/);
    const host = 'tunnel.example';
    const answer = await ask('POST', '/alerts/generic', { ...json, host });
    expect(answer.status).toBe(401);
    const authorization = `Bearer ${sourceSecret}`;
    expect((await ask('POST', '/alerts/generic', { ...json, host, authorization })).status).toBe(422);
  });
});
