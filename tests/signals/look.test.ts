import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asking } from '../../src/domain/signals/seen.ts';
import type { PrometheusOptions } from '../../src/signals/endpoint.ts';
import { prometheusLook } from '../../src/signals/look.ts';
import { type Call, type Endpoint, endpoint, nobody } from '../support/endpoint.ts';

const stretch = { from: 1_000_000, to: 1_600_000, step: 60_000 };

let prometheus: Endpoint;
beforeEach(async () => {
  prometheus = await endpoint();
});
afterEach(() => prometheus.close());

const look = (asked: Asking[], over: Partial<PrometheusOptions> = {}) =>
  prometheusLook({ url: prometheus.url, ...over }).look(asked, stretch);
const form = (call: Call | undefined) => new URLSearchParams(call?.body);

function answer(response: ServerResponse, result: unknown, more: object = {}) {
  const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result }, ...more });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
}

/** What is seen when Prometheus gives this for one query. */
async function given(answering: (response: ServerResponse) => void, asking: Asking = { query: 'up' }) {
  prometheus.answer = answering;
  return (await look([asking]))[0];
}

const series = (...values: string[]) => ({
  values: values.map((value, n) => [1600 - n * 60, value]).reverse(),
});

describe('looking at a query over a stretch', () => {
  it('asks a range query as it stands, and the worst of several where a label is named', async () => {
    await given((response) => answer(response, [series('1', '2')]), { query: 'sum(x)' });
    await given((response) => answer(response, [series('1', '2')]), { query: 'x', of: 'max' });
    expect(prometheus.calls.map(({ path }) => path)).toEqual(['/api/v1/query_range', '/api/v1/query_range']);
    expect(Object.fromEntries(form(prometheus.calls[0]))).toMatchObject({
      query: 'sum(x)',
      start: '1000',
      end: '1600',
      step: '60',
    });
    expect(form(prometheus.calls[1]).get('query')).toBe('max(x)');
  });

  it.each([
    ['moves', [series('1', '2', '1')], { is: 'answers' }],
    ['stands still', [series('4', '4', '4')], { is: 'flat', value: 4 }],
    ['is NaN and infinity', [series('NaN', '+Inf')], { is: 'no numbers' }],
    ['is nothing', [], { is: 'empty' }],
    ['is several', [series('1'), series('2')], { is: 'several', series: 2 }],
    [
      'is a histogram',
      [{ metric: {}, histograms: [] }],
      { is: 'refused', problem: 'the query gives a histogram; take histogram_quantile of it' },
    ],
  ])('what %s is told', async (_, result, seen) => {
    expect(await given((response) => answer(response, result))).toEqual(seen);
  });

  it('a partial answer shows nothing', async () => {
    const seen = await given((response) =>
      answer(response, [series('1', '2')], { warnings: ['store-1 is unavailable'] }),
    );
    expect(seen).toEqual({ is: 'partial', problem: 'the answer is partial: store-1 is unavailable' });
  });

  it('a refused query is its own fault; a refused visitor is none of it', async () => {
    const error = (status: number) => (response: ServerResponse) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end('{"status":"error","errorType":"bad_data","error":"unclosed left parenthesis"}');
    expect(await given(error(400))).toEqual({
      is: 'refused',
      problem: 'Prometheus refused the query: bad_data: unclosed left parenthesis',
    });
    expect(await given(error(401))).toMatchObject({ is: 'unasked' });
  });
});

describe('whom it asks as', () => {
  it('sends the headers of airb and over them those of the system, and never shows what they hold', async () => {
    prometheus.answer = (response, { headers }) =>
      response.writeHead(403).end(`no access for ${headers.authorization} at ${headers['x-scope-orgid']}`);
    const [seen] = await look(
      [{ query: 'up', headers: { 'X-Scope-OrgID': 'tenant-a', Authorization: 'Bearer ${TENANT_TOKEN}' } }],
      { headers: { Authorization: 'Bearer of-all' }, secretOf: () => 'very-secret-token' },
    );
    expect(prometheus.calls[0]?.headers).toMatchObject({
      authorization: 'Bearer very-secret-token',
      'x-scope-orgid': 'tenant-a',
    });
    expect(seen).toMatchObject({ is: 'unasked' });
    expect(JSON.stringify(seen)).not.toContain('very-secret-token');
  });

  it('a variable that is not set is said, and nothing is asked', async () => {
    const [seen] = await look([{ query: 'up', headers: { 'X-Scope-OrgID': '${TENANT}' } }]);
    expect(seen).toEqual({ is: 'unasked', problem: 'TENANT is not set, so nothing was asked' });
    expect(prometheus.calls).toEqual([]);
  });
});

describe('how much it asks at once', () => {
  it('never more than it may, and keeps the order', async () => {
    let [waiting, most] = [[] as (() => void)[], 0];
    prometheus.answer = (response, call) => {
      waiting.push(() => answer(response, form(call).get('query') === 'q7' ? [] : [series('1', '2')]));
      most = Math.max(most, waiting.length);
      // Whoever is asked last answers first; the last of all are fewer.
      if (waiting.length === 3 || prometheus.calls.length > 18) {
        for (const give of waiting.reverse()) give();
        waiting = [];
      }
    };
    const seen = await look(
      Array.from({ length: 20 }, (_, n) => ({ query: `q${n}` })),
      { parallel: 3 },
    );
    expect(most).toBe(3);
    expect(seen.flatMap(({ is }, n) => (is === 'empty' ? [n] : []))).toEqual([7]);
  });

  it('of a Prometheus that is away it asks a few, and takes the rest as told', async () => {
    const url = await nobody();
    let asked = 0;
    const counting: typeof fetch = (...call) => {
      asked += 1;
      return fetch(...call);
    };
    const seen = await look(
      Array.from({ length: 300 }, () => ({ query: 'up' })),
      { url, fetch: counting },
    );
    expect(seen).toHaveLength(300);
    expect(new Set(seen.map(({ is }) => is))).toEqual(new Set(['unasked']));
    expect(asked).toBeLessThan(20);
  });
});
