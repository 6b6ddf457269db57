import { LRUCache } from 'lru-cache';
import { readFile } from '../read-file.ts';
import { scenarioFaults } from './scenario-faults.ts';
import { type Scenario, scenarioShape } from './scenario-file.ts';

export type { Done, Scenario } from './scenario-file.ts';

/** A scenario file with all that can be checked of it alone. */
export const scenarioFile = scenarioShape.superRefine((scenario, ctx) => {
  for (const { path, expected } of scenarioFaults(scenario))
    ctx.addIssue({ code: 'custom', path, message: expected });
});

/** Scenarios by the text of their files: whoever reads a folder again reads only what changed. */
const known = new LRUCache<string, Scenario>({ max: 50 });

/**
 * Reads a scenario file.
 * @throws FileFault naming the lines and keys that are wrong.
 */
export function parseScenario(yaml: string): Scenario {
  const scenario = known.get(yaml) ?? readFile('', scenarioFile, yaml);
  known.set(yaml, scenario);
  // A copy for each: what one world does to its scenario is no business of another.
  return structuredClone(scenario);
}
