import { describe, expect, it } from 'vitest';
import { pagerduty, parsePagerDuty } from '../../src/alerts/pagerduty.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

const read = (over: Record<string, unknown> = {}) =>
  parsePagerDuty(given('pagerduty-incident-triggered', over), now);

describe('an incident of PagerDuty', () => {
  it('begins when it is triggered there, for the service as its system', () => {
    expect(read().items).toMatchObject([
      {
        ...{ source: 'pagerduty', fingerprint: 'PGR0VU2', status: 'firing', severity: 'P2' },
        ...{ startsAt: now - 2000, saidAt: now },
        labels: { service: 'Support Bot' },
      },
    ]);
  });

  it('ends when it is resolved there, as the same episode', () => {
    const [over] = read({
      'event.event_type': 'incident.resolved',
      'event.occurred_at': '2025-02-17T14:12:00Z',
    }).items;
    expect(over).toMatchObject({ fingerprint: 'PGR0VU2', status: 'resolved', startsAt: now - 2000 });
    expect(over?.endsAt).toBe(over?.saidAt);
  });

  it('has its urgency where it has no priority', () => {
    expect(read({ 'event.data.priority': null }).items[0]?.severity).toBe('high');
  });

  it('that airb itself triggered there opens nothing here, or airb would page about its own pages', () => {
    const { items, passed } = read({ 'event.data.incident_key': 'airb-42-step-1' });
    expect([items, passed]).toEqual([[], ['an incident that airb triggered there itself']]);
  });

  it('opens nothing by pagey.ping', () => {
    expect(parsePagerDuty(given('pagerduty-ping'), now).passed).toEqual([
      'PagerDuty tries the webhook (pagey.ping)',
    ]);
  });

  it('that can not be read is answered 202, because PagerDuty switches off what refuses', () => {
    expect(pagerduty.givesUp).toBe(true);
  });
});
