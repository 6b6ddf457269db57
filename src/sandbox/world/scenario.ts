import { readFile } from '../read-file.ts';
import { scenarioFaults } from './scenario-faults.ts';
import { type Scenario, scenarioShape } from './scenario-file.ts';

export type { Done, Scenario } from './scenario-file.ts';

/** A scenario file with all that can be checked of it alone. */
export const scenarioFile = scenarioShape.superRefine((scenario, ctx) => {
  for (const { path, expected } of scenarioFaults(scenario))
    ctx.addIssue({ code: 'custom', path, message: expected });
});

/**
 * Reads a scenario file.
 * @throws FileFault naming the lines and keys that are wrong.
 */
export function parseScenario(yaml: string): Scenario {
  return readFile('', scenarioFile, yaml);
}
