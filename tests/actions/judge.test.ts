import { describe, expect, it } from 'vitest';
import { type Given, judgeAnswer } from '../../src/actions/judge.ts';
import type { Heard } from '../../src/domain/incident/target-answer.ts';
import type { Expectation } from '../../src/domain/runbooks/runbook.ts';

const json = (body: unknown, status = 200): Given => ({
  status,
  contentType: 'application/json',
  text: JSON.stringify(body),
  whole: true,
});
const text = (body: string, status = 200, contentType = 'text/plain'): Given => ({
  status,
  contentType,
  text: body,
  whole: true,
});

const heardOf = (given: Given, expect?: Expectation) => judgeAnswer(given, expect).heard;

describe('an answer that says it was done', () => {
  it.each<[string, Given]>([
    ['204 without a body', text('', 204, '')],
    ['200 without a body', text('')],
    ['plain OK', text('OK')],
    ['what changed', json({ from: 'prompt-v7', to: 'prompt-v6' })],
    ['errors: none', json({ ok: true, errors: [], error: null })],
    ['Elasticsearch', json({ acknowledged: true, errors: false })],
    ['LaunchDarkly, which has fields of its own named so', json({ on: false, _version: 7, tags: [] })],
    ['a count of failures that is zero', json({ failed: 0, status: 'ok' })],
    ['201', json({ id: 12 }, 201)],
  ])('counts as accepted, and as no more than that: %s', (_, given) => {
    expect(judgeAnswer(given, undefined)).toEqual({ heard: 'accepted' });
  });
});

describe('an answer with a success status that says otherwise', () => {
  it.each<[string, Given, RegExp]>([
    [
      'a sign-in page',
      text('<!DOCTYPE html><html><title>Sign in</title>', 200, 'text/html; charset=utf-8'),
      /web page/,
    ],
    ['a page that calls itself something else', text('\n <!doctype html><p>Log in', 200, ''), /web page/],
    ['ok: false', json({ ok: false }), /ok: false/],
    ['ok: "false"', json({ ok: 'false' }), /ok: false/],
    ['success: false', json({ success: false, message: 'no such flag' }), /success: false/],
    ['GraphQL errors', json({ data: null, errors: [{ message: 'forbidden' }] }), /errors: .*forbidden/],
    ['an error', json({ error: 'version unknown' }), /error: version unknown/],
    ['an error as an object', json({ error: { code: 7 } }), /error/],
    ['status: failed', json({ status: 'failed' }), /status: failed/],
    ['status: ERROR', json({ status: 'ERROR' }), /status: ERROR/],
    ['JSend', json({ status: 'fail', data: {} }), /status: fail/],
    ['a status inside', json({ result: { state: 'Failure' } }), /state: Failure/],
    ['a status of its own', json({ statusCode: 500, body: '{}' }), /statusCode: 500/],
    ['one of several that failed', json([{ ok: true }, { error: 'gone' }]), /error: gone/],
    ['plain text', text('ERROR: not permitted'), /ERROR/],
    ['a redirect to a sign-in', text('', 302, ''), /redirect/],
    ['202 that contradicts itself', json({ ok: false }, 202), /ok: false/],
  ])('is a refusal: %s', (_, given, because) => {
    const judged = judgeAnswer(given, undefined);
    expect(judged.heard).toBe('refused');
    expect(judged.because).toMatch(because);
  });

  it.each<[string, Given]>([
    ['202', text('', 202, '')],
    ['202 with a body', json({ id: 'job-7' }, 202)],
    ['queued', json({ status: 'queued' })],
    ['in progress', json({ state: 'IN_PROGRESS' })],
    ['a job inside', json({ job: { status: 'pending' } })],
    ['Elasticsearch, before all nodes agreed', json({ acknowledged: false })],
  ])('is taken and not done yet: %s', (_, given) => {
    expect(heardOf(given)).toBe('queued');
  });

  it.each<[string, Given]>([
    ['500', text('oops', 500)],
    ['503 from a proxy with JSON', json({ message: 'try later' }, 503)],
    ['JSON cut in two', text('{"to":"prom', 200, 'application/json')],
    ['an answer that broke off', { ...json({ to: 'x' }), whole: false }],
    ['408', text('', 408)],
  ])('leaves open whether it was done: %s', (_, given) => {
    expect(heardOf(given)).toBe('doubt');
  });

  it.each([400, 401, 403, 404, 409, 422, 429, 501])('%i is a refusal', (status) => {
    expect(heardOf(text('no', status))).toBe('refused');
  });
});

describe('the system file says what a success looks like', () => {
  const live: Expectation = { path: 'data.0.version', equals: 'prompt-v6' };

  it.each<[string, Given, Expectation, Heard]>([
    ['the value at the path', json({ data: [{ version: 'prompt-v6' }] }), live, 'expected'],
    ['another value', json({ data: [{ version: 'prompt-v7' }] }), live, 'doubt'],
    ['no such path', json({ data: [] }), live, 'doubt'],
    ['no JSON', text('OK'), live, 'doubt'],
    ['a number', json({ data: [{ version: 6 }] }), { path: 'data.0.version', equals: '6' }, 'expected'],
    ['any value', json({ id: 'x' }), { path: 'id' }, 'expected'],
    ['a status', text('', 204, ''), { status: [204] }, 'expected'],
    ['another status', json({}), { status: [204] }, 'doubt'],
    [
      'a conflict that means: it is so already',
      json({ state: 'done' }, 409),
      { status: [200, 409], path: 'state' },
      'expected',
    ],
    ['a page with the right status', text('<html>', 200, 'text/html'), { status: [200] }, 'refused'],
    ['a contradiction with the right status', json({ ok: false }), { status: [200] }, 'refused'],
    ['still at work', json({ status: 'running', data: [] }), live, 'queued'],
    ['what every object is born with', json({}), { path: 'constructor.name' }, 'doubt'],
  ])('%s', (_, given, expectation, heard) => {
    expect(heardOf(given, expectation)).toBe(heard);
  });
});
