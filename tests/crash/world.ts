import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { slackManifest } from '../../src/chat/slack/package/manifest.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { parseWorkspace } from '../../src/sandbox/workspace.ts';
import { type BotLife, startBot } from '../support/bot-process.ts';
import { closed, listening } from '../support/loopback.ts';
import type { Call, KillPlan, Side } from './calls.ts';
import { openProxy } from './proxy.ts';
import { superviseReplicas } from './replicas.ts';
import { type Durations, shortRunbooks, shortScenario, workspaceFile } from './short-runbooks.ts';

export interface Death {
  call: Call;
  side: Side;
}

/**
 * The bot with everything around it. The workspace, the pager, the metrics and the rollback targets live in this
 * process and go on when the bot dies; a supervisor starts it again at once, as systemd would.
 */
export interface World {
  sandbox: Sandbox;
  /** Where the people of the workspace act; not counted. */
  people: string;
  /** The public address of the bot, which stays the same over its lives. */
  door: string;
  dataDir: string;
  env: Record<string, string>;
  secrets: { alerts: string; changes: string };
  deaths: Death[];
  calls: Call[];
  /** Lives begun so far. */
  lives(): number;
  /** True where several bots serve, each with its share of what a platform allows. */
  shares: boolean;
  /** SIGKILL now, whatever it does; `held` keeps it dead until `revive`. */
  strike(held?: 'held'): void;
  revive(): void;
  /** One that is up stands still, and gets nothing from outside meanwhile. @returns lets it go on */
  freeze(): () => void;
  ready(): boolean;
  /** How many bots listen. */
  up(): number;
  /** Slack offers undelivered events again; its minutes of waiting are passed over. */
  redeliver(): Promise<void>;
  /** Ends the bot in good order. @returns how it ended */
  end(): Promise<number | NodeJS.Signals>;
  /** When it ended; now while it has not. */
  endedAt(): number;
  /** Ends of the bot that nobody here brought about, and what it logged. */
  faults(): string[];
  log(): string;
  close(): Promise<void>;
}

/** What the buttons are sealed with, so that whoever compares a message with its card can seal too. */
export const sealKey = 'the same in every life';

const random = () => randomBytes(16).toString('hex');
/** Longer than the longest wait of Slack between two deliveries of an event. */
const pastAllRetries = 301_000;

/**
 * @param plan decides at which calls the bot dies
 * @param gather milliseconds in which further calls come to the same point before it dies; 0 kills at once
 */
