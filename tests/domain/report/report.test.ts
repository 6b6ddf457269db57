import { describe, expect, it } from 'vitest';
import { distributionOf, trendOf } from '../../../src/domain/report/distribution.ts';
import { periodSince, stretchesOf } from '../../../src/domain/report/period.ts';
import { type Report, report } from '../../../src/domain/report/report.ts';
import type { Tally } from '../../../src/domain/report/tally.ts';
import { day, hour, minute } from '../../../src/domain/time.ts';
import { sampleLibrary } from '../../support/sample-library.ts';
import { seededYear, yearsEnd } from '../../support/seeded-year.ts';

const now = Date.parse('2026-11-30T09:00:00Z');
const library = sampleLibrary();
let next = 0;

/** A resolved incident that took so many minutes to contain, opened so many days ago. */
function incident(minutes: number, daysAgo: number, more: Partial<Tally> = {}): Tally {
  next += 1;
  const openedAt = now - daysAgo * day;
  return {
    ...{ number: next, system: 'support-bot', failure: 'refusal-spike', severity: 'sev3', worst: 'sev2' },
    ...{ private: false, phase: 'resolved', startedAt: openedAt, openedAt, alerts: 1, mapped: true },
    reached: { contained: openedAt + minutes * minute },
    ...{ containments: [], evidence: { have: 1, of: 2 }, pages: { sent: 1, unreached: 0 }, openedAgain: 0 },
    ...{ updates: { onTime: 1, late: 0, missed: 0 }, approvals: { given: 0, overridden: 0, breakGlass: 0 } },
    ...more,
  };
}

function over(
  tallies: Tally[],
  asked: { since?: string; by?: 'system' | 'kind' | 'month'; trusted?: boolean } = {},
): Report {
  const period = periodSince(asked.since ?? '30d', now);
  if (period === undefined) throw new Error('no period');
  return report(tallies, library, { period, by: asked.by, trusted: asked.trusted ?? true });
}

const timed = (...minutes: number[]) => distributionOf(minutes.map((took, n) => ({ took, incident: n + 1 })));

describe('a distribution', () => {
  it('of nothing has no median, and of few no 90th percentile', () => {
    expect(timed()).toEqual({ n: 0 });
    expect(timed(4, 1)).toEqual({ n: 2, median: 2.5, worst: { took: 4, incident: 1 } });
    expect(timed(9, 8, 7, 6, 5, 4, 3, 2, 1)).not.toHaveProperty('p90');
    expect(timed(10, 9, 8, 7, 6, 5, 4, 3, 2, 1)).toMatchObject({ n: 10, median: 5.5, p90: 9 });
    // Something that took no time is a time, and no absence of one.
    expect(timed(0)).toEqual({ n: 1, median: 0, worst: { took: 0, incident: 1 } });
  });

  it('is compared where both are enough and differ by a tenth', () => {
    const five = timed(10, 10, 10, 10, 10);
    expect(trendOf(five, timed(20, 20, 20, 20, 20))).toEqual({ is: 'faster', share: 0.5 });
    expect(trendOf(five, timed(8, 8, 8, 8, 8))).toEqual({ is: 'slower', share: 0.25 });
    expect(trendOf(five, timed(10.5, 10.5, 10.5, 10.5, 10.5))).toEqual({ is: 'about the same' });
    expect(trendOf(five, timed(90, 90, 90, 90))).toEqual({ is: 'too few to compare' });
  });
});

