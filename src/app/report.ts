import type { Rejection } from '../domain/incident/commands.ts';
import type { AskedReport } from '../domain/report/asked.ts';
import { type Report, report } from '../domain/report/report.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { type Duration, day, type Instant, minute } from '../domain/time.ts';
import { createReports } from '../flow/reports.ts';
import { createTallies, type TallyReader } from '../flow/tallies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { OnStop } from './app.ts';

/**
 * Makes a report from records that were opened for it, and closes them. Whoever can read the records can read what is
 * private in them.
 */
export async function reportFrom(
  store: Store | undefined,
  library: Library,
  { clock, asked }: { clock: Clock; asked: Omit<AskedReport, 'trusted'> },
): Promise<Report | Rejection | undefined> {
  if (store === undefined) return undefined;
  try {
    const ask = createReports({ tallies: createTallies(store), library: () => library, clock });
    return await ask({ ...asked, trusted: true });
  } finally {
    await store.close();
  }
}

/** The report is not made for every scrape: what it says changes over days. */
const fresh: Duration = minute;

/** The report of the last 30 days for `/metrics`, which anybody may read: private incidents are not even counted. */
export function lastMonth({
  tallies,
  library,
  clock,
}: {
  tallies: Pick<TallyReader, 'since'>;
  library: () => Library;
  clock: Clock;
}): () => Promise<Report> {
  let made: { at: Instant; report: Report } | undefined;
  return async () => {
    const at = clock.now();
    if (made && at >= made.at && at - made.at < fresh) return made.report;
    const period = { from: at - 30 * day, to: at };
    const open = (await tallies.since(period.from)).filter((tally) => !tally.private);
    made = { at, report: report(open, library(), { period, trusted: false }) };
    return made.report;
  };
}

/** Between two parts, so that whoever alerts or presses meanwhile does not wait. */
const pause = 100;

/**
 * Counts what an airb before this one recorded, a part at a time, from the first incident on. Whoever is stopped in the
 * middle goes on at the next start, because what was counted is not stale any more.
 */
export function startCatchUp(
  tallies: Pick<TallyReader, 'catchUp'>,
  { log, onStop }: { log: Pick<Log, 'warn'>; onStop: OnStop },
): void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  async function part(after: number): Promise<void> {
    try {
      const next = await tallies.catchUp(after);
      if (next === undefined || stopped) return;
      timer = setTimeout(() => void part(next), pause);
      timer.unref();
    } catch (error) {
      // A report counts what it needs by itself.
      if (!stopped) log.warn({ error: String(error) }, 'older incidents could not be counted for the report');
    }
  }
  const running = part(0);
  onStop('the counting of older incidents', async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  });
}
