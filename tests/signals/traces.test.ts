import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SamplesSpec } from '../../src/domain/runbooks/runbook.ts';
import { httpTraces, type TracesOptions } from '../../src/signals/traces.ts';
import { type Endpoint, endpoint, nobody } from '../support/endpoint.ts';

const [from, to] = [Date.UTC(2025, 1, 17, 14, 10), Date.UTC(2025, 1, 17, 14, 40)];
const credential = Buffer.from('pk-lf-reader:sk-lf-not-real').toString('base64');

let traces: Endpoint;
beforeEach(async () => {
  traces = await endpoint();
});
afterEach(() => traces.close());

const spec = (more: Partial<SamplesSpec> = {}): SamplesSpec => ({
  url: `${traces.url}/api/public/traces?fromTimestamp={from}&toTimestamp={to}&limit={limit}&page={page}`,
  items: 'data',
  ...{ id: 'id', input: 'input', output: 'output' },
  headers: { Authorization: `Basic \${LANGFUSE_BASIC}` },
  ...more,
});
const read = (more: Partial<SamplesSpec> = {}, options: Partial<TracesOptions> = {}) =>
  httpTraces({ secretOf: () => credential, ...options }).samples(spec(more), { from, to, page: 2, limit: 5 });
const raw = (answer: Endpoint['answer']) => {
  traces.answer = answer;
};
const json = (body: unknown, status = 200) => {
  traces.answer = (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('sampled outputs', () => {
  it('come as Langfuse lists traces: the bad minutes, five a page, by its Basic key', async () => {
    json({ data: [{ id: 't1', input: 'Where?', output: { text: 'No' } }, { id: 't2' }], meta: { page: 2 } });
    expect(await read()).toEqual({ samples: [{ id: 't1', input: 'Where?', output: '{"text":"No"}' }] });
    const [asked] = traces.calls;
    expect(asked?.path).toBe(
      '/api/public/traces?fromTimestamp=2025-02-17T14%3A10%3A00.000Z&toTimestamp=2025-02-17T14%3A40%3A00.000Z&limit=5&page=2',
    );
    expect(asked?.headers.authorization).toBe(`Basic ${credential}`);
  });

  it('come from any list in JSON, by its paths', async () => {
    json([{ span: { name: 'a' }, attributes: { in: 'x', out: 'y' } }]);
    const paths = { id: 'span.name', input: 'attributes.in', output: 'attributes.out' };
    const { items: _, ...bare } = spec(paths);
    const found = httpTraces({ secretOf: () => credential }).samples(bare, { from, to, page: 1, limit: 5 });
    expect(await found).toEqual({ samples: [{ id: 'a', input: 'x', output: 'y' }] });
  });

  it('are at most five, and none of them longer than people can read', async () => {
    json({
      data: Array.from({ length: 9 }, (_, n) => ({ id: `${n}`, input: 'x'.repeat(50_000), output: 'y' })),
    });
    const found = await read();
    if ('problem' in found) throw new Error(found.problem);
    expect(found.samples).toHaveLength(5);
    expect(found.samples[0]?.input).toMatch(/^x{20000}… cut off after 20000 characters$/);
  });

  it.each<[string, () => void, RegExp]>([
    ['an error', () => json({}, 500), /answered 500$/],
    ['a wrong key', () => json({ error: credential }, 401), /refused the secret \(401\)/],
    ['no JSON', () => raw((response) => response.end('oops')), /no JSON$/],
    [
      'a sign-in page',
      () => raw((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')),
      /web page/,
    ],
    [
      'a redirect',
      () => raw((response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end()),
      /redirect, which is not followed/,
    ],
    ['no list', () => json({ data: {} }), /no list at data/],
    ['other fields', () => json({ data: [{ a: 1 }] }), /nothing at input and output/],
    ['50 MB', () => raw((response) => response.end(Buffer.alloc(50 * 1024 * 1024, 32))), /more than 4 MB/],
  ])('are a sentence where there is %s', async (_, answers, problem) => {
    answers();
    const found = await read();
    expect('problem' in found && found.problem).toMatch(problem);
    expect(JSON.stringify(found)).not.toContain(credential);
  });

  it('are a sentence where nobody answers, in time or at all, and where the key is not set', async () => {
    traces.answer = () => undefined;
    expect(await read({}, { timeoutMs: 50 })).toMatchObject({
      problem: expect.stringMatching(/no whole answer within/),
    });
    const gone = await nobody();
    expect(await read({ url: `${gone}/t` })).toMatchObject({
      problem: expect.stringMatching(/can't be reached/),
    });
    expect(await read({}, { secretOf: () => undefined })).toEqual({
      problem: 'LANGFUSE_BASIC is not set, so nothing was asked',
    });
    expect(traces.calls).toHaveLength(1);
  });
});
