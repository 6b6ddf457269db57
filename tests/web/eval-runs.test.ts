import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvalRun } from '../../src/domain/response/eval-run.ts';
import { registerProblems } from '../../src/http/problem.ts';
import { registerWeb } from '../../src/web/web.ts';
import { mayLog, testLog } from '../support/log.ts';
import { token, webOptions } from './web-fixture.ts';

const handsOver = 'hands-over-and-reads-nothing';
const run = { id: 'nightly-214', results: [{ id: 'inc-42-17', passed: true }] };

let app: FastifyInstance;
let noted: [number, EvalRun][];
beforeEach(async () => {
  noted = [];
  app = Fastify();
  registerProblems(app, testLog);
  const evals = {
    apiToken: token,
    evidenceToken: handsOver,
    noteRun: async (number: number, given: EvalRun) => {
      noted.push([number, given]);
      if (!given.results.has('inc-42-17')) return { refused: 'The run contains none of them.' };
      const examples = [{ name: 'inc-42-17', outcome: 'passed' as const }];
      const other = given.id === 'partial' ? [{ name: 'inc-42-18', outcome: 'missing' as const }] : [];
      return { passed: true, examples: [...examples, ...other], repeated: noted.length > 1 };
    },
  };
  await registerWeb(app, webOptions(evals));
});
afterEach(() => app.close());

const post = async (payload: unknown, { bearer = handsOver, number = '42' } = {}) => {
  const answer = await app.inject({
    method: 'POST',
    url: `/api/incidents/${number}/eval-runs`,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    payload: JSON.stringify(payload),
  });
  return { status: answer.statusCode, ...answer.json() };
};

describe('a run of an eval', () => {
  it('is noted, and once', async () => {
    expect(await post(run)).toEqual({
      ...{ status: 201, incident: 42, passed: true, repeated: false },
      examples: [{ name: 'inc-42-17', outcome: 'passed' }],
      missing: 0,
    });
    expect(await post(run)).toMatchObject({ status: 200, repeated: true });
    expect(noted.map(([number, { id }]) => `${number} ${id}`)).toEqual(['42 nightly-214', '42 nightly-214']);
  });

  it('is told of no example that was not in it, only how many there are', async () => {
    const answer = await post({ ...run, id: 'partial' });
    expect(answer).toMatchObject({ examples: [{ name: 'inc-42-17', outcome: 'passed' }], missing: 1 });
    expect(JSON.stringify(answer)).not.toContain('inc-42-18');
  });

  it.each<[what: string, given: unknown, how: object, status: number, says: RegExp]>([
    ['the token that reads', run, { bearer: token }, 401, /AIRB_EVIDENCE_TOKEN/],
    ['no such incident', run, { number: '99' }, 404, /./],
    ['no result', { id: 'a', results: [] }, {}, 422, /results: expected a list/],
    ['other cases', { id: 'a', results: [{ id: 'own', passed: true }] }, {}, 422, /none of them/],
    ['too much', { id: 'a', results: [], more: 'x'.repeat(10 * 1024 * 1024) }, {}, 413, /more than 10 MB/],
  ])('is refused with %s', async (_, given, how, status, says) => {
    mayLog(/./);
    expect(await post(given, how)).toMatchObject({ status, detail: expect.stringMatching(says) });
  });
});
