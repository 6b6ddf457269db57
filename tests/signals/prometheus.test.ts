import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignalSpec } from '../../src/domain/runbooks/runbook.ts';
import { ConfigError } from '../../src/errors.ts';
import type { PrometheusOptions } from '../../src/signals/endpoint.ts';
import { noSignals } from '../../src/signals/none.ts';
import { prometheusSignals } from '../../src/signals/prometheus.ts';
import { type Call, type Endpoint, endpoint, nobody } from '../support/endpoint.ts';

const at = Date.UTC(2025, 1, 17, 14, 10);

let prometheus: Endpoint;
beforeEach(async () => {
  prometheus = await endpoint();
});
afterEach(() => prometheus.close());

function signal(name: string): SignalSpec {
  return { name, title: name, query: `airb_${name}{system="support-bot"}`, unit: 'ratio', better: 'lower' };
}

const read = (names: string[], over: Partial<PrometheusOptions> = {}) =>
  prometheusSignals({ url: prometheus.url, ...over }).read(names.map(signal), at);

const form = (call: Call | undefined) => new URLSearchParams(call?.body);

function answer(response: ServerResponse, result: unknown, resultType = 'vector') {
  const body = JSON.stringify({ status: 'success', data: { resultType, result } });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
}

/** The one reading when Prometheus gives this result. */
async function given(result: unknown, resultType?: string) {
  prometheus.answer = (response) => answer(response, result, resultType);
  return (await read(['refusal_ratio']))[0];
}

