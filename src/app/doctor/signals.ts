import type { Config } from '../../config.ts';
import { count } from '../../domain/plain.ts';
import type { Reading } from '../../domain/signals/reading.ts';
import { noSeries, noTraffic } from '../../domain/signals/traffic.ts';
import type { Signals } from '../../ports/signals.ts';
import { type ChatSettings, type Check, type Files, isReal, type Means } from './check.ts';

const cost = 'it can not be measured, so rollbacks are not judged by it and recovery needs an override';

/** Does Prometheus answer, does each signal's query give exactly one number, and does the traffic tell who answers? */
export async function checkSignals(
  config: Pick<Config, 'slack' | 'teams' | 'prometheusUrl'>,
  { library, means }: { library: Files; means: Means },
): Promise<Check[]> {
  const { signals, clock } = means;
  if (config.prometheusUrl === undefined || signals === undefined) return [without(config)];
  const { checks, answers } = await readings({ library, signals, clock });
  return answers ? [...checks, ...(await traffic({ library, signals, clock }))] : checks;
}

interface Asking {
  library: Files;
  signals: Signals;
  clock: Means['clock'];
}

/** `answers` is false where nothing was read at all. */
async function readings({ library, signals, clock }: Asking): Promise<{ checks: Check[]; answers: boolean }> {
  const asked = (library?.systems ?? []).flatMap((system) =>
    system.signals.map((spec) => ({ spec, name: `${system.id} ${spec.name}` })),
  );
  const specs = asked.map(({ spec }) => spec);
  const taken = await signals.read(specs, clock.now());
  const failed = taken.flatMap(({ problem }, i) =>
    problem === undefined ? [] : [{ name: asked[i]?.name ?? '', problem }],
  );
  if (failed.length === 0) {
    const what = `${count(asked.length, 'query', 'queries')} answered`;
    return { checks: [{ check: 'signals', state: 'ok', what }], answers: true };
  }
  if (sameForAll(taken)) {
    const what = `${failed[0]?.problem} (${count(failed.length, 'query', 'queries')})`;
    return {
      checks: [{ check: 'signals', state: 'broken', what, cost: 'nothing can be measured' }],
      answers: false,
    };
  }
  const checks = failed.map(({ name, problem }) => ({
    check: 'signals' as const,
    state: 'broken' as const,
    what: `${name}: ${problem}`,
    cost,
  }));
  return { checks, answers: true };
}

/** No traffic just now is nothing wrong; a query that can't tell who answers is, and one without an answer may be. */
async function traffic({ library, signals, clock }: Asking): Promise<Check[]> {
  const asked = (library?.systems ?? []).flatMap(({ id, observed = [] }) =>
    observed.map((spec) => ({ spec, name: `${id} observed ${spec.part}` })),
  );
  if (asked.length === 0) return [];
  const specs = asked.map(({ spec }) => spec);
  const shares = await signals.shares(specs, clock.now());
  return shares.flatMap((one, i): Check[] => {
    if (!('problem' in one) || one.problem === noTraffic) return [];
    const told = {
      check: 'signals' as const,
      what: `${asked[i]?.name ?? ''}: ${one.problem}`,
      cost: 'a version that nobody announced would not be seen in the traffic',
    };
    return one.problem === noSeries
      ? [{ ...told, state: 'missing', fix: 'Ask it while there is traffic; if it is empty then, correct it' }]
      : [{ ...told, state: 'broken' }];
  });
}

function without(config: ChatSettings): Check {
  if (!isReal(config)) return { check: 'signals', state: 'ok', what: 'those of the sandbox' };
  return {
    check: 'signals',
    state: 'missing',
    what: 'PROMETHEUS_URL is not set',
    cost: 'rollbacks are not measured and recovery needs an override',
    fix: 'Set it to the address of your Prometheus',
  };
}

/** One cause is one line: an address nobody answers at is not a fault of each query. */
function sameForAll(readings: Reading[]): boolean {
  return readings.length > 1 && new Set(readings.map(({ problem }) => problem)).size === 1;
}
