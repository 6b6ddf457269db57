import { readFileSync } from 'node:fs';
import type { OnStage } from './context.ts';
import { emptyWorld, type PartVersion, type WorldState } from './state.ts';
import { instantQuery, type PrometheusAnswer, rangeQuery } from './world/prometheus.ts';
import { parseScenario, type Scenario } from './world/scenario.ts';
import { dated } from './world/story-time.ts';
import { currentScenario, partsFrom } from './world/world.ts';

/** A scenario played by itself, without workspace and port: what is read, and what is live. It keeps nothing. */
export interface Stage {
  /** As `/api/v1/query` of Prometheus. */
  query(query: string, at: number): PrometheusAnswer;
  /** As `/api/v1/query_range`; times in milliseconds. */
  range(query: string, stretch: { from: number; to: number; step: number }): PrometheusAnswer;
  /** The version of a part now; undefined where the scenario has no such part, or nobody can change it. */
  live(part: string): string | undefined;
  /** The versions that can be asked for. */
  versions(part: string): string[];
}

/**
 * @param told.startedAt when the alert of the story came
 * @param told.now the moment it is looked at
 * @param told.deeds what was put live since then, oldest first
 */
export function openStage(
  scenario: Scenario,
  told: { startedAt: number; now: number; deeds: (PartVersion & { part: string })[] },
): Stage {
  const parts = partsFrom(scenario, told.startedAt);
  for (const { part, ...deed } of told.deeds) parts[part]?.push(deed);
  const onset = told.startedAt + scenario.onset;
  const world: WorldState = { ...emptyWorld(), scenario: scenario.name, onset, parts };
  const stage: OnStage = { scenarios: [scenario], state: { world }, now: () => told.now };
  const inside = (part: string) => (currentScenario(stage).parts[part]?.outside ? undefined : parts[part]);
  return {
    query: (query, at) => instantQuery(stage, { query, time: String(at / 1000) }),
    range: (query, { from, to, step }) =>
      rangeQuery(stage, {
        query,
        start: String(from / 1000),
        end: String(to / 1000),
        step: String(step / 1000),
      }),
    live: (part) => inside(part)?.findLast(({ at }) => at <= told.now)?.version,
    versions: (part) => [
      ...new Set([
        ...(inside(part) ?? []).map(({ version }) => version),
        ...(scenario.parts[part]?.others ?? []),
      ]),
    ],
  };
}

/** The alert and the changes of the story as other tools would send them, with the times of a beginning. */
export function storyAt(scenario: Scenario, startedAt: number): { alert: unknown; changes: unknown[] } {
  return {
    alert: dated(scenario.alert, startedAt),
    changes: scenario.changes.map((change) => dated(change, startedAt)),
  };
}

/** @throws Error when the file can't be read or is no scenario */
export function readScenario(path: string): Scenario {
  return parseScenario(readFileSync(path, 'utf8'));
}

export type { Scenario } from './world/scenario.ts';
