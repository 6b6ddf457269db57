import { helped, type Outcomes, promised } from '../../domain/report/counts.ts';
import type { Distribution, Trend } from '../../domain/report/distribution.ts';
import type { Group } from '../../domain/report/groups.ts';
import type { Report } from '../../domain/report/report.ts';
import { second } from '../../domain/time.ts';
import { iso } from '../record/json.ts';

/** The report as the API and `--json` print it: times in seconds, null where there is nothing to say a number of. */
export function reportJson(report: Report) {
  const { period, incidents, noise, coverage, evidence, approvals, pages, updates } = report;
  return {
    from: iso(period.from),
    to: iso(period.to),
    by: report.by ?? null,
    incidents: {
      count: incidents.count,
      before: incidents.before,
      worst: incidents.worst,
      ...incidents.endings,
      private: incidents.private,
      privateNamed: !incidents.hidden,
    },
    noise,
    systems: coverage.systems,
    alerted: coverage.alerted,
    unmapped: coverage.gaps,
    felt: distributionJson(report.toOpen),
    times: report.times.map(({ step, now, before, trend, without }) => ({
      step,
      ...distributionJson(now),
      without,
      before: distributionJson(before),
      trend: trendJson(trend),
    })),
    over: report.trend.map((group) => groupJson(group)),
    containments: report.containments.map(({ kind, outcomes }) => ({ kind, ...outcomesJson(outcomes) })),
    evidence,
    updates: { ...updatesJson(updates.now), before: updatesJson(updates.before) },
    approvals,
    pages,
    again: report.again,
    groups: report.groups.map((group) => groupJson(group)),
    actions: report.actions,
    drills: { ...report.drills, median: report.drills.median ?? null },
  };
}

export function distributionJson({ n, median, p90, worst }: Distribution) {
  return {
    n,
    medianSeconds: seconds(median),
    p90Seconds: seconds(p90),
    worstSeconds: seconds(worst?.took),
    worstIncident: worst?.incident ?? null,
  };
}

function trendJson(trend: Trend) {
  const words = { faster: 'faster', slower: 'slower', 'about the same': 'same' } as const;
  return trend.is === 'too few to compare'
    ? { is: 'unknown' as const, share: null }
    : { is: words[trend.is], share: 'share' in trend ? Math.round(trend.share * 100) / 100 : 0 };
}

function outcomesJson(outcomes: Outcomes) {
  return {
    worked: outcomes.worked,
    partly: outcomes.partly,
    noHelp: outcomes['no help'],
    unmeasured: outcomes.unmeasured,
    notDone: outcomes['not done'],
    waiting: outcomes.waiting,
    measured: helped(outcomes).of,
  };
}

function updatesJson(updates: Report['updates']['now']) {
  return { ...updates, due: promised(updates) };
}

function groupJson({ name, hidden, partial, ...group }: Group) {
  return {
    name: name ?? null,
    private: hidden === true,
    partial: partial === true,
    ...group,
    acknowledged: distributionJson(group.acknowledged),
    contained: distributionJson(group.contained),
    recovered: distributionJson(group.recovered),
  };
}

function seconds(took: number | undefined): number | null {
  return took === undefined ? null : Math.round(took / second);
}
