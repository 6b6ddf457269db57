import { performance } from 'node:perf_hooks';
import { text } from '../../../src/documents/text.ts';
import { createReports } from '../../../src/flow/reports.ts';
import { createTallies } from '../../../src/flow/tallies.ts';
import { loadLibrary } from '../../../src/library/load.ts';
import type { Store } from '../../../src/ports/store.ts';
import { reportDocument } from '../../../src/views/report/document.ts';
import { head, note } from '../../contracts/store-samples.ts';
import { seededYear, yearsEnd } from '../../support/seeded-year.ts';
import { median, shown, spread } from '../rig/figures.ts';
import type { Bench, Row } from '../rig/row.ts';
import { inEachStore } from '../rig/stores.ts';

/** A report over many incidents, from the question to the text: what a manager waits for, and whoever alerts meanwhile. */
export async function report(bench: Bench): Promise<Row[]> {
  const incidents = bench.quick ? 500 : 10_000;
  const rounds = bench.quick ? 3 : 15;
  const { library } = loadLibrary('runbooks', { now: yearsEnd });
  if (!library) throw new Error('the runbooks do not load');
  return inEachStore(bench, async (store, name) => {
    await fill(store, incidents);
    const ask = createReports({
      tallies: createTallies(store),
      library: () => library,
      clock: { now: () => yearsEnd },
    });
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const made = await ask({ since: '1y', by: 'system', trusted: true });
      if ('rejected' in made || made.incidents.count < incidents * 0.9)
        throw new Error('not all were counted');
      if (text(reportDocument(made)).length < 1000) throw new Error('nothing was said');
      times.push(performance.now() - start);
    }
    const ms = median(times);
    return {
      what: `the report over ${incidents} incidents of a year by system, from the records to the text, ${name}`,
      measured: `${shown(ms)} ms (${spread(times)})`,
      aim: '< 2,000 ms',
      met: ms < 2000,
      figures: { ms, times, incidents },
    };
  });
}

async function fill(store: Store, incidents: number): Promise<void> {
  const year = seededYear(incidents);
  for (let from = 0; from < year.length; from += 200)
    await Promise.all(
      year.slice(from, from + 200).map((tally) =>
        store.write({}, () => ({
          writes: {
            append: {
              ...{ incident: tally.number, expected: 0, events: [note('a')], tally },
              head: head(tally.number, { openedAt: tally.openedAt, system: tally.system, open: false }),
            },
          },
          answer: undefined,
        })),
      ),
    );
}
