import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/domain/signals/alert.ts';
import { given, incident42 } from '../../support/given.ts';
import { alertmanager, at, event, refusalAlert } from '../../support/worked-example.ts';
import { drawn } from './given.ts';

const undated = { undated: true as const, startsAt: at('14:11') };

/** The message of the wave after these alerts came. */
function said(...alerts: Partial<Alert>[]): string | undefined {
  const joined = alerts.map((alert, n) =>
    event('14:11', alertmanager, {
      type: 'alert.joined',
      alert: { ...refusalAlert, fingerprint: `f${n}`, ...alert },
    }),
  );
  return drawn('joined:1', given(...incident42().log, ...joined).incident)?.text;
}

describe('a start that airb put in', () => {
  it('needs no name where one alert joined', () => {
    expect(said({ title: 'Costs', ...undated })).toMatch(
      /Alert Costs .*\. It gives no start, so the moment it arrived is taken\.$/,
    );
  });

  it('is said of the alert it belongs to where several did', () => {
    const ahead = { startsAt: at('14:11'), statedStart: at('18:00') };
    const text = said({ title: 'Costs' }, { title: 'Latency', ...undated }, { title: 'Tools', ...ahead });
    expect(text).toMatch(/^3 alerts joined this incident: Costs.*; Latency.*; Tools/);
    expect(text).toContain(' “Latency” gives no start, so the moment it arrived is taken.');
    expect(text).toContain(
      ' The clock of the sender of “Tools” is ahead: it gives 2025-02-17 18:00 UTC as the start',
    );
    expect(text).not.toContain('It gives');
  });

  it('is said of how many where alerts have the same words', () => {
    const text = said({ title: 'Costs' }, { title: 'Costs', ...undated }, { title: 'Costs', ...undated });
    expect(text).toContain(' “Costs” gives no start, so the moment it arrived is taken (2 of 3).');
  });
});
