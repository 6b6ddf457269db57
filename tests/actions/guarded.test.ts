import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpActionOptions, httpActions } from '../../src/actions/http.ts';
import type { HttpAction, MayCall } from '../../src/domain/runbooks/runbook.ts';
import { DeliveryError } from '../../src/errors.ts';
import { judgedFetch } from '../../src/http/judged-fetch.ts';
import { type Endpoint, endpoint, failureOf } from '../support/endpoint.ts';

let target: Endpoint;
beforeEach(async () => {
  target = await endpoint();
  target.answer = (response) => response.writeHead(200).end('{}');
});
afterEach(() => target.close());

const ask = (http: Partial<HttpAction>, version = 'v6', options: Partial<HttpActionOptions> = {}) =>
  httpActions({ secretOf: () => undefined, ...options }).run({
    http: { method: 'POST', url: target.url, body: {}, headers: {}, ...http },
    version,
    reason: 'refusals',
    key: '42.7.0',
    dryRun: false,
  });

async function refusal(...asked: Parameters<typeof ask>): Promise<string> {
  const error = await failureOf(ask(...asked));
  expect(error).toBeInstanceOf(DeliveryError);
  expect(error).toMatchObject({ retry: false, uncertain: false });
  expect(target.calls).toEqual([]);
  return (error as DeliveryError).message;
}

describe('a version in the path', () => {
  it.each([
    ['v6', '/p/v6/live'],
    ['support/v6?x=1#y', '/p/support%2Fv6%3Fx%3D1%23y/live'],
    ['%2e%2e', '/p/%252e%252e/live'],
    ['v 6 ü', '/p/v%206%20%C3%BC/live'],
  ])('%j stays within its segment', async (version, path) => {
    await ask({ url: `${target.url}/p/{{version}}/live` }, version);
    expect(target.calls[0]?.path).toBe(path);
  });

  it.each(['..', '.', '\ud800', '../../flags', 'v6/../../flags', '..\\flags', '..;/flags', './v6', 'v6/..'])(
    '%j is refused, because it would lead elsewhere',
    async (version) => {
      for (const path of ['/p/{{version}}/live', '/p/{{version}}'])
        expect(await refusal({ url: `${target.url}${path}` }, version)).toMatch(
          /would lead the address .* somewhere else|no address can carry/,
        );
    },
  );

  it('may have dots and slashes of its own', async () => {
    for (const version of ['azure/gpt-4.1', '.hidden', '...', 'a..b/c.'])
      await ask({ url: `${target.url}/p/{{version}}` }, version);
    expect(target.calls).toHaveLength(4);
  });
});

describe('what the organization allows', () => {
  const allowed = (over: Partial<MayCall> = {}) => [
    { host: new URL(target.url).host, methods: ['PATCH'], paths: ['/flags/*/live', '/open/*'], ...over },
  ];
  const under = (mayCall: MayCall[]) => ({ mayCall: () => mayCall });

  it('is called, and only that', async () => {
    for (const path of ['/flags/a/live', '/open/a/b/c'])
      await ask({ method: 'PATCH', url: `${target.url}${path}` }, 'v6', under(allowed()));
    expect(target.calls.map(({ path }) => path)).toEqual(['/flags/a/live', '/open/a/b/c']);
  });

  it.each([
    ['POST', '/flags/a/live', /does not allow POST/],
    ['PATCH', '/flags/a/b/live', /does not allow PATCH .*\/flags\/a\/b\/live/],
    ['PATCH', '/flags/live', /does not allow/],
    ['PATCH', '/open', /does not allow/],
  ] as const)('refuses %s %s with a sentence', async (method, path, says) => {
    expect(await refusal({ method, url: `${target.url}${path}` }, 'v6', under(allowed()))).toMatch(says);
  });

  it('refuses another host, for the look as well', async () => {
    const elsewhere = under(allowed({ host: 'flags.example.org' }));
    expect(await refusal({}, 'v6', elsewhere)).toMatch(/is not among the hosts of `mayCall`/);
    const seen = await httpActions({ secretOf: () => undefined, ...elsewhere }).current({
      url: target.url,
      path: 'live',
      headers: {},
    });
    expect(seen).toEqual({ problem: expect.stringMatching(/is not among the hosts of `mayCall`/) });
  });
});