describe('reading signals from Prometheus', () => {
  it('asks for each signal at the moment in question', async () => {
    prometheus.answer = (response) => answer(response, [{ metric: {}, value: [1739801400, '0.19'] }]);
    expect(await read(['refusal_ratio'])).toEqual([{ signal: 'refusal_ratio', at, value: 0.19 }]);
    const [call] = prometheus.calls;
    expect(call).toMatchObject({ method: 'POST', path: '/api/v1/query' });
    expect(call?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(form(call).get('query')).toBe('airb_refusal_ratio{system="support-bot"}');
    expect(form(call).get('time')).toBe('1739801400');
  });

  it('keeps the order of the signals whichever answer comes first', async () => {
    const waiting: ServerResponse[] = [];
    prometheus.answer = (response, call) => {
      const value = form(call).get('query')?.includes('one') ? '1' : '2';
      const give = () => answer(response, [{ metric: {}, value: [0, value] }]);
      if (value === '2') {
        give();
        for (const late of waiting) answer(late, [{ metric: {}, value: [0, '1'] }]);
      } else waiting.push(response);
    };
    expect((await read(['one', 'two'])).map((reading) => reading.value)).toEqual([1, 2]);
  });

  it('has no more than the agreed number of queries in flight', async () => {
    let [open, most] = [0, 0];
    const counting: typeof fetch = async (...request) => {
      open += 1;
      most = Math.max(most, open);
      return fetch(...request).finally(() => {
        open -= 1;
      });
    };
    const names = (count: number) => Array.from({ length: count }, (_, n) => `s${n}`);
    expect(await read(names(12), { parallel: 3, fetch: counting })).toHaveLength(12);
    expect(most).toBe(3);
    // Thirty in one round, and no more at once, however many there are.
    expect(await read(names(40), { fetch: counting })).toHaveLength(40);
    expect(most).toBe(30);
  });

  it('takes a scalar as well', async () => {
    expect(await given([1739801400, '42'], 'scalar')).toMatchObject({ value: 42 });
  });

  it('keeps a path of the address and turns its user into Basic authentication', async () => {
    const url = `${prometheus.url.replace('//', '//robot:pa%40ss@')}/prometheus/`;
    await read(['refusal_ratio'], { url, headers: { 'X-Scope-OrgID': 'ai' } });
    const [call] = prometheus.calls;
    expect(call?.path).toBe('/prometheus/api/v1/query');
    expect(call?.headers.authorization).toBe(`Basic ${Buffer.from('robot:pa@ss').toString('base64')}`);
    expect(call?.headers['x-scope-orgid']).toBe('ai');
  });
});

describe('an answer that is no number', () => {
  const one = (value: string) => [{ metric: {}, value: [0, value] }];

  it.each([
    ['an empty result', [], 'vector', 'no data'],
    ['several series', [...one('1'), ...one('2')], 'vector', 'exactly one'],
    ['NaN', one('NaN'), 'vector', 'NaN'],
    ['infinity', one('+Inf'), 'vector', '+Inf'],
    ['minus infinity', one('-Inf'), 'vector', '-Inf'],
    ['an empty text', one(''), 'vector', 'without a value'],
    ['a range', [{ metric: {}, values: [[0, '1']] }], 'matrix', 'matrix'],
    ['a histogram', [{ metric: {}, histogram: [0, {}] }], 'vector', 'histogram'],
    ['something else', 'x', 'vector', 'no list'],
  ])('has a reason instead of a value: %s', async (_name, result, type, reason) => {
    const reading = await given(result, type);
    expect(reading).not.toHaveProperty('value');
    expect(reading?.problem).toContain(reason);
  });

  it("tells Prometheus' own complaint about the query", async () => {
    const error = { status: 'error', errorType: 'bad_data', error: 'parse error at char 3' };
    prometheus.answer = (response) => response.writeHead(400).end(JSON.stringify(error));
    expect((await read(['x']))[0]?.problem).toBe(
      'Prometheus refused the query: bad_data: parse error at char 3',
    );
  });

  it('says what came when it was no JSON', async () => {
    prometheus.answer = (response) => response.writeHead(502).end('<html>Bad gateway</html>');
    expect((await read(['x']))[0]?.problem).toBe(
      'Prometheus answered 502 with a web page, as a sign-in or a proxy does; is PROMETHEUS_URL right?',
    );
  });

  it.each<[string, number, string, RegExp]>([
    [
      'no tenant, as text',
      401,
      'no org id\n',
      /^Prometheus answered 401: “no org id”; .*X-Scope-OrgID in PROMETHEUS_HEADERS$/,
    ],
    [
      'no tenant, as JSON',
      401,
      '{"status":"error","errorType":"x","error":"no org id"}',
      /X-Scope-OrgID in PROMETHEUS_HEADERS/,
    ],
    ['no permission', 403, 'forbidden', /“forbidden”; a header it accepts goes into PROMETHEUS_HEADERS/],
    [
      'a query it can not carry out',
      422,
      '{"status":"error","errorType":"execution","error":"many-to-many"}',
      /execution: many-to-many$/,
    ],
    [
      'a query that took too long',
      503,
      '{"status":"error","errorType":"timeout","error":"query timed out"}',
      /timeout: query timed out$/,
    ],
    ['a server that is away', 503, 'Service Unavailable', /^Prometheus answered 503: “Service Unavailable”/],
    ['nothing at all', 200, '', /without a word/],
    ['a sign-in page', 200, '<!doctype html><title>Sign in</title>', /web page/],
    ['JSON of something else', 200, '{"ok":true}', /no query result/],
    ['half an answer', 200, '{"status":"success","data":{"resu', /is PROMETHEUS_URL right/],
    ['a long complaint', 400, 'x'.repeat(5000), /^.{1,300}$/],
  ])('tells what came, in its own words and briefly: %s', async (_, status, text, problem) => {
    prometheus.answer = (response) => response.writeHead(status).end(text);
    const [reading] = await read(['x']);
    expect(reading).not.toHaveProperty('value');
    expect(reading?.problem).toMatch(problem);
    expect(reading?.problem).not.toMatch(status === 401 ? /PROMETHEUS_URL/ : /^$/);
  });

  it.each<[string, Record<string, unknown>, RegExp | undefined]>([
    [
      'a warning',
      { warnings: ['No StoreAPIs matched for this query'] },
      /^the answer is partial: No StoreAPIs/,
    ],
    ['several warnings', { warnings: ['a store is away', 'another one'] }, /a store is away and 1 more$/],
    [
      'an info about missing data',
      { infos: ['partial response: 2 of 3 replicas'] },
      /^the answer is partial/,
    ],
    ['an info about the query', { infos: ['PromQL info: metric might not be a counter'] }, undefined],
    ['no warning', { warnings: [] }, undefined],
  ])('a partial answer is no measurement: %s', async (_, more, problem) => {
    const data = { resultType: 'vector', result: [{ metric: {}, value: [0, '0.03'] }] };
    prometheus.answer = (response) => response.end(JSON.stringify({ status: 'success', data, ...more }));
    const [reading] = await read(['x']);
    if (problem === undefined) expect(reading?.value).toBe(0.03);
    else {
      expect(reading).not.toHaveProperty('value');
      expect(reading?.problem).toMatch(problem);
    }
  });

  it('stops reading an answer without end', async () => {
    prometheus.answer = (response) => response.writeHead(200).end('x'.repeat(3 * 1024 * 1024));
    expect((await read(['x']))[0]?.problem).toContain('more than 1 MB');
  });
});

describe('headers of a system', () => {
  const tenant = 'tenant-of-search';
  const own = { ...signal('x'), headers: { 'X-Scope-OrgID': `\${SEARCH_TENANT}` } };
  const readOwn = (secretOf: (name: string) => string | undefined) =>
    prometheusSignals({ url: prometheus.url, headers: { 'X-Scope-OrgID': 'all' }, secretOf }).read(
      [own, signal('y')],
      at,
    );

  it('are filled when it is asked, and come before those of every query', async () => {
    prometheus.answer = (response) => answer(response, [{ metric: {}, value: [0, '1'] }]);
    await readOwn((name) => (name === 'SEARCH_TENANT' ? tenant : undefined));
    expect(prometheus.calls.map(({ headers }) => headers['x-scope-orgid']).sort()).toEqual(['all', tenant]);
  });

  it('ask nothing when what they name is not set', async () => {
    const [first] = await readOwn(() => undefined);
    expect(first).toEqual({ signal: 'x', at, problem: 'SEARCH_TENANT is not set, so nothing was asked' });
    expect(prometheus.calls).toHaveLength(1);
  });

  it('are never told, even when the other side repeats them', async () => {
    prometheus.answer = (response, call) =>
      response.writeHead(401).end(`bad tenant ${call.headers['x-scope-orgid']}`);
    const [first] = await readOwn(() => tenant);
    expect(first?.problem).toContain('bad tenant [secret]');
    expect(first?.problem).not.toContain(tenant);
  });

  it('that HTTP can not carry are told without what they hold', async () => {
    const [first] = await readOwn(() => 'one\ntwo');
    expect(first?.problem).toBe('a header for Prometheus is not one HTTP can carry, so nothing was asked');
  });
});

describe('Prometheus out of reach', () => {
  it('is a problem of the readings, not an exception, when nobody listens', async () => {
    const [one, two] = await read(['one', 'two'], { url: await nobody() });
    expect(one).toEqual({ signal: 'one', at, problem: "Prometheus can't be reached (ECONNREFUSED)" });
    expect(two?.problem).toContain('ECONNREFUSED');
  });

  it('is one when no answer comes in time, and the other signals are read all the same', async () => {
    prometheus.answer = (response, call) => {
      if (form(call).get('query')?.includes('two')) answer(response, [{ metric: {}, value: [0, '2'] }]);
    };
    const [one, two] = await read(['one', 'two'], { timeoutMs: 500 });
    expect(one?.problem).toContain('no answer from Prometheus within 0.5 s');
    expect(two?.value).toBe(2);
  });

  it.each(['prometheus:9090', 'ftp://example.org', ''])(
    'refuses the address "%s" when it is built',
    (url) => {
      expect(() => prometheusSignals({ url })).toThrow(ConfigError);
    },
  );
});

describe('no Prometheus configured', () => {
  it('says so for every signal', async () => {
    expect(await noSignals().read([signal('one'), signal('two')], at)).toEqual([
      { signal: 'one', at, problem: 'no PROMETHEUS_URL is set' },
      { signal: 'two', at, problem: 'no PROMETHEUS_URL is set' },
    ]);
  });
});

describe('the history of signals', () => {
  const from = Date.UTC(2025, 1, 17, 13, 0);
  const stretch = { from, to: from + 4 * 60_000, step: 60_000 };
  const history = (names = ['refusal_ratio']) =>
    prometheusSignals({ url: prometheus.url }).history(names.map(signal), stretch);
  const series = (...values: [number, string][]) => [
    { metric: {}, values: values.map(([place, value]) => [from / 1000 + place * 60, value]) },
  ];

  it('is asked for as a range, and keeps its gaps', async () => {
    prometheus.answer = (response) =>
      answer(response, series([0, '0.04'], [1, 'NaN'], [3, '0.19'], [4, '0.2']), 'matrix');
    expect(await history()).toEqual([
      { signal: 'refusal_ratio', from, step: 60_000, values: [0.04, null, null, 0.19, 0.2] },
    ]);
    expect(prometheus.calls[0]?.path).toBe('/api/v1/query_range');
    expect(form(prometheus.calls[0]).get('step')).toBe('60');
  });

  const partial = {
    status: 'success',
    warnings: ['partial response'],
    data: { resultType: 'matrix', result: series([0, '1']) },
  };
  it.each<[string, (response: ServerResponse) => void]>([
    ['no data', (response) => answer(response, [], 'matrix')],
    ['several series', (response) => answer(response, [...series([0, '1']), ...series([0, '2'])], 'matrix')],
    ['another kind of result', (response) => answer(response, [], 'vector')],
    ['only gaps', (response) => answer(response, series([0, 'NaN']), 'matrix')],
    ['an error', (response) => void response.writeHead(503).end('down')],
    ['a partial answer', (response) => void response.writeHead(200).end(JSON.stringify(partial))],
  ])('is left out where there is %s', async (_, given) => {
    prometheus.answer = (response) => given(response);
    expect(await history()).toEqual([]);
  });
});

describe('a signal with a series for each value of a label', () => {
  const byRegion = { ...signal('refusal_ratio'), by: 'region' };
  const regions = (...values: [string, string][]) =>
    values.map(([region, value]) => ({ metric: { region }, value: [0, value] }));
  const readBy = async (result: unknown, spec: SignalSpec = byRegion) => {
    prometheus.answer = (response) => answer(response, result);
    return (await prometheusSignals({ url: prometheus.url }).read([spec], at))[0];
  };

  it('reads the worst and names it', async () => {
    expect(await readBy(regions(['us', '0.04'], ['eu-west', '0.31'], ['asia', '0.05']))).toEqual({
      signal: 'refusal_ratio',
      at,
      value: 0.31,
      worst: { label: 'region', is: 'eu-west', best: 0.04, of: 3 },
    });
    const higher = { ...byRegion, better: 'higher' as const };
    expect(await readBy(regions(['us', '0.9'], ['eu-west', '0.4']), higher)).toMatchObject({
      value: 0.4,
      worst: { is: 'eu-west', best: 0.9 },
    });
  });

  it('is not measured where one of them is not: that one may be the worst', async () => {
    expect(await readBy(regions(['us', '0.04'], ['eu-west', 'NaN']))).toMatchObject({
      problem: expect.stringMatching(/^region eu-west: the value is NaN/),
    });
  });

  it('takes no breakdown by thousands', async () => {
    const many = regions(...Array.from({ length: 10_000 }, (_, n): [string, string] => [`r${n}`, '1']));
    expect((await readBy(many))?.problem).toMatch(/10000 series by region; more than 200 are not read/);
  });

  it('has the history of its worst', async () => {
    prometheus.answer = (response) => answer(response, [], 'matrix');
    const stretch = { from: at, to: at + 60_000, step: 60_000 };
    await prometheusSignals({ url: prometheus.url }).history([byRegion], stretch);
    expect(form(prometheus.calls[0]).get('query')).toBe(`max(${byRegion.query})`);
  });
});
