import type { ServerResponse } from 'node:http';
import { answerJson } from '../http.ts';
import type { MetricsLie, TargetLie } from '../protocol.ts';
import type { Json } from '../state.ts';

const signIn = '<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';

/** What a proxy in front of anything answers: a success with a page for people. */
export function answerSignIn(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signIn);
}

/**
 * A target's answer that is not the deed.
 * @returns false when it answers honestly
 */
export function answerTargetLie(res: ServerResponse, lie: TargetLie): boolean {
  switch (lie) {
    case 'none':
    case 'lost':
      return false;
    case 'page':
      answerSignIn(res);
      return true;
    case 'ok-false':
      answerJson(res, 200, { ok: false, message: 'no such version' });
      return true;
    case 'errors':
      answerJson(res, 200, { data: null, errors: [{ message: 'forbidden' }] });
      return true;
    case 'queued':
      answerJson(res, 202, { job: 'job-7', status: 'queued' });
      return true;
    case 'away':
      answerJson(res, 503, { error: 'try later' });
      return true;
  }
}

/** The status and body of a query that gives no measurement; undefined when it is answered honestly. */
export function metricsLie(lie: MetricsLie): { status: number; body: Json } | string | undefined {
  const vector = (result: unknown[], more: Json = {}) => ({
    status: 200,
    body: { status: 'success', data: { resultType: 'vector', result }, ...more },
  });
  switch (lie) {
    case 'none':
      return undefined;
    case 'partial':
      return vector([{ metric: {}, value: [0, '0.0001'] }], { warnings: ['store replica-2 is unavailable'] });
    case 'nan':
      return vector([{ metric: {}, value: [0, 'NaN'] }]);
    case 'empty':
      return vector([]);
    case 'no-org':
      return 'no org id';
    case 'unprocessable':
      return {
        status: 422,
        body: { status: 'error', errorType: 'execution', error: 'many-to-many matching' },
      };
    case 'away':
      return { status: 503, body: { status: 'error', errorType: 'timeout', error: 'query timed out' } };
  }
}
