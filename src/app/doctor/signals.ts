import type { Config } from '../../config.ts';
import { count } from '../../domain/plain.ts';
import type { Reading } from '../../domain/signals/reading.ts';
import { type ChatSettings, type Check, type Files, isReal, type Means } from './check.ts';

const cost = 'it can not be measured, so rollbacks are not judged by it and recovery needs an override';

/** Does Prometheus answer, and does each system's query give exactly one number? */
export async function checkSignals(
  config: Pick<Config, 'slack' | 'teams' | 'prometheusUrl'>,
  { library, means }: { library: Files; means: Means },
): Promise<Check[]> {
  if (config.prometheusUrl === undefined || means.signals === undefined) return [without(config)];
  const asked = (library?.systems ?? []).flatMap((system) =>
    system.signals.map((spec) => ({ spec, name: `${system.id} ${spec.name}` })),
  );
  const specs = asked.map(({ spec }) => spec);
  const readings = await means.signals.read(specs, means.clock.now());
  const failed = readings.flatMap(({ problem }, i) =>
    problem === undefined ? [] : [{ name: asked[i]?.name ?? '', problem }],
  );
  if (failed.length === 0) {
    return [{ check: 'signals', state: 'ok', what: `${count(asked.length, 'query', 'queries')} answered` }];
  }
  if (sameForAll(readings)) {
    const what = `${failed[0]?.problem} (${count(failed.length, 'query', 'queries')})`;
    return [{ check: 'signals', state: 'broken', what, cost: 'nothing can be measured' }];
  }
  return failed.map(({ name, problem }) => ({
    check: 'signals',
    state: 'broken',
    what: `${name}: ${problem}`,
    cost,
  }));
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
