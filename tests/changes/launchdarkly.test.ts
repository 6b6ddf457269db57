import { describe, expect, it } from 'vitest';
import { parseFlag } from '../../src/changes/launchdarkly.ts';
import { now } from '../webhooks/running.ts';
import { fixture } from './fixture.ts';

const turnedOff = (over: Record<string, unknown> = {}) =>
  parseFlag(fixture('launchdarkly-flag-turned-off', over), now);

describe('a flag of LaunchDarkly', () => {
  it('that is turned off is a change from on to off', () => {
    expect(turnedOff().items).toEqual([
      {
        of: { source: 'launchdarkly', name: 'assistant', projects: ['default'], field: 'accesses' },
        environment: 'production',
        id: '67b33c1ae6f5d90a1b2c3d4e:production',
        from: 'on',
        to: 'off',
        summary: 'turned off the flag assistant in production',
        by: 'Release Pipeline',
        at: 1739799055000,
        link: 'https://app.launchdarkly.com/default/production/features/assistant',
      },
    ]);
  });

  it('that serves another variation to everybody goes from the one to the other, by name or value', () => {
    const variations = [{ name: 'Small first', value: 'small' }, { value: 'large-only' }];
    const at = (variation: number) => ({
      variations,
      environments: { production: { on: true, fallthrough: { variation } } },
    });
    const [change] = turnedOff({ previousVersion: at(0), currentVersion: at(1) }).items;
    expect([change?.from, change?.to]).toEqual(['Small first', 'large-only']);
  });

  it('of which only a rule changed has no versions, but is a change', () => {
    const same = fixture('launchdarkly-flag-turned-off').currentVersion;
    const [change] = turnedOff({ previousVersion: same, titleVerb: 'added a rule to' }).items;
    expect(change).toMatchObject({ summary: 'added a rule to assistant in production' });
    expect([change?.from, change?.to]).toEqual([undefined, undefined]);
  });

  it('that comes without the flag itself is read by its words', () => {
    const [change] = turnedOff({ previousVersion: undefined, currentVersion: undefined }).items;
    expect([change?.from, change?.to]).toEqual([undefined, 'off']);
  });

  it('changed in two environments is two changes, each with an id of its own', () => {
    const accesses = ['production', 'staging', 'production'].map((env) => ({
      action: 'updateOn',
      resource: `proj/default:env/${env}:flag/assistant`,
    }));
    expect(turnedOff({ accesses }).items.map(({ environment, id }) => [environment, id])).toEqual([
      ['production', '67b33c1ae6f5d90a1b2c3d4e:production'],
      ['staging', '67b33c1ae6f5d90a1b2c3d4e:staging'],
    ]);
  });

  it.each([
    ['another kind of entry', { kind: 'project' }],
    [
      'a name or tag, in all environments',
      { accesses: [{ resource: 'proj/default:env/*:flag/assistant' }], target: {} },
    ],
  ])('is not %s', (_, over) => {
    expect(turnedOff(over)).toEqual({ items: [], rejected: [], passed: [expect.any(String)] });
  });

  it.each([
    [{ _id: undefined }, '_id'],
    [{ accesses: [{ resource: 'x' }], target: null }, 'accesses'],
  ])('is refused by field: %j', (over, field) => {
    expect(turnedOff(over).rejected.map((bad) => bad.field)).toEqual([field]);
  });
});