describe('a name that leads into the own network', () => {
  const url = 'http://flags.example.org/live';
  const hidden = [
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    '::127.0.0.1',
    'fe80::1%eth0',
    'fec0::1',
  ];
  const leadsTo = (...found: string[]) => ({ fetch: judgedFetch({ resolve: async () => found }) });

  it.each([
    '10.1.2.3',
    '169.254.169.254',
    '127.0.0.1',
    '192.168.0.9',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    ...hidden,
  ])('to %s is refused with a sentence that says how to allow it', async (address) => {
    const said = await refusal({ url }, 'v6', leadsTo('203.0.113.9', address));
    const where = /an address of the own network|where a cloud hands out the credentials of this machine/;
    expect(said.replace(where, 'inside')).toBe(
      `flags.example.org leads to ${address}, inside, so nothing was called. If that is meant, write it under \`mayCall\` in organization.yaml with \`private: true\`.`,
    );
  });

  it('is called where the organization says so, or where the name itself does', async () => {
    const { port } = new URL(target.url);
    const allowed = () => [{ host: 'flags.example.org', private: true }];
    const inside = { fetch: judgedFetch({ allowed, resolve: async () => ['127.0.0.1'] }) };
    for (const host of ['flags.example.org', 'flags.prod.svc'])
      await ask({ url: `http://${host}:${port}/live` }, 'v6', inside);
    expect(target.calls.map(({ headers }) => headers.host)).toEqual([
      `flags.example.org:${port}`,
      `flags.prod.svc:${port}`,
    ]);
  });

  it('is named where a redirect leads there', async () => {
    target.answer = (response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    expect(await ask({})).toMatchObject({
      heard: 'refused',
      because: 'it answered with a redirect to 169.254.169.254, a private address, which is not followed',
    });
  });
});

describe('what a call began', () => {
  const follow = {
    url: '',
    answer: 'workflow_run_id',
    path: 'conclusion',
    done: 'success',
  };
  const begun = () => ask({ follow: { ...follow, url: `${target.url}/runs/{{answer}}` } });

  it.each([
    [{ conclusion: null }, { problem: 'what the call began has not ended yet' }],
    [{ conclusion: 'success' }, { version: 'v6' }],
    [{ conclusion: 'failure' }, { problem: 'what the call began ended as “failure”', ended: true }],
  ])('is not done until %j says so', async (run, seen) => {
    target.answer = (response, { method }) =>
      response.writeHead(200).end(JSON.stringify(method === 'POST' ? { workflow_run_id: 42 } : run));
    const answer = await begun();
    expect(answer).toMatchObject({ heard: 'queued', because: 'it began, and its end is watched' });
    expect(answer.follow?.url).toBe(`${target.url}/runs/42`);
    const { current } = httpActions({ secretOf: () => undefined });
    expect(answer.follow && (await current(answer.follow))).toEqual(seen);
  });

  it('is not taken for done where the answer does not name it', async () => {
    expect(await begun()).toMatchObject({
      heard: 'queued',
      because: expect.stringMatching(/did not say what/),
    });
  });
});

describe('what is looked up before a call', () => {
  it('is not called where there is nothing to go back to', async () => {
    target.answer = (response) => response.writeHead(200).end('{"history":[{"id":3,"revision":"a"}]}');
    const lookUp = { url: target.url, path: 'history[revision={{version}}].-1.id', headers: {} };
    expect(await ask({ lookUp }, 'b')).toMatchObject({
      heard: 'refused',
      because: expect.stringMatching(/knows no b to go back to, so nothing was called/),
    });
    expect(target.calls.map(({ method }) => method)).toEqual(['GET']);
  });
});
