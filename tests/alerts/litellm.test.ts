import { describe, expect, it } from 'vitest';
import { parseLiteLlm } from '../../src/alerts/litellm.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

const read = (over: Record<string, unknown> = {}) => parseLiteLlm(given('litellm-budget-crossed', over), now);

describe('a budget event of LiteLLM', () => {
  it('is a cost failure of whom the budget belongs to', () => {
    expect(read().items).toMatchObject([
      {
        ...{ title: 'Key Budget: Budget Crossed (bot-prod)', severity: 'critical', failure: 'cost-spike' },
        ...{ value: 1020.5, unit: 'usd', undated: true },
        labels: { alertname: 'budget_crossed', event_group: 'key', team: 'support-bot' },
      },
    ]);
  });

  it('is the same problem while the spend grows, however its group is written', () => {
    const [one] = read().items;
    expect(read({ spend: 1100, event_group: 'key' }).items[0]?.fingerprint).toBe(one?.fingerprint);
    expect(read({ token: 'another' }).items[0]?.fingerprint).not.toBe(one?.fingerprint);
  });

  it.each(['soft_budget_crossed', 'threshold_crossed', 'projected_limit_exceeded'])(
    'that is %s warns',
    (event) => {
      expect(read({ event }).items[0]?.severity).toBe('warning');
    },
  );

  it.each(['key_created', 'key_rotated', 'internal_user_created', 'spend_tracked'])('%s is none', (event) => {
    expect(read({ event }).passed).toEqual([`${event} is no trouble`]);
  });
});
