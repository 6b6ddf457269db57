import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, onTestFinished } from 'vitest';
import type { Check, Means } from '../../src/app/doctor/check.ts';
import { meansOf } from '../../src/app/doctor/means.ts';
import { registerDoctor } from '../../src/cli/doctor/doctor.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { runbookFolder } from '../library/folder.ts';

/** An installation where nothing is missing, against a Slack that knows it and a Prometheus that answers. */
export const installed = {
  SLACK_BOT_TOKEN: 'xoxb-of-the-test',
  SLACK_SIGNING_SECRET: 'signed-in-tests',
  AIRB_PUBLIC_URL: 'https://airb.example.com',
  AIRB_API_TOKEN: 'a-token-for-tests-only',
  AIRB_ALERTMANAGER_SECRET: 'a-shared-secret-for-tests',
  AIRB_PAGE_WEBHOOK_URL: 'https://pager.example.com/hook',
  AIRB_PAGE_WEBHOOK_SECRET: 'a-page-secret-for-tests',
  PROMETHEUS_URL: 'http://prometheus.example.com:9090',
  AIRB_SANDBOX_URL: 'https://targets.example.com',
  SUPPORT_BOT_ROLLBACK_TOKEN: 'a-rollback-token-for-tests',
};

export function given(env: Env = {}) {
  const folder = runbookFolder();
  folder.edit('systems/support-bot.yaml', 'sample: true\n', '');
  const dataDir = mkdtempSync(join(tmpdir(), 'airb-doctor-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return { folder, dataDir, env: { AIRB_RUNBOOKS_DIR: folder.dir, AIRB_DATA_DIR: dataDir, ...env } };
}

export const healthy: Partial<Means> = {
  askAudience: async () => ({ state: 'ok', what: 'airb is in it' }),
  currentOf: () => async () => ({ version: 'as-it-is' }),
  elsewhere: async (library) => ({ library, gone: new Set(), troubles: [] }),
  chats: [{ name: 'Slack', ask: async () => ({ place: 'Slack workspace Sample', problems: [] }) }],
  signals: {
    read: async (specs, at) => specs.map(({ name }) => ({ signal: name, at, value: 1 })),
    history: async () => [],
    shares: async (observed) => observed.map(() => ({ values: [] })),
  },
};

type Env = Record<string, string | undefined>;

/** Runs the doctor; what `means` leaves out is the real adapter. `read` may lead it to a played platform. */
export async function doctor(
  env: Env,
  means: Partial<Means> = healthy,
  read: (env: Env) => Config = readConfig,
) {
  const told = { lines: [] as Check[], ok: false, text: '', code: -1 };
  const look = async (...options: string[]) => {
    const program = new Command().exitOverride();
    const io = {
      out(text: string) {
        told.text = text;
      },
      err: () => undefined,
      exit(code: number) {
        told.code = code;
      },
    };
    const settings = () => read(env);
    const built = async (config: Config) => ({ ...meansOf(config), patience: endless, ...means });
    registerDoctor(program, { settings, means: built }, io);
    await program.parseAsync(['doctor', ...options], { from: 'user' });
  };
  await look('--json');
  const { ok, checks } = JSON.parse(told.text) as { ok: boolean; checks: Check[] };
  await look();
  return { ...told, ok, lines: checks };
}

/** However slow the machine of the test is. */
const endless: Means['patience'] = () => ({ over: new Promise(() => undefined), end: () => undefined });

export const wrong = (lines: Check[]) => lines.filter(({ state }) => state !== 'ok');

/** Lets a pattern stand for a text. */
export function matching(line: Record<string, string | RegExp>): Record<string, unknown> {
  const entries = Object.entries(line).map(([name, value]) => [
    name,
    value instanceof RegExp ? expect.stringMatching(value) : value,
  ]);
  return Object.fromEntries(entries);
}