describe('a period', () => {
  it('is said in days, weeks, months, years or by its first day, and begins with a day', () => {
    const from = (words: string) => {
      const period = periodSince(words, now);
      return period && new Date(period.from).toISOString().slice(0, 16);
    };
    expect(['30d', ' 2W ', '1m', '1y', '2026-11-01'].map(from)).toEqual([
      ...['2026-10-31T00:00', '2026-11-16T00:00', '2026-10-31T00:00', '2025-11-30T00:00', '2026-11-01T00:00'],
    ]);
    for (const words of [
      '',
      '30',
      'd',
      '-3d',
      '1e3d',
      '11y',
      '2026-02-30',
      '2027-01-01',
      '2026-13-01',
      '30 fortnights',
    ])
      expect(periodSince(words, now), words).toBeUndefined();
  });

  it('is told by week from Monday on, or by month where it is long; what lies in it only partly says so', () => {
    const weeks = stretchesOf({ from: Date.parse('2026-11-18'), to: now });
    expect(weeks.map(({ name, partial }) => [name, partial])).toEqual([
      ['2026-11-16', true],
      ['2026-11-23', false],
      ['2026-11-30', true],
    ]);
    const months = stretchesOf({ from: Date.parse('2026-01-01'), to: now });
    expect(months.map(({ name }) => name).slice(0, 2)).toEqual(['2026-01', '2026-02']);
    expect(months.map(({ partial }) => partial).filter(Boolean)).toHaveLength(1);
  });
});

