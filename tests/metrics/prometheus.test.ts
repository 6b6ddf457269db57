import { beforeEach, describe, expect, it } from 'vitest';
import { periodSince } from '../../src/domain/report/period.ts';
import { report } from '../../src/domain/report/report.ts';
import { prometheusMetrics, type Standing } from '../../src/metrics/prometheus.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { seededYear, yearsEnd } from '../support/seeded-year.ts';

let standing: Standing;
let metrics: ReturnType<typeof prometheusMetrics>;

beforeEach(() => {
  standing = {
    openBySeverity: { sev1: 0, sev2: 2, sev3: 1, sev4: 0 },
    openBySystem: { 'support-bot': 3, 'refund-agent': 0 },
    effects: { pending: 3, sending: 1, uncertain: 0, failed: 2 },
    oldestDue: 4,
    cadence: { auditAge: 20, unkept: 1 },
    actionItems: { open: 3, overdue: 1 },
    report: report([], sampleLibrary(), { period: { from: 0, to: 1 }, trusted: false }),
  };
  metrics = prometheusMetrics({
    doors: ['api'],
    sources: ['alertmanager', 'generic'],
    standing: async () => standing,
  });
});

/** The lines of a metric with its samples, as scraped. */
async function scraped(name: string): Promise<string[]> {
  const { text } = await metrics.scrape();
  return text
    .split('\n')
    .filter((line) => new RegExp(`^(?:# (?:HELP|TYPE) )?${name}(?:_|\\{| |$)`).test(line));
}

describe('counts', () => {
  it('begin at nothing for every door, so that the first alert is an increase', async () => {
    metrics.alertTaken('alertmanager', 'opened');
    metrics.alertTaken('alertmanager', 'opened');
    expect(await scraped('airb_alerts_total')).toEqual([
      '# HELP airb_alerts_total Alerts taken, by source and by what became of them.',
      '# TYPE airb_alerts_total counter',
      'airb_alerts_total{source="alertmanager",outcome="opened"} 2',
      'airb_alerts_total{source="alertmanager",outcome="joined"} 0',
      'airb_alerts_total{source="alertmanager",outcome="repeated"} 0',
      'airb_alerts_total{source="alertmanager",outcome="rejected"} 0',
      'airb_alerts_total{source="generic",outcome="opened"} 0',
      'airb_alerts_total{source="generic",outcome="joined"} 0',
      'airb_alerts_total{source="generic",outcome="repeated"} 0',
      'airb_alerts_total{source="generic",outcome="rejected"} 0',
    ]);
  });

  it('say of failed deliveries what kind they were and whether they are tried again', async () => {
    metrics.effectFailed('page', 'passing');
    metrics.effectFailed('room.open', 'refused');
    const lines = await scraped('airb_effect_errors_total');
    expect(lines[1]).toBe('# TYPE airb_effect_errors_total counter');
    expect(lines.filter((line) => !line.endsWith(' 0')).slice(2)).toEqual([
      'airb_effect_errors_total{kind="room.open",reason="refused"} 1',
      'airb_effect_errors_total{kind="page",reason="passing"} 1',
    ]);
  });

  it('say of Redis whether it takes wake-ups, and nothing where none is set up', async () => {
    expect(await scraped('airb_redis_up')).toEqual([]);
    for (const [redisUp, value] of [
      [true, 1],
      [false, 0],
    ] as const) {
      standing.redisUp = redisUp;
      expect(await scraped('airb_redis_up')).toContain(`airb_redis_up ${value}`);
    }
  });

  it('know missed updates', async () => {
    expect(await scraped('airb_updates_missed_total')).toContain('airb_updates_missed_total 0');
    metrics.updateMissed();
    expect(await scraped('airb_updates_missed_total')).toContain('airb_updates_missed_total 1');
  });

  it('are of one program: a second one begins anew', async () => {
    metrics.updateMissed();
    metrics = prometheusMetrics({ doors: [], sources: [], standing: async () => standing });
    expect(await scraped('airb_updates_missed_total')).toContain('airb_updates_missed_total 0');
  });
});

