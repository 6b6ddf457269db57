import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { ntfyPager } from '../../src/paging/ntfy.ts';
import { presetPager, presets } from '../../src/paging/preset.ts';
import { page, pagerContract } from '../contracts/pager.contract.ts';
import { type Endpoint, endpoint } from '../support/endpoint.ts';

const secret = 'token of the alert source';

for (const preset of presets)
  pagerContract(`the webhook in the form of ${preset}`, (url, timeoutMs) =>
    presetPager({ preset, url, secret, timeoutMs }),
  );
pagerContract('ntfy', (url, timeoutMs) => ntfyPager({ url: `${url}/airb-pages`, timeoutMs }));

let service: Endpoint;
beforeEach(async () => {
  service = await endpoint();
});
afterEach(() => service.close());
const last = () => {
  const call = service.calls.at(-1);
  return { ...call, body: JSON.parse(call?.body ?? '{}') };
};

describe('incident.io', () => {
  it('gets an alert that fires, and one that is resolved when somebody answered', async () => {
    service.answer = (response) =>
      response
        .writeHead(202, { 'content-type': 'application/json' })
        .end('{"status":"success","deduplication_key":"airb-42-1"}');
    const pager = presetPager({
      preset: 'incident.io',
      url: `${service.url}/v2/alert_events/http/01`,
      secret,
    });
    await pager.send(page);
    expect(last()).toMatchObject({
      path: '/v2/alert_events/http/01',
      headers: { authorization: `Bearer ${secret}` },
      body: { status: 'firing', deduplication_key: 'airb-42-1', title: page.summary, source_url: page.link },
    });
    await pager.send({ ...page, action: 'acknowledge' });
    expect(last().body).toMatchObject({ status: 'resolved', deduplication_key: 'airb-42-1' });
  });
});

describe('JSM Operations', () => {
  it('gets an alert with an alias and responders, by which it is acknowledged and closed', async () => {
    service.answer = (response) =>
      response
        .writeHead(202, { 'content-type': 'application/json' })
        .end('{"result":"Request will be processed","requestId":"1"}');
    const pager = presetPager({
      preset: 'jsm',
      url: `${service.url}/jsm/ops/integration/v2/alerts/`,
      secret,
      addressOf: () => 'ana@example.org',
    });
    await pager.send(page);
    expect(last()).toMatchObject({
      path: '/jsm/ops/integration/v2/alerts',
      headers: { authorization: `GenieKey ${secret}` },
      body: {
        alias: 'airb-42-1',
        priority: 'P2',
        responders: [{ type: 'user', username: 'ana@example.org' }],
      },
    });
    await pager.send({ ...page, action: 'acknowledge' });
    expect(last().path).toBe('/jsm/ops/integration/v2/alerts/airb-42-1/acknowledge?identifierType=alias');
    await pager.send({ ...page, action: 'resolve' });
    expect(last().path).toBe('/jsm/ops/integration/v2/alerts/airb-42-1/close?identifierType=alias');
  });
});

describe('ntfy', () => {
  it('wakes a topic with the page, and tells quietly that it is answered', async () => {
    const pager = ntfyPager({ url: `${service.url}/deep/airb-pages`, token: 'tk_secret' });
    await pager.send(page);
    expect(last()).toMatchObject({
      path: '/deep',
      headers: { authorization: 'Bearer tk_secret' },
      body: { topic: 'airb-pages', priority: 5, click: page.link, tags: ['airb-42-1'] },
    });
    expect(last().body.message).toContain('refusals 19 %');
    await pager.send({ ...page, action: 'acknowledge' });
    expect(last().body).toMatchObject({ priority: 2, message: expect.stringMatching(/^Acknowledged/) });
  });

  it.each(['https://ntfy.example.org', 'ntfy.example.org/topic'])('needs a topic: %s', (url) => {
    expect(() => ntfyPager({ url })).toThrow(ConfigError);
  });
});
