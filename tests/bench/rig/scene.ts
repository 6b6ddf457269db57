import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { slackManifest } from '../../../src/chat/slack/package/manifest.ts';
import { sealKey } from '../../support/seal.ts';
import { answered, freePort, type Program, startNode } from './process.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const runbooks = join(root, 'runbooks');

/** A bot and a Slack-compatible workspace, each in its own process, with secrets of their own. */
export interface Scene {
  bot: Program;
  workspace: Workspace;
  dataDir: string;
  secrets: { alerts: string; signing: string; api: string };
  /** Ends the bot and starts it again on the same records and address. @returns once it is ready */
  restart(between?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** The systems of a scene: so many copies of the sample, `bench-1` and on. */
export const systemName = (n: number) => `bench-${n}`;

/**
 * @param facts.systems how many systems the bot knows; `facts.latencyMs` is added to every call of the workspace
 * @param facts.audiences how many more channels hear of every incident, `audience-1` and on
 * @param facts.signals how many more signals each system has, `more_1` and on
 * @param facts.settings more of the bot's environment
 */
export async function openScene(
  dir: string,
  facts: {
    systems: number;
    latencyMs: number;
    audiences?: number;
    signals?: number;
    settings?: Record<string, string>;
  },
): Promise<Scene> {
  const home = mkdtempSync(join(dir, 'scene-'));
  const secret = () => randomBytes(12).toString('hex');
  const secrets = {
    alerts: secret(),
    signing: secret(),
    token: `xoxb-${secret()}`,
    rollback: secret(),
    api: secret(),
  };
  const [botPort, port] = [await freePort(), await freePort()];
  const { audiences = 0, signals = 0 } = facts;
  const sandbox = startNode(sandboxArgs(home, { port, botPort, audiences, ...secrets }), port);
  const workspace = createWorkspace(sandbox.url);
  await answered(`${sandbox.url}/sandbox/api/dump?parts=now`);
  await workspace.latency(facts.latencyMs);
  const dataDir = join(home, 'data');
  const env = {
    AIRB_RUNBOOKS_DIR: copyRunbooks(home, { systems: facts.systems, audiences, signals }),
    AIRB_ALERTMANAGER_SECRET: secrets.alerts,
    AIRB_GRAFANA_SECRET: secrets.alerts,
    AIRB_API_TOKEN: secrets.api,
    AIRB_SEAL_KEY: sealKey,
    SLACK_BOT_TOKEN: secrets.token,
    SLACK_SIGNING_SECRET: secrets.signing,
    SLACK_API_URL: `${sandbox.url}/sandbox/slack/api/`,
    PROMETHEUS_URL: `${sandbox.url}/sandbox/prometheus`,
    AIRB_SANDBOX_URL: `${sandbox.url}/sandbox`,
    SUPPORT_BOT_ROLLBACK_TOKEN: secrets.rollback,
    ...facts.settings,
  };
  const scene: Scene = {
    bot: await startBot({ port: botPort, dataDir, env }),
    workspace,
    dataDir,
    secrets,
    async restart(between) {
      await scene.bot.stop();
      await between?.();
      scene.bot = await startBot({ port: botPort, dataDir, env });
    },
    async stop() {
      await scene.bot.stop();
      await sandbox.stop();
    },
  };
  return scene;
}

/** `node dist/main.js serve`, ready. Nothing of the caller's environment reaches it except where programs are found. */
export async function startBot(facts: {
  port: number;
  dataDir: string;
  env?: Record<string, string>;
}): Promise<Program> {
  const bot = spawnBot(facts);
  await answered(`${bot.url}/readyz`, 20);
  return bot;
}

/** The same, not waited for. */
export function spawnBot({ port, dataDir, env = {} }: Parameters<typeof startBot>[0]): Program {
  const settings = { PATH: process.env.PATH, AIRB_PORT: String(port), AIRB_DATA_DIR: dataDir, ...env };
  return startNode([...extraArgs(), join(root, 'dist/main.js'), 'serve'], port, { cwd: root, env: settings });
}

/** `BENCH_NODE_ARGS=--cpu-prof` and the like, to look for what takes the time. */
function extraArgs(): string[] {
  return (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter((word) => word !== '');
}

function sandboxArgs(
  home: string,
  facts: { port: number; botPort: number; audiences: number; signing: string; token: string },
): string[] {
  const manifest = join(home, 'manifest.json');
  const bot = `http://127.0.0.1:${facts.botPort}`;
  writeFileSync(manifest, JSON.stringify(slackManifest({ url: bot, socket: false })));
  const options = {
    port: String(facts.port),
    bot,
    manifest,
    workspace: workspaceWith(home, facts.audiences),
    scenario: join(runbooks, 'scenarios/support-bot.yaml'),
    'signing-secret': facts.signing,
    'bot-token': facts.token,
  };
  return [
    join(root, 'dist/sandbox/main.js'),
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
  ];
}

const namesOf = (audiences: number) => Array.from({ length: audiences }, (_, n) => `audience-${n + 1}`);

/** The sample workspace, with a channel for each of so many audiences more. */
function workspaceWith(home: string, audiences: number): string {
  const sample = readFileSync(join(runbooks, 'scenarios/workspace.yaml'), 'utf8');
  const channels = namesOf(audiences).map(
    (name, n) =>
      `  - { id: C02A${n + 1}, name: ${name}, topic: '', purpose: '', members: [UAIRB, U01CHLOE] }\n`,
  );
  const file = join(home, 'workspace.yaml');
  writeFileSync(file, sample.replace('\nchannels:\n', `$&${channels.join('')}`));
  return file;
}

function copyRunbooks(
  home: string,
  { systems, audiences, signals }: { systems: number; audiences: number; signals: number },
): string {
  const dir = join(home, 'runbooks');
  mkdirSync(dir, { recursive: true });
  cpSync(runbooks, dir, { recursive: true });
  const more = Array.from(
    { length: signals },
    (_, n) =>
      `  more_${n + 1}: { title: Signal ${n + 1}, query: more_${n + 1}, unit: ratio, baseline: 0.04, better: lower }\n`,
  );
  const file = readFileSync(join(runbooks, 'systems/support-bot.yaml'), 'utf8');
  const sample = file.replace('\nsignals:\n', `$&${more.join('')}`);
  for (let n = 1; n <= systems; n++) writeFileSync(join(dir, `systems/${systemName(n)}.yaml`), sample);
  const organization = join(dir, 'organization.yaml');
  const hears = namesOf(audiences).map(
    (name) =>
      `  ${name}: { title: ${name}, channel: ${name}, form: internal, severities: [sev1, sev2, sev3], systems: all }\n`,
  );
  const before = readFileSync(organization, 'utf8');
  writeFileSync(organization, before.replace('\naudiences:\n', `$&${hears.join('')}`));
  return dir;
}
