import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BrokenFile } from './protocol.ts';
import { FileFault } from './read-file.ts';
import type { WorkspaceFile } from './workspace.ts';
import { parseScenario, type Scenario } from './world/scenario.ts';
import { peopleFaults } from './world/scenario-faults.ts';

interface Found {
  scenarios: Scenario[];
  /** One that is broken takes no other from the stage. */
  broken: BrokenFile[];
}

/** Names of the files of a folder that are scenarios. */
export function scenarioFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith('.yaml') && file !== 'workspace.yaml')
    .toSorted();
}

/**
 * The scenarios of a folder, the one to begin with first.
 * @param asked the one somebody asked for; otherwise the workspace's own, or the first there is
 * @throws Error when none can be played, or not the one asked for, and why
 */
export function scenariosIn(dir: string, workspace: WorkspaceFile, asked?: string): Found {
  const { scenarios, broken } = readScenarios(
    scenarioFiles(dir).map((file) => join(dir, file)),
    workspace,
  );
  if (scenarios.length === 0)
    throw new Error(`No scenario in ${dir} can be played. ${reasons(broken) || 'The folder has none.'}`);
  const wish = asked ?? workspace.scenario;
  const there = scenarios.some(({ name }) => name === wish);
  const names = scenarios.map(({ name }) => name).join(', ');
  const own = broken.filter(({ file }) => file === `${wish}.yaml`);
  if (asked !== undefined && !there)
    throw new Error(
      own.length > 0
        ? `The scenario ${asked} can't be played. ${reasons(own)}\nThere are ${names}.`
        : `There is no scenario ${asked} in ${dir}; there are ${names}.`,
    );
  if (wish !== undefined && !there && own.length === 0)
    broken.push({ file: 'workspace.yaml', why: `scenario: there is no ${wish}; there are ${names}.` });
  return { scenarios: scenarios.sort((a, b) => Number(b.name === wish) - Number(a.name === wish)), broken };
}

/** Reads scenario files, each by itself. */
export function readScenarios(paths: string[], workspace: WorkspaceFile): Found {
  const found: Found = { scenarios: [], broken: [] };
  for (const path of paths) {
    const file = basename(path);
    try {
      const scenario = parseScenario(readFileSync(path, 'utf8'));
      const why = doubt(scenario, found.scenarios, workspace);
      if (why === undefined) found.scenarios.push(scenario);
      else found.broken.push({ file, why });
    } catch (error) {
      if (!(error instanceof FileFault) && !(error instanceof Error && 'code' in error)) throw error;
      found.broken.push({ file, why: error.message });
    }
  }
  return found;
}

function doubt(scenario: Scenario, others: Scenario[], { people }: WorkspaceFile): string | undefined {
  if (others.some(({ name }) => name === scenario.name))
    return `name: ${scenario.name} is the name of another scenario.`;
  const [fault] = peopleFaults(scenario, people);
  return fault && `${fault.path.join('.')}: expected ${fault.expected}`;
}

function reasons(broken: BrokenFile[]): string {
  return broken.map(({ file, why }) => `${file}: ${why}`).join('\n');
}
