import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duties } from './context.ts';
import { leftAt } from './persist.ts';
import { scenariosIn } from './scenarios-in.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './server.ts';
import { parseWorkspace } from './workspace.ts';

export type { Duties } from './context.ts';
export type { Sandbox } from './server.ts';

/** Secrets both sides of a sandbox in one process share. */
export interface SandboxKeys {
  botToken: string;
  signingSecret: string;
  sourceSecrets: { alertmanager: string; generic: string };
}

const fileName = 'sandbox.json';

/** The moment on the clock at which the sandbox in a data folder was left, milliseconds; undefined where none was. */
export function sandboxLeftAt(dataDir: string): number | undefined {
  return leftAt(join(dataDir, fileName));
}

/**
 * Opens the sandbox beside a bot in the same process; the two still talk only over HTTP.
 * @throws Error when the workspace file is broken, or when no scenario can be played, or not the one asked for
 */
export function openSandbox(
  folders: { runbooksDir: string; dataDir: string; pageDir: string },
  facts: {
    keys: SandboxKeys;
    clock: SandboxOptions['clock'];
    url: string;
    manifest: unknown;
    scenario?: string;
    duties?: Duties;
  },
): Sandbox {
  const { keys, clock, url, manifest, duties = {} } = facts;
  const dir = join(folders.runbooksDir, 'scenarios');
  const workspace = parseWorkspace(readFileSync(join(dir, 'workspace.yaml'), 'utf8'));
  return createSandbox({
    workspace,
    ...scenariosIn(dir, workspace, facts.scenario),
    duties,
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
    file: join(folders.dataDir, fileName),
  });
}
