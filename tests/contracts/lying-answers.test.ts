import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpActions } from '../../src/actions/http.ts';
import { createSlack } from '../../src/chat/slack/slack.ts';
import { createClient } from '../../src/chat/teams/api/client.ts';
import { createTokens } from '../../src/chat/teams/api/tokens.ts';
import type { SignalSpec } from '../../src/domain/runbooks/runbook.ts';
import { prometheusSignals } from '../../src/signals/prometheus.ts';
import { directory } from '../chat/slack/support/workspace.ts';
import { type Endpoint, endpoint, failureOf } from '../support/endpoint.ts';
import { lies } from '../support/lies.ts';
import { mayLog, testLog } from '../support/log.ts';
import { botToken } from '../support/slack-workspace.ts';

const clock = { now: () => Date.UTC(2025, 1, 17, 14, 10) };
const each = Object.entries(lies);

let peer: Endpoint;
beforeEach(async () => {
  peer = await endpoint();
  // The SDK tells of an answer it can't read.
  mayLog(/^warn http request failed/);
});
afterEach(() => peer.close());

const slack = () =>
  createSlack({
    botToken,
    apiUrl: `${peer.url}/api/`,
    directory,
    log: testLog,
    clock,
    onTrouble: () => {},
  });

const teams = () =>
  createClient({ tokens: createTokens({ clock }), serviceUrl: async () => peer.url, clock }).call;

describe('a rollback target', () => {
  it.each(each)('has not taken effect: %s', async (name, lie) => {
    peer.answer = lie;
    const http = { method: 'POST', url: peer.url, body: {}, headers: {} } as const;
    const answer = await httpActions({ secretOf: () => undefined }).run({
      http,
      version: 'v6',
      reason: 'refusals',
      key: '42.7.0',
      dryRun: false,
    });
    // Nothing at all is what many targets say to a success.
    if (name === 'an empty 200') expect(answer.heard).toBe('accepted');
    else expect(['refused', 'doubt']).toContain(answer.heard);
  });

  it.each(each)('tells no live version: %s', async (_, lie) => {
    peer.answer = lie;
    const current = { url: peer.url, path: 'live', headers: {} };
    expect(await httpActions({ secretOf: () => undefined }).current(current)).toHaveProperty('problem');
  });
});

describe('Prometheus', () => {
  it.each(each)('has measured nothing: %s', async (_, lie) => {
    peer.answer = lie;
    const spec: SignalSpec = { name: 'x', title: 'X', query: 'x', unit: 'ratio', better: 'lower' };
    const [reading] = await prometheusSignals({ url: peer.url }).read([spec], clock.now());
    expect(reading).not.toHaveProperty('value');
    expect(reading?.problem).toBeTruthy();
  });
});

describe('Slack', () => {
  const post = () => failureOf(slack().post({ room: 'slack:C1' }, { text: 'x', nodes: [] }, '1.1.1'));
  const fromSlack = new Set(['ok: false', 'errors', 'an error']);

  it.each(each.filter(([name]) => !fromSlack.has(name)))(
    'may have posted, so it is looked up: %s',
    async (_, lie) => {
      peer.answer = lie;
      expect(await post()).toMatchObject({ retry: true, uncertain: true, code: 'unreadable_answer' });
    },
  );

  it.each(each)('has not posted: %s', async (_, lie) => {
    peer.answer = lie;
    expect(await post()).toMatchObject({ name: 'DeliveryError' });
  });

  it.each(each.filter(([name]) => !fromSlack.has(name)))(
    'has redrawn nothing, and is asked again: %s',
    async (_, lie) => {
      peer.answer = lie;
      const failure = await failureOf(slack().redraw('slack:C1/1.1', { text: 'x', nodes: [] }, '1:card'));
      expect(failure).toMatchObject({ retry: true, uncertain: false });
    },
  );

  it.each(['a sign-in page', 'a page that calls itself JSON', '202 with a page', 'a redirect to a sign-in'])(
    'did not take the bytes of a file: %s',
    async (name) => {
      peer.answer = (response, { path }) => {
        if (path.endsWith('/sent')) return lies[name]?.(response);
        const body = { ok: true, upload_url: `${peer.url}/sent`, file_id: 'F1' };
        return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      const file = { name: 'a.md', title: 'A', bytes: Buffer.from('text') };
      expect(await failureOf(slack().upload({ room: 'slack:C1' }, file, '1.1.1'))).toMatchObject({
        retry: true,
      });
    },
  );
});

describe('Teams', () => {
  const made = { service: 'connector', method: 'POST', path: '/v3/conversations', kind: 'create' } as const;

  it.each(each.filter(([name]) => !['an empty 200', 'ok: false', 'errors'].includes(name)))(
    'may have sent it, so it is looked up: %s',
    async (_, lie) => {
      peer.answer = lie;
      const failure = await failureOf(
        teams()({ ...made, body: {}, what: 'the message', makesAnother: true }),
      );
      expect(failure).toMatchObject({ retry: true, uncertain: true, code: 'unreadable_answer' });
    },
  );
});
