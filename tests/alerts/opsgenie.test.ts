import { describe, expect, it } from 'vitest';
import { parseOpsgenie } from '../../src/alerts/opsgenie.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

const read = (over: Record<string, unknown> = {}) => parseOpsgenie(given('opsgenie-create', over), now);

describe('an alert of Opsgenie', () => {
  it('is told by its alias, with times in ms and in ns', () => {
    expect(read().items).toMatchObject([
      {
        ...{
          fingerprint: 'support-bot/refusals',
          status: 'firing',
          severity: 'P2',
          startsAt: now,
          saidAt: now,
        },
        ...{ system: 'support-bot', failure: 'refusal-spike', signal: 'refusal_rate' },
        annotations: { description: 'Paid English traffic.' },
      },
    ]);
  });

  it('ends when it is closed, as the same episode, without tags and details too', () => {
    const [over] = read({ action: 'Close', 'alert.tags': undefined, 'alert.details': undefined }).items;
    expect(over).toMatchObject({ fingerprint: 'support-bot/refusals', status: 'resolved', startsAt: now });
  });

  it('that airb itself paged there opens nothing', () => {
    expect(read({ 'alert.alias': 'airb-42-step-0' }).items).toEqual([]);
  });
});
