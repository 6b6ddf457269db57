import { describe, expect, it } from 'vitest';
import { parseLangfuse } from '../../src/alerts/langfuse.ts';
import { blindness } from '../../src/domain/signals/blindness.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

const read = (over: Record<string, unknown> = {}) =>
  parseLangfuse(given('langfuse-monitor-alert', over), now);

describe('an alert of Langfuse', () => {
  it('is the same when several automations of its monitor tell it, each with an id of its own', () => {
    const [one] = read().items;
    const [other] = read({ id: '550e8400-e29b-41d4-a716-446655440002' }).items;
    expect(other).toEqual(one);
    expect(one).toMatchObject({ fingerprint: 'mon-refusals', severity: 'ALERT', saidAt: now, undated: true });
  });

  it('is over with OK, and not measured with NO_DATA', () => {
    expect(read({ 'payload.severity': 'OK' }).items).toMatchObject([
      { fingerprint: 'mon-refusals', status: 'resolved' },
    ]);
    const [blind] = read({ 'payload.severity': 'NO_DATA' }).items;
    expect([blind?.status, blind && blindness(blind)]).toEqual(['firing', 'no data']);
  });

  it('that claims to be of the time to come has no time: what follows would be an old word', () => {
    expect(read({ 'payload.timestamp': '2025-02-18T14:10:00Z' }).items[0]).not.toHaveProperty('saidAt');
  });

  it.each([
    ['Test alert', 0],
    ['[TEST] Refusals', 0],
    ['test', 0],
    ['Test set accuracy of support-bot', 1],
    ['Testing groundedness', 1],
  ])('called %j opens %i: what is about a test is no test', (title, opened) => {
    expect(read({ 'payload.message.title': title }).items).toHaveLength(opened);
  });

  it('has no value: the threshold stands in its text alone', () => {
    const [alert] = read().items;
    expect(alert?.value).toBeUndefined();
    expect(alert?.annotations.description).toContain('alert threshold of 0.1');
  });
});

describe('a notification of a Langfuse project', () => {
  it('that an evaluator is blocked means its signal is not measured, and no silence ends that', () => {
    const [alert] = parseLangfuse(given('langfuse-evaluator-blocked'), now).items;
    expect(alert).toMatchObject({
      fingerprint: 'evaluator-blocked/eval-groundedness',
      title: 'The evaluator groundedness is blocked: what it scores is not measured',
    });
    expect(alert?.quietFor).toBeUndefined();
    expect(alert && blindness(alert)).toBe('no score: its evaluator is blocked');
  });

  it('of an export is no trouble of an AI system', () => {
    const other = given('langfuse-evaluator-blocked', { 'event.eventType': 'blob-export-failed' });
    expect(parseLangfuse(other, now).passed).toEqual(['blob-export-failed is no trouble of an AI system']);
  });
});

it('a prompt version sent here is passed over, with where it belongs', () => {
  expect(parseLangfuse({ type: 'prompt-version' }, now).passed).toEqual([
    'prompt-version is no alert; it belongs to /changes/langfuse',
  ]);
});
