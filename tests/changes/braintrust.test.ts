import { describe, expect, it } from 'vitest';
import { parseEnvironmentUpdate } from '../../src/changes/braintrust.ts';
import { now } from '../webhooks/running.ts';
import { fixture } from './fixture.ts';

const updated = (over: Record<string, unknown> = {}) =>
  parseEnvironmentUpdate(fixture('braintrust-environment-updated', over), now);

describe('an environment of Braintrust', () => {
  it('that has another version of a prompt is a change of now, since no time is sent', () => {
    expect(updated().items).toEqual([
      {
        of: {
          source: 'braintrust',
          name: 'support-system',
          projects: ['2a8a0e2c-11a5-4d2f-8f8c-0a4c7f5f0002', 'support-bot'],
          field: 'details.prompt.slug',
        },
        environment: 'production',
        id: `support-system:production:1000196384512345678:${now}`,
        to: '1000196384512345678',
        summary: 'support-system: production has version 1000196384512345678 now',
        at: now,
        restates: true,
      },
    ]);
  });

  it('that a prompt is taken out of is a change without a version', () => {
    const [change] = updated({ 'details.action': 'delete' }).items;
    expect(change).toMatchObject({ summary: 'support-system was taken out of production' });
    expect(change?.to).toBeUndefined();
  });

  it('a test changes nothing', () => {
    expect(updated({ 'details.is_test': true })).toEqual({
      items: [],
      rejected: [],
      passed: ['Braintrust tries the automation; that is no change'],
    });
  });

  it('an automation on logs is none', () => {
    expect(updated({ 'automation.event_type': 'logs' }).passed).toEqual([
      'logs is no change of an environment',
    ]);
  });

  it.each(['details', 'details.prompt', 'details.environment', 'details.new_version'])(
    'is refused by field without %s',
    (path) => {
      const { items, rejected } = updated({ [path]: undefined });
      expect(items).toEqual([]);
      expect(rejected[0]?.field.startsWith(path)).toBe(true);
    },
  );
});
