import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { matchAlert } from '../../../src/domain/runbooks/match.ts';
import type { Library } from '../../../src/domain/runbooks/runbook.ts';
import type { Alert } from '../../../src/domain/signals/alert.ts';
import { loadLibrary } from '../../../src/library/load.ts';
import { median, shown, spread } from '../rig/figures.ts';
import { largeLibrary } from '../rig/library.ts';
import type { Bench, Row } from '../rig/row.ts';

const size = { runbooks: 500, systems: 200 };
const lintProgram = fileURLToPath(new URL('../programs/lint.ts', import.meta.url));

/** How long a large library takes to be read and looked through, and an alert to find its runbook in it. */
export async function library(bench: Bench): Promise<Row[]> {
  const folder = largeLibrary(bench.dir, size);
  const rounds = bench.quick ? 2 : 7;
  const cold = Array.from({ length: rounds }, () => coldLint(folder));
  const loaded = loadLibrary(folder).library;
  if (loaded === undefined) throw new Error('the generated library has errors');
  return [loadRow(cold), matchRow(loaded, bench.quick ? 2000 : 20_000)];
}

interface Cold {
  ms: number;
  runbooks: number;
  systems: number;
  errors: number;
}

/** In a process of its own, so that nothing is compiled or remembered yet. */
function coldLint(folder: string): Cold {
  const cold = JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', lintProgram, folder], { encoding: 'utf8' }),
  ) as Cold;
  if (cold.runbooks !== size.runbooks || cold.systems !== size.systems || cold.errors > 0)
    throw new Error(`not the library that was asked for: ${JSON.stringify(cold)}`);
  return cold;
}

function loadRow(cold: Cold[]): Row {
  const times = cold.map(({ ms }) => ms);
  return {
    what: 'loading and linting 500 runbooks and 200 systems, in a fresh process',
    measured: `${shown(median(times))} ms (${spread(times)})`,
    aim: '< 2 s',
    met: median(times) < 2000,
    figures: { loadMs: median(times), rounds: times },
  };
}

function matchRow(large: Library, count: number): Row {
  const few = microseconds(large, { labels: 5, count });
  const many = microseconds(large, { labels: 50, count });
  return {
    what: 'an alert finding its runbook among 500, for one of 200 systems',
    measured: `${shown(few)} µs with 5 labels, ${shown(many)} µs with 50`,
    aim: 'microseconds, flat as labels grow',
    met: few < 50 && many < few * 2,
    figures: { fiveLabelsUs: few, fiftyLabelsUs: many },
  };
}

/** The median of rounds, each over alerts for every runbook and system in turn. */
function microseconds(large: Library, { labels, count }: { labels: number; count: number }): number {
  const alerts = Array.from({ length: size.runbooks }, (_, n) => alertOf(large, { n, labels }));
  const rounds = Array.from({ length: 9 }, () => {
    const from = performance.now();
    for (let n = 0; n < count; n++) matched(alerts[n % alerts.length], large);
    return ((performance.now() - from) * 1000) / count;
  });
  return median(rounds);
}

function matched(alert: Alert | undefined, large: Library): void {
  if (alert === undefined || matchAlert(alert, large).runbook.failure !== alert.labels.airb_failure)
    throw new Error('an alert missed its runbook');
}

function alertOf({ runbooks, systems }: Library, { n, labels }: { n: number; labels: number }): Alert {
  const own = {
    airb_failure: runbooks[n % runbooks.length]?.failure ?? '',
    system: systems[n % systems.length]?.id ?? '',
    severity: 'critical',
  };
  const more = Array.from({ length: labels - Object.keys(own).length }, (_, k) => [
    `label_${k}`,
    `value-${n}-${k}`,
  ]);
  return {
    source: 'bench',
    fingerprint: String(n),
    status: 'firing',
    title: 'an alert',
    labels: { ...Object.fromEntries(more), ...own },
    annotations: {},
    startsAt: 0,
    extra: {},
  };
}
