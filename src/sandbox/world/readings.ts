import type { PartVersion, WorldState } from '../state.ts';
import type { Scenario } from './scenario.ts';

/** The version of a part at a moment; undefined before its history begins. */
export function versionAt(history: PartVersion[], at: number): string | undefined {
  return history.findLast((entry) => entry.at <= at)?.version ?? history[0]?.version;
}

/** A signal at a moment. */
interface Asked {
  signal: string;
  at: number;
}

/**
 * What a signal reads at a moment, in its base unit (ratios 0–1); undefined when it is not measured then.
 * Normal before the onset; after it the readings follow the versions that are live, in a straight line over `settle`.
 */
export function readingAt(scenario: Scenario, world: WorldState, { signal, at }: Asked): number | undefined {
  if (isBlind(scenario, world, { signal, at })) return undefined;
  const normal = scenario.signals[signal]?.normal ?? Number.NaN;
  let start = world.onset;
  let from = normal;
  if (at < start) return normal;
  for (const next of [...turningPoints(world).filter((point) => point <= at), at]) {
    const target = targetAt(scenario, world, { signal, at: start });
    from =
      scenario.settle === 0 ? target : from + (target - from) * Math.min(1, (next - start) / scenario.settle);
    start = next;
  }
  return rounded(from);
}

/** The moments after the onset at which some part changed. */
function turningPoints(world: WorldState): number[] {
  const moments = Object.values(world.parts).flatMap((history) => history.map((entry) => entry.at));
  return [...new Set(moments)].filter((at) => at > world.onset).sort((a, b) => a - b);
}

/** The rows that hold with the versions live at that moment. */
function rowsAt(scenario: Scenario, world: WorldState, at: number) {
  const holds = ({ when }: Scenario['readings'][number]) =>
    Object.entries(when).every(([part, version]) => versionAt(world.parts[part] ?? [], at) === version);
  return { base: scenario.readings.find(holds), overrides: scenario.overrides.filter(holds) };
}

/** Whether the versions live at that moment leave a signal without a measurement. */
function isBlind(scenario: Scenario, world: WorldState, { signal, at }: Asked): boolean {
  if (at < world.onset) return false;
  const { base, overrides } = rowsAt(scenario, world, at);
  const last = overrides.findLast(({ values }) => signal in values) ?? base;
  return last?.values[signal] === null;
}

/** Where the signal is heading with the versions live at that moment, whether or not it is measured. */
function targetAt(scenario: Scenario, world: WorldState, { signal, at }: Asked): number {
  const { base, overrides } = rowsAt(scenario, world, at);
  const adjusted = overrides.findLast(({ values }) => typeof values[signal] === 'number')?.values[signal];
  return adjusted ?? base?.values[signal] ?? scenario.signals[signal]?.normal ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