export async function openWorld({
  durations,
  plan,
  gather = 0,
  settings = {},
  replicas = 1,
  died = () => undefined,
}: {
  durations: Durations;
  plan: KillPlan;
  gather?: number;
  /** More of the bot's environment. */
  settings?: Record<string, string>;
  /** How many bots serve at a time; for more than one, the settings name a database. */
  replicas?: number;
  /** Called at each death that is brought about here. */
  died?: () => unknown;
}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'airb-torture-'));
  shortRunbooks(join(folder, 'runbooks'), durations);
  const deaths: Death[] = [];
  const calls: Call[] = [];
  const keys = { token: `xoxb-${random()}`, signing: random(), alerts: random(), changes: random() };
  const bot = replicas > 1 ? superviseReplicas(replicas) : superviseBot();
  const strike = (held?: 'held') => {
    bot.strike(held);
    died();
  };

  const sideOf = (call: Call): Side | undefined => {
    calls.push(call);
    return plan(call);
  };
  /** One death may catch several calls on the wire, as it does outside. */
  const kill = async (call: Call, side: Side) => {
    const life = bot.lives();
    deaths.push({ call, side });
    if (call.direction === 'out' && gather > 0) await pause(gather);
    if (bot.lives() === life) strike();
  };
  const peers = createServer();
  const people = await listening(peers);
  const outside = await openProxy({
    direction: 'out',
    target: () => people,
    alive: bot.running,
    sideOf,
    kill,
  });
  const door = await openProxy({ direction: 'in', target: bot.url, alive: bot.running, sideOf, kill });

  let jump = 0;
  let endedAt: number | undefined;
  const sandbox = createSandbox({
    workspace: parseWorkspace(workspaceFile()),
    scenarios: [shortScenario()],
    manifest: slackManifest({ url: door.url, socket: false }),
    signingSecret: keys.signing,
    botToken: keys.token,
    app: {
      slackUrl: `${door.url}/slack/events`,
      alertsUrl: `${door.url}/alerts/alertmanager`,
      changesUrl: `${door.url}/changes/generic`,
    },
    publicUrl: outside.url,
    clock: {
      now: () => Date.now() + jump,
      advance: (ms) => {
        jump += ms;
      },
    },
    pageDir: folder,
  });
  peers.on('request', (req, res) => {
    if (!sandbox.handle(req, res)) res.writeHead(404).end();
  });

  const env = {
    AIRB_PORT: '0',
    AIRB_PUBLIC_URL: door.url,
    AIRB_DATA_DIR: join(folder, 'data'),
    AIRB_RUNBOOKS_DIR: join(folder, 'runbooks'),
    AIRB_LOG_LEVEL: 'warn',
    AIRB_SEAL_KEY: sealKey,
    ...(replicas > 1 && { AIRB_AUDIT_KEY: random() }),
    AIRB_ALERTMANAGER_SECRET: keys.alerts,
    AIRB_GENERIC_SECRET: keys.changes,
    SLACK_BOT_TOKEN: keys.token,
    SLACK_SIGNING_SECRET: keys.signing,
    SLACK_API_URL: `${outside.url}/sandbox/slack/api/`,
    PAGERDUTY_ROUTING_KEY: random(),
    PAGERDUTY_URL: `${outside.url}/sandbox/pagerduty`,
    PROMETHEUS_URL: `${outside.url}/sandbox/prometheus`,
    AIRB_SANDBOX_URL: `${outside.url}/sandbox`,
    SUPPORT_BOT_ROLLBACK_TOKEN: random(),
    ...settings,
  };
  bot.start(env);

  return {
    sandbox,
    people,
    door: door.url,
    dataDir: env.AIRB_DATA_DIR,
    env,
    secrets: { alerts: keys.alerts, changes: keys.changes },
    deaths,
    calls,
    lives: bot.lives,
    shares: replicas > 1,
    strike,
    revive: bot.revive,
    freeze: bot.freeze,
    ready: () => bot.url() !== undefined,
    up: bot.up,
    async redeliver() {
      await fetch(`${people}/sandbox/api/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ advanceMs: pastAllRetries }),
      });
      jump = 0;
    },
    async end() {
      endedAt = Date.now();
      return bot.end();
    },
    endedAt: () => endedAt ?? Date.now(),
    faults: bot.faults,
    log: bot.log,
    async close() {
      bot.strike('held');
      await bot.over();
      await sandbox.close();
      await Promise.all([closed(peers), outside.close(), door.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Starts the bot again whenever it has died. */
export function superviseBot(begin = startBot) {
  let env: Record<string, string> = {};
  let life: BotLife | undefined;
  let count = 0;
  let wanted = true;
  let struck = false;
  let frozen: BotLife | undefined;
  let log = '';
  const faults: string[] = [];

  function live(): void {
    struck = false;
    count += 1;
    const mine = begin(env);
    life = mine;
    void mine.ended.then((how) => {
      log += `── life ${count} ended: ${how}\n${mine.log()}`;
      if (!struck && wanted) faults.push(`the bot ended by itself: ${how}\n${mine.log()}`);
      if (life === mine) life = undefined;
      if (wanted) live();
    });
  }

  const url = () => (struck || frozen !== undefined ? undefined : life?.url());

  function strike(held?: 'held'): void {
    if (held) wanted = false;
    struck = true;
    life?.kill();
  }

  return {
    start(settings: Record<string, string>) {
      env = settings;
      live();
    },
    strike,
    freeze() {
      const mine = life;
      frozen = mine;
      const thaw = mine?.freeze();
      return () => {
        frozen = undefined;
        thaw?.();
      };
    },
    revive() {
      wanted = true;
      if (!life) live();
    },
    url,
    up: (): number => (url() === undefined ? 0 : 1),
    running: () => !struck && life !== undefined,
    lives: () => count,
    async end() {
      wanted = false;
      const mine = life;
      // One that has just come back hears the signal once it listens; before, the signal ends it, as any program.
      while (mine?.running() && mine.url() === undefined) await pause(20);
      mine?.end();
      return (await mine?.ended) ?? 'SIGKILL';
    },
    async over() {
      await life?.ended;
    },
    faults: () => faults,
    log: () => log + (life?.log() ?? ''),
  };
}
