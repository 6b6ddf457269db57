import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAlertmanager } from '../alerts/alertmanager.ts';
import { parseChanges } from '../changes/generic.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Instant } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { DrillStory, Scenarios } from '../ports/scenarios.ts';
import { readScenario, type Scenario, storyAt } from '../sandbox/stage.ts';
import { type Deeds, drillWorld } from './drill-world.ts';

/** The scenarios of a runbooks folder, as drills play them: read when they are asked for, so that an edit counts at once. */
export function scenariosOf(
  { runbooksDir }: { runbooksDir: string },
  { library, clock }: { library: () => Library; clock: Clock },
): Scenarios {
  const dir = join(runbooksDir, 'scenarios');
  const read = new Map<string, { changed: number; scenario: Scenario }>();
  const worlds = new Map<number, Deeds>();

  function named(name: string): Scenario | undefined {
    if (!/^[a-z0-9-]+$/.test(name)) return undefined;
    const path = join(dir, `${name}.yaml`);
    try {
      const changed = statSync(path).mtimeMs;
      const known = read.get(name);
      if (known?.changed === changed) return known.scenario;
      const scenario = readScenario(path);
      read.set(name, { changed, scenario });
      return scenario;
    } catch {
      // It is not there, or is none: `airb runbooks lint` says what is wrong with it.
      return undefined;
    }
  }

  function names(): string[] {
    try {
      return readdirSync(dir)
        .filter((file) => file.endsWith('.yaml') && file !== 'workspace.yaml')
        .map((file) => file.slice(0, -'.yaml'.length))
        .toSorted();
    } catch {
      return [];
    }
  }

  const playable = (scenario: Scenario) =>
    scenario.truth !== undefined && library().systems.some(({ id }) => id === scenario.system);

  return {
    list: () =>
      names()
        .flatMap((name) => named(name) ?? [])
        .filter(playable)
        .map(({ name, title, system }) => ({ name, title, system })),
    story(name, startedAt) {
      const scenario = named(name);
      if (scenario === undefined)
        return {
          problem: `there is no scenario ${name.slice(0, 60)} in runbooks/scenarios that can be read`,
        };
      if (scenario.truth === undefined)
        return { problem: `the scenario ${name} has no \`truth\`, so nobody could say how it went` };
      if (!playable(scenario))
        return {
          problem: `the scenario ${name} happens to ${scenario.system}, and no system file has that id`,
        };
      return storyOf(scenario, startedAt) ?? { problem: `the alert of the scenario ${name} can’t be read` };
    },
    world(incident) {
      const kept = worlds.get(incident.number) ?? new Map();
      worlds.set(incident.number, kept);
      const scenario = incident.drill && named(incident.drill.scenario);
      return drillWorld({ incident, scenario, clock, kept });
    },
  };
}

function storyOf(scenario: Scenario, startedAt: Instant): DrillStory | undefined {
  const { name, title, system, truth } = scenario;
  const told = storyAt(scenario, startedAt);
  const [alert] = parseAlertmanager(told.alert, startedAt).items;
  if (alert === undefined || truth === undefined) return undefined;
  const changes = told.changes.flatMap((change) => parseChanges(change, startedAt).items);
  const { fingerprint } = alert;
  return { name, title, system, truth, alert: { ...alert, fingerprint: `drill-${fingerprint}` }, changes };
}
