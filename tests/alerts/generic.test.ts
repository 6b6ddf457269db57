import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseGeneric } from '../../src/alerts/generic.ts';
import { parseChanges } from '../../src/changes/generic.ts';
import { now } from '../webhooks/running.ts';

const one = (body: unknown) => parseGeneric(body, now).items[0];

/** The JSON blocks of generic.md, in order. */
const examples = [
  ...readFileSync(new URL('../../src/alerts/generic.md', import.meta.url), 'utf8').matchAll(
    /```json\n(.*?)```/gs,
  ),
].map((block) => JSON.parse(block[1] ?? '') as unknown);

describe('the documented examples', () => {
  it('an alert is read as the document says', () => {
    const { items, rejected } = parseGeneric(examples[0], now);
    expect(rejected).toEqual([]);
    expect(items[0]).toMatchObject({
      source: 'generic',
      fingerprint: 'support-bot-refusals',
      status: 'firing',
      title: 'Refusals 19 % on support-bot',
      system: 'support-bot',
      failure: 'refusal-spike',
      signal: 'refusal_rate',
      severity: 'critical',
      value: 0.19,
      baseline: 0.04,
      unit: 'ratio',
      startsAt: now,
      link: 'https://grafana.example.org/d/support-bot',
      labels: { env: 'prod', language: 'en' },
      extra: { traces: ['a1b2', 'c3d4'] },
    });
  });

  it('a change is read as the document says', () => {
    expect(parseChanges(examples[1], now)).toEqual({
      items: [
        {
          id: 'deploy-1834',
          system: 'support-bot',
          kind: 'prompt',
          part: 'prompt',
          from: 'prompt-v6',
          to: 'prompt-v7',
          summary: 'Shorter answers for returns',
          by: 'release pipeline',
          at: Date.UTC(2025, 1, 17, 13, 30),
          link: 'https://git.example.org/prompts/commit/8c1f',
        },
      ],
      rejected: [],
    });
  });
});

describe('an alert in generic JSON', () => {
  it('needs no more than a title', () => {
    expect(one({ title: 'Something is off' })).toMatchObject({
      status: 'firing',
      title: 'Something is off',
      startsAt: now,
      labels: {},
    });
  });

  it.each([
    ['2025-02-17T14:10:00Z'],
    ['2025-02-17 15:10:00+01:00'],
    [1739801400],
    ['1739801400'],
    [1739801400000],
    [1739801400000000],
    ['1739801400000000000'],
  ])('may start at %j', (startsAt) => {
    expect(one({ title: 'x', startsAt })?.startsAt).toBe(now);
  });

  it('takes numbers as text', () => {
    expect(one({ title: 'x', value: '19%', baseline: '.04' })).toMatchObject({ value: 0.19, baseline: 0.04 });
  });

  it('is not lost for a number or link that can not be read; that is kept as evidence', () => {
    const alert = one({ title: 'x', value: 'high', link: 'javascript:x', baseline: { a: 1 }, endsAt: 'x' });
    expect(alert).not.toHaveProperty('value');
    expect(alert).not.toHaveProperty('link');
    expect(alert?.extra).toEqual({ value: 'high', link: 'javascript:x', baseline: { a: 1 } });
  });

  it('takes system and failure from the labels where there is no field', () => {
    const labels = { system: 'support-bot', failure: 'cost_spike' };
    expect(one({ title: 'x', labels })).toMatchObject({ system: 'support-bot', failure: 'cost-spike' });
    expect(one({ title: 'x', labels, system: 'other' })?.system).toBe('other');
  });

  it('is the same problem while its numbers and state change', () => {
    const fired = one({ title: 'x', system: 's', labels: { a: '1' }, value: 1, startsAt: 5 });
    const later = one({
      title: 'x',
      system: 's',
      labels: { a: '1' },
      value: 2,
      status: 'resolved',
      startsAt: 5,
    });
    expect(later?.fingerprint).toBe(fired?.fingerprint);
    expect(one({ title: 'x', system: 't', labels: { a: '1' } })?.fingerprint).not.toBe(fired?.fingerprint);
  });

  it.each([
    [{}, 'title'],
    [{ title: '  ' }, 'title'],
    [{ title: 'x', status: 'ok' }, 'status'],
    [{ title: 'x', labels: ['a'] }, 'labels'],
    [{ title: 'x', fingerprint: {} }, 'fingerprint'],
  ])('is refused by field: %j', (given, field) => {
    const { items, rejected } = parseGeneric({ alerts: [{ title: 'good' }, given] }, now);
    expect(items).toHaveLength(1);
    expect(rejected.map((bad) => bad.field)).toEqual([`alerts[1].${field}`]);
    expect(rejected[0]?.problem).toContain('expected');
  });

  it.each([undefined, null, 0, 'soon', -5, '0001-01-01T00:00:00Z'])(
    'is not lost for its start, be it %j',
    (startsAt) => {
      const { items, rejected } = parseGeneric({ title: 'x', severity: 'critical', startsAt }, now);
      expect(rejected).toEqual([]);
      expect(items).toMatchObject([{ startsAt: now, undated: true }]);
    },
  );

  it('has no power through the names of its fields', () => {
    const text = '{"title":"x","__proto__":{"polluted":1},"labels":{"__proto__":{"a":1},"constructor":"c"}}';
    const alert = one(JSON.parse(text));
    expect('polluted' in {}).toBe(false);
    expect(alert?.labels).toEqual({ constructor: 'c' });
    expect(Object.getPrototypeOf(alert?.extra)).toBe(Object.prototype);
  });
});