describe('lateness', () => {
  it('is a histogram in seconds; an effect of the future was not late', async () => {
    for (const ms of [-20, 4, 240, 90_000]) metrics.effectTaken(ms);
    const lines = await scraped('airb_effect_lateness_seconds');
    expect(lines).toContain('# TYPE airb_effect_lateness_seconds histogram');
    for (const bucket of ['"0.001"} 1', '"0.005"} 2', '"0.1"} 2', '"0.25"} 3', '"60"} 3', '"+Inf"} 4'])
      expect(lines).toContain(`airb_effect_lateness_seconds_bucket{le=${bucket}`);
    expect(lines).toContain('airb_effect_lateness_seconds_count 4');
    expect(lines.find((line) => line.startsWith('airb_effect_lateness_seconds_sum'))).toMatch(/ 90\.244$/);
  });
});

describe('promises', () => {
  it('are counted when they are kept and when they are not, in seconds', async () => {
    for (const ms of [-5, 900, 61_000]) metrics.paged(ms);
    metrics.pageFailed();
    metrics.channelOpened(2400);
    metrics.updatePosted(true);
    const pages = await scraped('airb_page_seconds');
    for (const line of [
      'airb_page_seconds_bucket{le="1"} 2',
      'airb_page_seconds_bucket{le="60"} 2',
      'airb_page_seconds_count 3',
    ])
      expect(pages).toContain(line);
    expect(await scraped('airb_pages_failed_total')).toContain('airb_pages_failed_total 1');
    expect(await scraped('airb_channel_seconds')).toContain('airb_channel_seconds_bucket{le="2.5"} 1');
    expect(await scraped('airb_updates_posted_total')).toContain(
      'airb_updates_posted_total{outcome="late"} 0',
    );
  });

  it('shows the report of the last month, and no time where there is none', async () => {
    expect((await scraped('airb_report_seconds')).slice(2)).toEqual([]);
    expect(await scraped('airb_heartbeat_age_seconds')).toEqual([]);
    const period = periodSince('26w', yearsEnd) ?? { from: 0, to: 1 };
    standing.report = report(seededYear(), sampleLibrary(), { period, trusted: false });
    standing.heartbeatAge = 30;
    expect(await scraped('airb_report_incidents')).toContain('airb_report_incidents{outcome="cancelled"} 7');
    expect((await scraped('airb_report_seconds')).filter((line) => line.includes('contained'))).toHaveLength(
      3,
    );
    expect(await scraped('airb_heartbeat_age_seconds')).toContain('airb_heartbeat_age_seconds 30');
  });
});

describe('what stands', () => {
  it('is read anew for every scrape', async () => {
    expect(await scraped('airb_incidents_open')).toContain('airb_incidents_open{severity="sev2"} 2');
    expect(await scraped('airb_effects')).toEqual(
      expect.arrayContaining(['# TYPE airb_effects gauge', 'airb_effects{state="failed"} 2']),
    );
    standing.oldestDue = 0;
    expect(await scraped('airb_effects_oldest_due_seconds')).toContain('airb_effects_oldest_due_seconds 0');
  });

  it('says how long ago the promises were looked at, and how many nobody kept', async () => {
    expect(await scraped('airb_cadence_audit_age_seconds')).toContain('airb_cadence_audit_age_seconds 20');
    expect(await scraped('airb_promises_unkept')).toContain('airb_promises_unkept 1');
  });

  it('says how much follow-up is owed, and how much of it is late', async () => {
    expect(await scraped('airb_action_items')).toEqual(
      expect.arrayContaining(['airb_action_items{state="open"} 3', 'airb_action_items{state="overdue"} 1']),
    );
  });

  it('forgets a system whose file is gone', async () => {
    expect(await scraped('airb_system_incidents_open')).toEqual([
      expect.stringMatching(/^# HELP/),
      '# TYPE airb_system_incidents_open gauge',
      'airb_system_incidents_open{system="support-bot"} 3',
      'airb_system_incidents_open{system="refund-agent"} 0',
    ]);
    standing.openBySystem = { 'refund-agent': 1 };
    const samples = (await scraped('airb_system_incidents_open')).slice(2);
    expect(samples).toEqual(['airb_system_incidents_open{system="refund-agent"} 1']);
  });
});
