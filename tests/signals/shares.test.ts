import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrometheusOptions } from '../../src/signals/endpoint.ts';
import { noSignals } from '../../src/signals/none.ts';
import { prometheusSignals } from '../../src/signals/prometheus.ts';
import { type Endpoint, endpoint, nobody } from '../support/endpoint.ts';

const at = Date.UTC(2025, 1, 17, 14, 10);
const observed = {
  part: 'model',
  query: 'sum by (gen_ai_response_model) (rate(gen_ai_client_operation_duration_seconds_count[10m]))',
  label: 'gen_ai_response_model',
};

let prometheus: Endpoint;
beforeEach(async () => {
  prometheus = await endpoint();
});
afterEach(() => prometheus.close());

const shares = async (over: Partial<PrometheusOptions> = {}) =>
  (await prometheusSignals({ url: prometheus.url, ...over }).shares([observed], at))[0];

const series = (model: string | undefined, rate: string) => ({
  metric: model === undefined ? {} : { gen_ai_response_model: model },
  value: [1739801400, rate],
});

function answers(result: unknown, more: object = {}, resultType = 'vector') {
  prometheus.answer = (response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ status: 'success', data: { resultType, result }, ...more }));
}

describe('what answers, by the values of a label', () => {
  it('has a share each, the largest first, at the moment in question', async () => {
    answers([series('small', '1.5'), series('large', '4.5'), series('gone', '0'), series('odd', 'NaN')]);
    expect(await shares()).toEqual({
      values: [
        { value: 'large', share: 0.75 },
        { value: 'small', share: 0.25 },
      ],
    });
    const form = new URLSearchParams(prometheus.calls[0]?.body);
    expect([form.get('query'), form.get('time')]).toEqual([observed.query, '1739801400']);
  });

  it('is added up where several series have the same value, and what has no label is told apart', async () => {
    answers([series('a', '1'), series('a', '1'), series(undefined, '2')]);
    expect(await shares()).toEqual({ values: [{ value: 'a', share: 0.5 }], unnamed: 0.5 });
  });

  it('is kept for fifty values, and the rest is counted', async () => {
    answers(Array.from({ length: 70 }, (_, n) => series(`model-${n}`, String(n + 1))));
    const given = await shares();
    expect(given).toMatchObject({ more: 20 });
    expect(given && 'values' in given && given.values.map(({ value }) => value).slice(0, 2)).toEqual([
      'model-69',
      'model-68',
    ]);
    expect(given && 'values' in given && given.values.length).toBe(50);
  });

  it('stays one line, whatever the label holds', async () => {
    answers([series(`a\n\u202eb${'x'.repeat(500)}`, '1')]);
    const given = await shares();
    expect(given && 'values' in given && given.values[0]?.value).toMatch(/^a bx{0,200}$/);
  });
});

describe('what can not be told', () => {
  it.each([
    ['no series', [], 'the query found no series, so there is no traffic or nobody measures it'],
    ['nothing but zero', [series('a', '0')], 'no traffic'],
    ['no series with the label', [series(undefined, '1')], 'no series has the label gen_ai_response_model'],
    ['a number that is none', [series('a', '+Inf')], 'a series of the answer has no number'],
    ['a histogram', [{ metric: {}, histogram: [1, {}] }], 'a series of the answer has no number'],
  ])('is said in words: %s', async (_, result, problem) => {
    answers(result);
    expect(await shares()).toEqual({ problem });
  });

  it('is a part of the answer: nobody knows whose share is missing', async () => {
    answers([series('a', '1')], { warnings: ['a store did not answer'] });
    expect(await shares()).toEqual({ problem: 'the answer is partial: a store did not answer' });
  });

  it('is another kind of result, a refusal, an address nobody answers at, and too much', async () => {
    answers([0, '1'], {}, 'scalar');
    expect(await shares()).toEqual({
      problem: 'Prometheus answered a scalar; the query must give one series for each gen_ai_response_model',
    });
    prometheus.answer = (response) =>
      response.writeHead(400).end('{"status":"error","errorType":"bad_data","error":"parse error"}');
    expect(await shares()).toEqual({ problem: 'Prometheus refused the query: bad_data: parse error' });
    expect(await shares({ url: await nobody() })).toEqual({
      problem: expect.stringMatching(/Prometheus can't be reached/),
    });
    prometheus.answer = (response) => response.writeHead(200).end('x'.repeat(1_100_000));
    expect(await shares()).toEqual({
      problem: expect.stringContaining('the query must give one series for each gen_ai_response_model'),
    });
  });

  it('is everything where no Prometheus is set', async () => {
    expect(await noSignals().shares([observed], at)).toEqual([{ problem: 'no PROMETHEUS_URL is set' }]);
  });
});
