import { type Severity, severities } from '../people.ts';
import type { Library } from '../runbooks/runbook.ts';
import { actionsOf, drillsOf } from './afterwards.ts';
import * as counts from './counts.ts';
import { alike, type Coverage, coverageOf } from './coverage.ts';
import type { Distribution } from './distribution.ts';
import { type Group, type Grouping, groupsOf, stretchGroups } from './groups.ts';
import { asKnown, type Known } from './known.ts';
import { before, type Period } from './period.ts';
import type { Tally } from './tally.ts';
import { type StepTimes, timesOf, timeToOpen } from './times.ts';

/** How an organization responds to incidents, over a period beside the one before it. */
export interface Report {
  period: Period;
  by?: Grouping;
  incidents: {
    count: number;
    before: number;
    worst: Record<Severity, number>;
    endings: ReturnType<typeof counts.endingsOf>;
    /** Private ones among them; their names are in no part of the report where the reader may not know them. */
    private: number;
    hidden: boolean;
  };
  noise: ReturnType<typeof counts.noiseOf>;
  coverage: Coverage;
  toOpen: Distribution;
  times: StepTimes[];
  /** Weeks or months, oldest first. */
  trend: Group[];
  containments: ReturnType<typeof counts.containmentsOf>;
  evidence: ReturnType<typeof counts.evidenceOf>;
  updates: Now<Tally['updates']>;
  approvals: Tally['approvals'];
  pages: ReturnType<typeof counts.pagesOf>;
  /** What came more than once: same system and failure, newest incident first. */
  again: { system: string; failure: string; incidents: number[] }[];
  groups: Group[];
  /** Follow-up work of these incidents, as it stands at the end of the period. */
  actions: ReturnType<typeof actionsOf>;
  /** Exercises; they count nowhere else. */
  drills: ReturnType<typeof drillsOf>;
}

interface Now<T> {
  now: T;
  before: T;
}

export interface Asked {
  period: Period;
  by?: Grouping | undefined;
  /** Whoever may know of private incidents reads their names; the others only that there were some. */
  trusted: boolean;
}

/**
 * The report over tallies of the period and of the one before; others are left out. Pure: the same tallies give the same
 * report.
 */
export function report(
  tallies: readonly Tally[],
  library: Pick<Library, 'systems' | 'runbooks' | 'generic'>,
  { period, by, trusted }: Asked,
): Report {
  const known = tallies.map((tally) => asKnown(tally, trusted));
  const all = within(known, period);
  const now = all.filter(isReal);
  const earlier = within(known, before(period)).filter(isReal);
  const counted = counts.responded(now);
  return {
    period,
    ...(by && { by }),
    incidents: {
      count: now.length,
      before: earlier.length,
      worst: Object.fromEntries(
        severities.map((severity) => [severity, now.filter(({ worst }) => worst === severity).length]),
      ) as Record<Severity, number>,
      endings: counts.endingsOf(now),
      private: now.filter((one) => one.private).length,
      hidden: !trusted,
    },
    noise: counts.noiseOf(now),
    coverage: coverageOf(library, now),
    toOpen: timeToOpen(counted),
    times: timesOf(now, earlier),
    trend: stretchGroups(now, period),
    containments: counts.containmentsOf(now),
    evidence: counts.evidenceOf(counted),
    updates: { now: counts.updatesOf(now), before: counts.updatesOf(earlier) },
    approvals: counts.approvalsOf(now),
    pages: counts.pagesOf(now),
    again: alike(counted).filter(({ incidents }) => incidents.length > 1),
    groups: by ? groupsOf(by, now, period) : [],
    actions: actionsOf(now, period.to),
    drills: drillsOf(all),
  };
}

function isReal({ drill }: Known): boolean {
  return drill === undefined;
}

function within(tallies: readonly Known[], { from, to }: Period): Known[] {
  return tallies.filter(({ openedAt }) => openedAt >= from && openedAt < to);
}
