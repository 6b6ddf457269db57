import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { grafana, parseGrafana } from '../../src/alerts/grafana.ts';
import { blindness } from '../../src/domain/signals/blindness.ts';
import { minute } from '../../src/domain/time.ts';
import { now, secret } from '../webhooks/running.ts';
import { fixture, given } from './fixture.ts';

describe('an alert of Grafana', () => {
  it('is read as an alert of Alertmanager, with its one value and its panel', () => {
    const [alert] = parseGrafana(given('grafana-one-firing'), now).items;
    expect(alert).toMatchObject({
      ...{ source: 'grafana', fingerprint: '57c6d9296de2ad39', value: 0.19 },
      ...{ system: 'support-bot', failure: 'refusal-spike', startsAt: now },
      link: 'https://grafana.example.org/d/bot?orgId=1&viewPanel=4',
    });
  });

  it('has no value where its rule has several queries: nobody says which is the one', () => {
    const two = given('grafana-one-firing', { 'alerts.0.values': { A: 900, B: 0.19 } });
    expect(parseGrafana(two, now).items[0]?.value).toBeUndefined();
  });

  it('that is DatasourceNoData is one of a rule that got no data', () => {
    const [alert] = parseGrafana(given('grafana-no-data'), now).items;
    expect(alert && blindness(alert)).toBe('no data');
  });

  it('of the test of a contact point opens nothing', () => {
    expect(parseGrafana(given('grafana-contact-point-test'), now)).toEqual({
      items: [],
      rejected: [],
      passed: ['Grafana tries the contact point'],
    });
  });
});

describe('a signature of Grafana', () => {
  const body = Buffer.from(fixture('grafana-one-firing'));
  const seconds = now / 1000;
  const hex = (text: string) => createHmac('sha256', secret).update(text).update(body).digest('hex');
  const check = (headers: Record<string, string>) =>
    grafana.authentication.check({ headers, body, now }, [secret]);

  it.each(['x-grafana-alerting-signature', 'x-grafana-alert-signature'])('may stand in %s', (header) => {
    expect(check({ [header]: hex('') })).toBeUndefined();
    expect(check({ [header]: hex('x') })).toMatch(/is not the signature/);
  });

  it('with a timestamp covers it, and grows old', () => {
    const at = (time: number) => ({
      'x-grafana-alerting-signature': hex(`${time}:`),
      'x-grafana-alerting-timestamp': String(time),
    });
    expect(check(at(seconds))).toBeUndefined();
    expect(check(at((now - 6 * minute) / 1000))).toMatch(/signed 6 min ago/);
    expect(check({ ...at(seconds), 'x-grafana-alerting-timestamp': String(seconds - 1) })).toMatch(
      /is not the signature/,
    );
  });

  it('that is wrong is not made up for by a bearer', () => {
    expect(check({ 'x-grafana-alerting-signature': hex('x'), authorization: `Bearer ${secret}` })).toBeTypeOf(
      'string',
    );
    expect(check({ authorization: `Bearer ${secret}` })).toBeUndefined();
  });
});
