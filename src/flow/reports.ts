import type { Rejection } from '../domain/incident/commands.ts';
import type { AskReport } from '../domain/report/asked.ts';
import { before, periodSince, usualSince } from '../domain/report/period.ts';
import { report } from '../domain/report/report.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Clock } from '../ports/clock.ts';
import type { TallyReader } from './tallies.ts';

/** Makes reports from the tallies of a period and of the one before it. */
export function createReports(deps: {
  tallies: Pick<TallyReader, 'since'>;
  library: () => Pick<Library, 'systems' | 'runbooks' | 'generic'>;
  clock: Clock;
}): AskReport {
  return async ({ since = usualSince, by, trusted }) => {
    const period = periodSince(since, deps.clock.now());
    if (period === undefined) return noPeriod(since);
    const tallies = await deps.tallies.since(before(period).from);
    return report(tallies, deps.library(), { period, by, trusted });
  };
}

function noPeriod(since: string): Rejection {
  return {
    rejected: `“${since.slice(0, 40)}” is no time to report on.`,
    next: 'Say how far back: 30d, 12w, 6m, 1y, or a day such as 2026-01-31; ten years at most.',
  };
}
