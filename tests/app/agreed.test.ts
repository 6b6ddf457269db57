import { describe, expect, it } from 'vitest';
import { agreedOn, refusalOf } from '../../src/app/agreed.ts';
import { createSeal } from '../../src/app/seal.ts';
import { settingsAt } from '../../src/app/settings.ts';
import { readConfig } from '../../src/config.ts';

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'of-the-tests' };

function agreed(env: Record<string, string>, sealKey = 'the seal of the tests') {
  return agreedOn(settingsAt(readConfig(env), 'http://127.0.0.1:1'), createSeal(sealKey));
}

/** The settings two replicas would not agree on. */
function differing(one: Record<string, string>, other: Record<string, string>): string[] {
  return Object.keys(one).filter((name) => other[name] !== undefined && other[name] !== one[name]);
}

describe('what replicas have to share', () => {
  it.each([
    ['SLACK_BOT_TOKEN', { ...slack, SLACK_BOT_TOKEN: 'xoxb-2' }],
    ['PAGERDUTY_ROUTING_KEY', { ...slack, PAGERDUTY_ROUTING_KEY: 'a'.repeat(32) }],
    ['PROMETHEUS_URL', { ...slack, PROMETHEUS_URL: 'http://prometheus.test' }],
  ])('is %s, set or not', (name, env) => {
    expect(differing(agreed(slack), agreed(env))).toContain(name);
    expect(differing(agreed(env), agreed(slack))).toContain(name);
  });

  it('is the key of the seal, wherever it comes from', () => {
    expect(differing(agreed(slack), agreed(slack, 'another'))).toEqual(['AIRB_SEAL_KEY']);
  });

  it('is not the secret of a source, which may be changed one replica after the other', () => {
    expect(differing(agreed(slack), agreed({ ...slack, AIRB_GENERIC_SECRET: 'a new one' }))).toEqual([]);
  });

  it('is no sandbox, which plays its chat within one process', () => {
    const [one, other] = [agreed({}), agreed({})];
    expect(differing(one, other)).toEqual(['sandbox']);
    expect(differing(agreed(slack), other)).toEqual(['sandbox']);
  });
});

describe('the refusal', () => {
  const label = 'process 12 on host-a';

  it('names the setting and who has it otherwise, and not its value', () => {
    const refusal = refusalOf([{ name: 'SLACK_BOT_TOKEN', label }]);
    expect(refusal?.message).toBe(
      'SLACK_BOT_TOKEN: not the same as process 12 on host-a has, which serves these records',
    );
    expect(refusal?.hint).toContain('set it alike on each');
  });

  it('says of a sandbox what it is', () => {
    expect(refusalOf([{ name: 'sandbox', label }])?.message).toMatch(
      /^A sandbox plays its chat within one process/,
    );
    expect(refusalOf([])).toBeUndefined();
  });
});
