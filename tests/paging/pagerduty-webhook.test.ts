import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pageKey } from '../../src/domain/incident/paged-elsewhere.ts';
import { pagerDutyWebhook, parseAnswer } from '../../src/paging/pagerduty-webhook.ts';

const at = Date.parse('2026-11-25T12:00:00Z');

/** As in developer.pagerduty.com/docs/webhooks-overview#webhook-payload, shortened to what is read. */
const event = (change: object = {}) => ({
  event: {
    id: '01BBYA7PNT3R1NE8GJXU6I8KC1',
    event_type: 'incident.acknowledged',
    resource_type: 'incident',
    occurred_at: '2026-11-25T11:59:03.000Z',
    agent: { id: 'PANA001', type: 'user_reference', summary: 'Ana Lima' },
    client: null,
    data: { id: 'Q1', type: 'incident', status: 'acknowledged', incident_key: 'airb-42-step-0' },
    ...change,
  },
});

describe('a webhook of PagerDuty', () => {
  it('tells who acknowledged which incident', () => {
    expect(parseAnswer(event(), at)).toEqual({
      items: [
        {
          id: 'pagerduty/01BBYA7PNT3R1NE8GJXU6I8KC1',
          incident: 42,
          reopened: 0,
          at: Date.parse('2026-11-25T11:59:03Z'),
          by: { id: 'PANA001', name: 'Ana Lima' },
        },
      ],
      rejected: [],
    });
  });

  it('tells for which opening of the incident', () => {
    const again = { data: { incident_key: pageKey({ number: 42, paging: { reopened: 2 } }, 3) } };
    expect(parseAnswer(event(again), at).items).toMatchObject([{ incident: 42, reopened: 2 }]);
  });

  it.each([
    ['a test', { event_type: 'pagey.ping' }, 'pagey.ping is no answer to a page'],
    ['another event', { event_type: 'incident.triggered' }, 'incident.triggered is no answer to a page'],
    [
      'an incident of somebody else',
      { data: { incident_key: 'srv01/HTTP' } },
      'an incident that airb did not trigger',
    ],
    ['an incident without a key', { data: {} }, 'an incident that airb did not trigger'],
    [
      'its own acknowledgement',
      { agent: { id: 'X', type: 'inbound_integration_reference' } },
      'an acknowledgement by no person, such as airb itself',
    ],
  ])('passes over %s', (_, change, why) => {
    expect(parseAnswer(event(change), at)).toEqual({ items: [], rejected: [], passed: [why] });
  });

  it.each([[null], ['text'], [{}], [{ event: 3 }], [event({ data: 1 })], [event({ id: null })]])(
    'refuses what it can not read: %j',
    (body) => {
      expect(parseAnswer(body, at).rejected).toHaveLength(1);
    },
  );

  it('is signed, and one right signature of a list is enough', () => {
    const body = Buffer.from(JSON.stringify(event()));
    const mac = createHmac('sha256', 'the secret of the webhook').update(body).digest('hex');
    const check = (signature: string) =>
      pagerDutyWebhook.authentication.check(
        { headers: { 'x-pagerduty-signature': signature }, body, now: at },
        ['the secret of the webhook'],
      );
    expect(check(`v1=${'0'.repeat(64)},v1=${mac}`)).toBeUndefined();
    expect(check(`v0=${mac}`)).toMatch(/no signature that begins with v1=/);
    expect(check(`v1=${'0'.repeat(64)}`)).toMatch(/not the signature of this body/);
    expect(check('')).toMatch(/carries no X-PagerDuty-Signature/);
  });
});
