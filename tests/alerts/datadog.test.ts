import { describe, expect, it } from 'vitest';
import { parseDatadog } from '../../src/alerts/datadog.ts';
import { blindness } from '../../src/domain/signals/blindness.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

const read = (over: Record<string, unknown> = {}) => parseDatadog(given('datadog-triggered', over), now);

describe('a monitor of Datadog', () => {
  it('is one alert from its trigger to its recovery', () => {
    const [fired] = read().items;
    const [over] = read({ alert_transition: 'Recovered', date: '1739801700000' }).items;
    expect(fired).toMatchObject({
      ...{ fingerprint: '17398014001511', status: 'firing', title: 'Refusals of support-bot' },
      ...{ system: 'support-bot', failure: 'refusal-spike', severity: 'P2', saidAt: now },
      labels: { env: 'prod', monitor: 'true', alert_transition: 'Triggered' },
    });
    expect(over).toMatchObject({ fingerprint: '17398014001511', status: 'resolved', saidAt: now + 300_000 });
  });

  it.each(['Triggered', 'Re-Triggered', 'Warn', 'Re-Warn', 'No Data', 'Re-No Data', 'Renotify'])(
    'fires when it is %s',
    (word) => {
      expect(read({ alert_transition: word }).items[0]?.status).toBe('firing');
    },
  );

  it('that only warns says so, whatever its priority is', () => {
    expect(read({ alert_transition: 'Warn' }).items[0]?.severity).toBe('warning');
  });

  it('without data is not measured', () => {
    const [alert] = read({ alert_transition: 'No Data' }).items;
    expect(alert && blindness(alert)).toBe('no data');
  });

  it('is read from its title where the template is the one Datadog begins with', () => {
    const [alert] = parseDatadog(given('datadog-as-it-begins'), now).items;
    expect(alert).toMatchObject({ status: 'resolved', title: 'Refusals of support-bot' });
  });
});