describe('the report', () => {
  it('times what was responded to, beside the time before, and leaves out noise and what went on as another', () => {
    const tallies = [
      ...[10, 20, 30, 40, 50].map((minutes) => incident(minutes, 3)),
      ...[60, 60, 60, 60, 60].map((minutes) => incident(minutes, 40)),
      incident(999, 4, { phase: 'cancelled', alerts: 7 }),
      incident(998, 4, { phase: 'merged' }),
      incident(0, 1, { phase: 'mitigating', reached: {} }),
      incident(1, 70),
    ];
    const made = over(tallies);
    expect(made.incidents).toMatchObject({
      ...{ count: 8, before: 5, worst: { sev2: 8 } },
      endings: { open: 1, resolved: 5, cancelled: 1, merged: 1 },
    });
    expect(made.times.find(({ step }) => step === 'contained')).toMatchObject({
      now: { n: 5, median: 30 * minute, worst: { took: 50 * minute, incident: 5 } },
      before: { n: 5, median: hour },
      trend: { is: 'faster', share: 0.5 },
      without: 1,
    });
    // Nobody acknowledged one: there is no median, and it is not 0.
    expect(made.times[0]?.now).toEqual({ n: 0 });
    expect(made.noise).toEqual({ incidents: { cancelled: 1, of: 8 }, alerts: { cancelled: 7, of: 14 } });
    expect(made.trend.reduce((sum, { incidents }) => sum + incidents, 0)).toBe(8);
  });

  it('says what came again, what had no runbook, and which containments helped', () => {
    const tallies = [
      incident(5, 9, { failure: 'a', containments: [{ kind: 'fallback', outcome: 'worked' }] }),
      incident(5, 8, { failure: 'a', containments: [{ kind: 'rollback', outcome: 'no help' }] }),
      incident(5, 7, {
        failure: 'b',
        mapped: false,
        containments: [{ kind: 'rollback', outcome: 'partly' }],
      }),
      incident(5, 6, { failure: 'b', phase: 'cancelled', mapped: false }),
      // Declared by a person: no alert asked for a runbook.
      incident(5, 5, { failure: 'c', mapped: false, alerts: 0 }),
    ];
    const made = over(tallies);
    const [first, second, third, fourth] = tallies.map(({ number }) => number);
    expect(made.again).toEqual([{ system: 'support-bot', failure: 'a', incidents: [second, first] }]);
    expect(made.coverage).toMatchObject({
      alerted: { mapped: 2, of: 4 },
      gaps: [{ failure: 'b', incidents: [fourth, third] }],
      systems: { withRunbook: library.systems.length, of: library.systems.length },
    });
    expect(
      made.containments.map(({ kind, outcomes }) => [kind, outcomes['no help'], outcomes.partly]),
    ).toEqual([
      ['rollback', 1, 1],
      ['fallback', 0, 0],
    ]);
    // A system whose kind no runbook is for, beside the generic one that is for all.
    const bare = { ...library, runbooks: library.runbooks.filter(({ id }) => id === library.generic) };
    const { systems } = report(tallies, bare, { period: made.period, trusted: true }).coverage;
    expect(systems).toMatchObject({ withRunbook: 0, without: library.systems.map(({ id }) => id) });
  });

  it('counts private incidents for everybody, and names them to nobody who may not know', () => {
    const secret = incident(500, 2, {
      ...{ private: true, system: 'refund-agent', failure: 'data-exposure', kind: 'data', mapped: false },
      ...{ startedAt: now - 3 * day, number: 77701 },
    });
    const again = { ...secret, number: 77702 };
    const open = Array.from({ length: 3 }, () => incident(5, 2, { kind: 'prompt' }));
    for (const by of ['system', 'kind', 'month'] as const) {
      const made = over([...open, secret, again], { by, trusted: false });
      expect(made.incidents).toMatchObject({ count: 5, private: 2, hidden: true });
      expect(made.times.find(({ step }) => step === 'contained')?.now).toMatchObject({ n: 5 });
      const told = JSON.stringify(made);
      for (const name of ['refund-agent', 'data-exposure', '"data"', '77701', '77702'])
        expect(told, `${by} ${name}`).not.toContain(name);
      if (by !== 'month') expect(made.groups.at(-1)).toMatchObject({ hidden: true, incidents: 2 });
    }
    const trusted = over([...open, secret, again], { by: 'system' });
    expect(trusted.groups.map(({ name }) => name)).toEqual(['support-bot', 'refund-agent']);
    expect(trusted.again.map(({ failure }) => failure)).toContain('data-exposure');
  });

  it('counts follow-up work as it stands, and drills nowhere but among drills', () => {
    const due = (daysAgo: number) => new Date(now - daysAgo * day).toISOString().slice(0, 10);
    const made = over([
      incident(10, 3, {
        actions: [
          { status: 'done', due: due(9) },
          // Due today is not late.
          { status: 'open', due: due(0) },
          { status: 'waiting', due: due(1) },
          { status: 'dropped', due: due(5) },
        ],
      }),
      ...[60, 90].map((points) => incident(999, 2, { drill: { points, passed: points > 80 } })),
      incident(999, 1, { drill: {}, actions: [{ status: 'open', due: due(4) }] }),
    ]);
    expect(made.actions).toEqual({ noted: 4, shipped: 1, dropped: 1, open: 2, overdue: 1 });
    expect(made.drills).toEqual({ held: 3, scored: 2, passed: 1, median: 75 });
    expect(made.incidents.count).toBe(1);
    expect(made.times.find(({ step }) => step === 'contained')?.now).toMatchObject({
      n: 1,
      median: 10 * minute,
    });
    expect(over([]).drills).toEqual({ held: 0, scored: 0, passed: 0 });
  });

  it('of no incident at all is a report, with no figure that nobody measured', () => {
    const made = over([]);
    expect(made.times.every(({ now: one, trend }) => one.n === 0 && trend.is === 'too few to compare')).toBe(
      true,
    );
    expect(made).toMatchObject({ again: [], containments: [], groups: [], evidence: { have: 0, of: 0 } });
  });

  it('over the seeded year adds up, whichever way it is told', () => {
    const year = seededYear();
    const period = periodSince('1y', yearsEnd);
    if (period === undefined) throw new Error('no period');
    const of = (by: 'system' | 'kind' | 'month') => report(year, library, { period, by, trusted: false });
    for (const by of ['system', 'kind', 'month'] as const) {
      const made = of(by);
      const sum = made.groups.reduce((all, { incidents }) => all + incidents, 0);
      expect(sum, by).toBe(made.incidents.count);
      expect(made.incidents.count).toBe(Object.values(made.incidents.endings).reduce((a, b) => a + b, 0));
    }
  });
});
