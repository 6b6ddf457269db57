import type { PartVersion, WorldState } from '../state.ts';
import type { Scenario } from './scenario.ts';

/** The version of a part at a moment; undefined before its history begins. */
export function versionAt(history: PartVersion[], at: number): string | undefined {
  return history.findLast((entry) => entry.at <= at)?.version ?? history[0]?.version;
}

/**
 * What a signal reads at a moment, in its base unit (ratios 0–1).
 * Normal before the onset; after it the readings follow the versions that are live, in a straight line over `settle`.
 */
export function readingAt(
  scenario: Scenario,
  world: WorldState,
  { signal, at }: { signal: string; at: number },
): number {
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

/** Where the signal is heading with the versions live at that moment. */
function targetAt(
  scenario: Scenario,
  world: WorldState,
  { signal, at }: { signal: string; at: number },
): number {
  const live = (when: Record<string, string>) =>
    Object.entries(when).every(([part, version]) => versionAt(world.parts[part] ?? [], at) === version);
  const base = scenario.readings.find((row) => live(row.when))?.values[signal];
  const adjusted = scenario.overrides.findLast((row) => signal in row.values && live(row.when))?.values[
    signal
  ];
  return adjusted ?? base ?? scenario.signals[signal]?.normal ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
