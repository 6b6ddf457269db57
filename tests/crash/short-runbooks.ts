import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { parseScenario, type Scenario } from '../../src/sandbox/world/scenario.ts';
import { copySample } from '../support/sample-runbooks.ts';

const runbooks = fileURLToPath(new URL('../../runbooks', import.meta.url));

export interface Durations {
  /** Between a rollback and its measurement. */
  measureAfter: string;
  /** How long recovery must hold; 0s takes the first good reading. */
  hold: string;
  /** Until an unacknowledged page climbs. */
  page: string;
  /** Between updates owed at sev2. */
  update: string;
}

/** Copies some of the shipped runbooks, with waits a test can live through; everything else stays as it is shipped. */
export function shortRunbooks(folder: string, durations: Durations): void {
  copySample(folder);
  change(join(folder, 'library/governance/refusal-spike.yaml'), (runbook) => {
    part(runbook, 'rollback').measureAfter = durations.measureAfter;
    part(runbook, 'recovery').hold = durations.hold;
  });
  change(join(folder, 'organization.yaml'), (organization) => {
    part(organization, 'cadence').sev2 = { every: durations.update };
  });
  change(join(folder, 'systems/support-bot.yaml'), (system) => {
    for (const step of system.onCall as Record<string, unknown>[]) step.after = durations.page;
  });
}

type Yaml = Record<string, unknown>;

function change(file: string, edit: (content: Yaml) => void): void {
  const content = parse(readFileSync(file, 'utf8')) as Yaml;
  edit(content);
  writeFileSync(file, stringify(content));
}

function part(content: Yaml, name: string): Yaml {
  const found = content[name];
  if (typeof found !== 'object' || found === null) throw new Error(`the file has no ${name} any more`);
  return found as Yaml;
}

/** The worked example in which the prompt alone is to blame and readings follow a rollback at once. */
export function shortScenario(): Scenario {
  const file = join(runbooks, 'scenarios/support-bot.yaml');
  const scenario = parseScenario(readFileSync(file, 'utf8'));
  const cured = scenario.readings.find(
    (row) => row.when.index === 'kb-2025-02-01' && row.when.prompt === 'prompt-v6',
  );
  const after = scenario.readings.find(
    (row) => row.when.index === 'kb-2025-02-15' && row.when.prompt === 'prompt-v6',
  );
  if (!cured || !after) throw new Error('the scenario has other readings now');
  after.values = cured.values;
  scenario.settle = 0;
  return scenario;
}

/** The people and channels of the sample workspace. */
export function workspaceFile(): string {
  return readFileSync(join(runbooks, 'scenarios/workspace.yaml'), 'utf8');
}
