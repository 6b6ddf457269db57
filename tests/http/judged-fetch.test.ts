import { expect, it, onTestFinished } from 'vitest';
import type { MayCall } from '../../src/domain/runbooks/runbook.ts';
import { judgedFetch } from '../../src/http/judged-fetch.ts';
import { failureOf as whyOf } from '../../src/http/unanswered.ts';
import { type Endpoint, endpoint, failureOf } from '../support/endpoint.ts';

const host = 'flags.example.org';
const inside = ['127.0.0.1'];

async function target(): Promise<Endpoint & { at(name: string): string }> {
  const server = await endpoint();
  onTestFinished(() => server.close());
  const { port } = new URL(server.url);
  return Object.assign(server, { at: (name: string) => `http://${name}:${port}/live` });
}

/** Answers one name after the other, and then the last again. */
function answering(...answers: string[][]) {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (name: string) => answers[Math.min(asked.push(name), answers.length) - 1] ?? [],
  };
}

/** What was said in place of a call. */
async function refusal(send: typeof fetch, url: string, init?: RequestInit): Promise<string> {
  const error = await failureOf(send(url, init));
  expect(error).toBeInstanceOf(TypeError);
  expect(whyOf(error)).toMatchObject({ why: 'unreachable', sent: false });
  return String((error as Error).cause);
}

it('the address that was judged is the one that is called, and the name is looked up once', async () => {
  const server = await target();
  const names = answering(inside, ['203.0.113.9']);
  const answer = await judgedFetch({ ...names, allowed: () => [{ host, private: true }] })(server.at(host));
  expect([answer.status, server.calls[0]?.headers.host]).toEqual([202, new URL(server.at(host)).host]);
  expect(names.asked).toEqual([host]);
});

it('a name that leads outside for the look and inside for the call reaches nothing inside', async () => {
  const server = await target();
  const leaving = new AbortController();
  const names = answering(['203.0.113.9'], inside);
  const resolve = async (name: string) => {
    const found = await names.resolve(name);
    // Nobody waits for the address outside.
    setImmediate(() => leaving.abort());
    return found;
  };
  await failureOf(judgedFetch({ resolve })(server.at(host), { signal: leaving.signal }));
  expect([names.asked, server.calls]).toEqual([[host], []]);
  // The next call is judged anew.
  expect(await refusal(judgedFetch(names), server.at(host))).toMatch('leads to 127.0.0.1');
  expect(server.calls).toEqual([]);
});

it('one address inside among those of a name is enough to call none of them', async () => {
  const server = await target();
  const resolve = async () => ['203.0.113.9', '2001:db8::9', '127.0.0.1'];
  expect(await refusal(judgedFetch({ resolve }), server.at(host))).toMatch('leads to 127.0.0.1');
});

it('a connection that was allowed serves no call after that was taken back', async () => {
  const server = await target();
  let allowed: MayCall[] = [{ host, private: true }];
  const send = judgedFetch({ allowed: () => allowed, resolve: async () => inside });
  await (await send(server.at(host))).text();
  allowed = [];
  expect(await refusal(send, server.at(host))).toMatch('an address of the own network');
  allowed = [{ host: `${host}:1`, private: true }];
  expect(await refusal(send, server.at(host))).toMatch('an address of the own network');
  expect(server.calls).toHaveLength(1);
});

it('a redirect is not followed, even where that is asked for', async () => {
  const server = await target();
  server.answer = (response) => response.writeHead(307, { location: server.at('127.0.0.1') }).end();
  const answer = await judgedFetch()(server.url, { redirect: 'follow' });
  expect([answer.status, server.calls.length]).toEqual([307, 1]);
});

it.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://169.254.169.254./',
  'http://[::ffff:169.254.169.254]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[fd00:ec2::254]/',
  'http://[fd00:ec2::23]/v1/credentials',
  'http://[fd20:ce::254]/',
  'http://192.0.0.192/',
  'http://[fe80::1]/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
])('%s hands out credentials, and is called by no file', async (url) => {
  expect(await refusal(judgedFetch(), url)).toMatch('where a cloud hands out the credentials');
});

it.each(['metadata.google.internal', 'metadata'])(
  'nor by the name %s, which is one of the own network',
  async (name) => {
    const resolve = async () => ['169.254.169.254'];
    expect(await refusal(judgedFetch({ resolve }), `http://${name}/`)).toMatch(
      `${name} leads to 169.254.169.254, where a cloud hands out the credentials of this machine`,
    );
  },
);

it.each([
  ['deploy.internal', 'reached'],
  ['deploy', 'reached'],
  ['deploy.internal.', 'refused'],
  ['deploy.internal.example.org', 'refused'],
  ['DEPLOY.EXAMPLE.ORG', 'refused'],
])('%s leads into the own network: %s', async (name, what) => {
  const server = await target();
  const send = judgedFetch({ resolve: async () => inside });
  const seen = await send(server.at(name)).then(
    () => 'reached',
    () => 'refused',
  );
  expect([seen, server.calls.length]).toEqual([what, what === 'reached' ? 1 : 0]);
});

it('a name that is not known is told as such', async () => {
  const error = await failureOf(judgedFetch({ resolve: async () => [] })('http://flags.example.org/'));
  expect(whyOf(error)).toMatchObject({ why: 'unreachable', code: 'ENOTFOUND', sent: false });
});

it('a Request is refused, because what it sends and how would be lost', async () => {
  const server = await target();
  const send = judgedFetch({ resolve: async () => inside });
  const request = new Request(server.at('deploy'), { method: 'POST', body: 'x' });
  expect(String(await failureOf(send(request)))).toContain('not a Request');
  expect(server.calls).toHaveLength(0);
});
