import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpActions } from '../../src/actions/http.ts';
import { createSlack } from '../../src/chat/slack/slack.ts';
import { createClient } from '../../src/chat/teams/api/client.ts';
import { createTokens } from '../../src/chat/teams/api/tokens.ts';
import { pagerDuty } from '../../src/paging/pagerduty.ts';
import type { PageRequest } from '../../src/ports/pager.ts';
import { prometheusSignals } from '../../src/signals/prometheus.ts';
import { directory } from '../chat/slack/support/workspace.ts';
import { type Endless, type Endpoint, endless, endpoint, failureOf } from '../support/endpoint.ts';
import { expectLog, testLog } from '../support/log.ts';
import { botToken } from '../support/slack-workspace.ts';

const clock = { now: () => Date.UTC(2025, 1, 17, 14, 10) };

let peer: Endpoint;
let flood: Endless;
beforeEach(async () => {
  peer = await endpoint();
  flood = endless();
  peer.answer = flood.answer;
});
afterEach(async () => {
  // Whoever reads has hung up, so nothing more is held or read.
  await flood.left;
  expect(flood.sent()).toBeLessThan(64 * 1024 * 1024);
  await peer.close();
});

function slack() {
  return createSlack({
    botToken,
    apiUrl: `${peer.url}/api/`,
    directory,
    log: testLog,
    clock,
    onTrouble: () => {},
  });
}

const page: PageRequest = {
  action: 'trigger',
  dedupKey: '42.3.0',
  incident: 42,
  level: 1,
  severity: 'sev1',
  people: [],
  summary: 'Refusals 19 %',
  details: {},
};

describe('an answer without end', () => {
  it('of an action’s target is cut, and shows where', async () => {
    const http = { method: 'POST', url: peer.url, body: {}, headers: {} } as const;
    const request = { http, version: 'v6', reason: 'refusals', key: '42.7.0', dryRun: false };
    const { status, response } = await httpActions({ secretOf: () => undefined }).run(request);
    expect(status).toBe(200);
    expect(response).toHaveLength(2048);
    expect(response.endsWith('…')).toBe(true);
  });

  it('of a pager is no word that it took the page', async () => {
    const failure = await failureOf(pagerDuty({ routingKey: 'r', baseUrl: peer.url }).send(page));
    expect(failure).toMatchObject({ retry: true, uncertain: true, code: 'pagerduty_unclear' });
  });

  it('of a pager that refused it tells its beginning', async () => {
    flood = endless({ status: 500 });
    peer.answer = flood.answer;
    const failure = await failureOf(pagerDuty({ routingKey: 'r', baseUrl: peer.url }).send(page));
    expect(failure).toMatchObject({ retry: true, code: 'pagerduty_500' });
    expect(String(failure).length).toBeLessThan(400);
  });

  it('of Prometheus is the problem of the reading', async () => {
    const signals = prometheusSignals({ url: peer.url });
    const [reading] = await signals.read([{ name: 'refusals', query: 'up' }] as never, clock.now());
    expect(reading?.problem).toContain('more than 1 MB');
  });

  it('of Slack leaves open whether a post arrived', async () => {
    expectLog(/^warn http request failed the answer is longer than 16 MB/);
    const failure = await failureOf(slack().post({ room: 'slack:C1' }, { text: 'x', nodes: [] }, '1.1.1'));
    expect(failure).toMatchObject({ retry: true, uncertain: true, code: 'answer_too_long' });
    expect(String(failure)).toContain('Slack answered chat.postMessage with more than 16 MB');
  });

  it('of Slack to a file’s bytes is no end either', async () => {
    peer.answer = (response, { path }) => {
      if (path.endsWith('/sent')) return flood.answer(response);
      const body = { ok: true, upload_url: `${peer.url}/sent`, file_id: 'F1' };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const file = { name: 'a.md', title: 'A', bytes: Buffer.from('text') };
    const failure = await failureOf(slack().upload({ room: 'slack:C1' }, file, '1.1.1'));
    expect(failure).toMatchObject({ retry: true, uncertain: false, code: 'answer_too_long' });
  });

  it('of Teams leaves open whether a message arrived', async () => {
    const tokens = createTokens({ clock });
    const { call } = createClient({ tokens, serviceUrl: async () => peer.url, clock });
    const made = { service: 'connector', method: 'POST', path: '/v3/conversations', kind: 'create' } as const;
    const failure = await failureOf(call({ ...made, body: {}, what: 'the message', makesAnother: true }));
    expect(failure).toMatchObject({ retry: true, uncertain: true, code: 'answer_too_long' });
    expect(String(failure)).toContain('Teams answered the message with more than 16 MB');
  });

  it('of Entra is no login', async () => {
    const app = { appId: 'a', appPassword: 'p', tenantId: 't', loginUrl: peer.url };
    const failure = await failureOf(createTokens({ ...app, clock }).token('connector'));
    expect(failure).toMatchObject({ retry: true, uncertain: false, code: 'answer_too_long' });
  });
});
