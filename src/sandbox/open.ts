import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox, type Sandbox, type SandboxOptions } from './server.ts';
import { parseWorkspace } from './workspace.ts';
import { parseScenario, type Scenario } from './world/scenario.ts';

export type { Sandbox } from './server.ts';

/** Secrets both sides of a sandbox in one process share. */
export interface SandboxKeys {
  botToken: string;
  signingSecret: string;
  sourceSecrets: { alertmanager: string; generic: string };
}

/**
 * Opens the sandbox beside a bot in the same process; the two still talk only over HTTP.
 * @throws Error when a scenario or the workspace file is broken, or when there is no scenario of the given name
 */
export function openSandbox(
  folders: { runbooksDir: string; dataDir: string; pageDir: string },
  facts: {
    keys: SandboxKeys;
    clock: SandboxOptions['clock'];
    url: string;
    manifest: unknown;
    scenario?: string;
  },
): Sandbox {
  const { keys, clock, url, manifest } = facts;
  const dir = join(folders.runbooksDir, 'scenarios');
  const workspace = parseWorkspace(readFileSync(join(dir, 'workspace.yaml'), 'utf8'));
  return createSandbox({
    workspace,
    scenarios: scenariosIn(dir, facts.scenario ?? workspace.scenario),
    manifest,
    signingSecret: keys.signingSecret,
    botToken: keys.botToken,
    app: {
      slackUrl: `${url}/slack/events`,
      alertsUrl: `${url}/alerts/alertmanager`,
      alertsSecret: keys.sourceSecrets.alertmanager,
      changesUrl: `${url}/changes/generic`,
      changesSecret: keys.sourceSecrets.generic,
    },
    publicUrl: url,
    clock,
    pageDir: folders.pageDir,
    file: join(folders.dataDir, 'sandbox.json'),
  });
}

/** All scenarios, the given one first. */
function scenariosIn(dir: string, wish?: string): Scenario[] {
  const files = readdirSync(dir)
    .filter((file) => file.endsWith('.yaml') && file !== 'workspace.yaml')
    .toSorted();
  const all = files.map((file) => parseScenario(readFileSync(join(dir, file), 'utf8')));
  if (wish !== undefined && !all.some((scenario) => scenario.name === wish)) {
    throw new Error(
      `There is no scenario ${wish} in ${dir}; there are ${all.map((one) => one.name).join(', ')}.`,
    );
  }
  return all.sort((a, b) => Number(b.name === wish) - Number(a.name === wish));
}
