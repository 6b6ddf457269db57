import { describe, expect, it } from 'vitest';
import { parseBraintrust } from '../../src/alerts/braintrust.ts';
import { hour, minute } from '../../src/domain/time.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

const read = (over: Record<string, unknown> = {}) => parseBraintrust(given('braintrust-logs', over), now);

describe('an automation of Braintrust on logs', () => {
  it('is an alert of its project, told by its id', () => {
    expect(read().items).toMatchObject([
      {
        ...{ fingerprint: 'c5b32408-8568-4bff-9299-8cdd56979b67', title: 'Low groundedness', undated: true },
        labels: { service: 'support-bot' },
        extra: { count: 7, btql_filter: 'scores.Groundedness < 0.5' },
      },
    ]);
  });

  it('has no value: its count is what one batch held', () => {
    expect(read().items[0]?.value).toBeUndefined();
  });

  it.each([
    [3600, 3 * hour],
    [60, 30 * minute],
    ['86400', 24 * hour],
    [undefined, 30 * minute],
  ])('that runs every %j seconds ends after its own silence', (interval_seconds, quietFor) => {
    expect(read({ 'automation.interval_seconds': interval_seconds }).items[0]?.quietFor).toBe(quietFor);
  });

  it('that is tried opens nothing, even of another kind', () => {
    expect(read({ 'details.is_test': true, automation: undefined }).passed).toEqual([
      'Braintrust tries the automation',
    ]);
  });
});
