import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { appPassword, type FakeTeams, openTeams } from '../chat/teams/support/connector.ts';
import { addChannel, type Json, people } from '../chat/teams/support/world.ts';
import { startBot } from '../support/bot-process.ts';
import { sealKey } from '../support/seal.ts';
import { bundledTeamsBot } from '../support/teams-bot.ts';
import { until } from '../support/until.ts';
import { secret } from '../webhooks/running.ts';
import type { Call, KillPlan, Side } from './calls.ts';
import { openProxy } from './proxy.ts';
import { shortRunbooks } from './short-runbooks.ts';
import { superviseBot } from './world.ts';

/** Where those who answer for support hear of incidents. */
export const leadership = '19:leadership@thread.tacv2';

/** Milliseconds in which further calls come to the same point before it dies. */
const gather = 400;
/** The bot dies again and again, and comes back each time. */
const patience = 180_000;

/** The bot with Teams as its only chat; the played tenant lives here and goes on when the bot dies. */
export interface TeamsWorld {
  teams: FakeTeams;
  dataDir: string;
  deaths: { call: Call; side: Side }[];
  /** Posts until it is taken, as Teams and an alert source do: what broke off or failed is sent again. */
  send(path: string, body: unknown): Promise<void>;
  /** Ends the bot in good order. @returns how it ended */
  end(): Promise<number | NodeJS.Signals>;
  faults(): string[];
  close(): Promise<void>;
}

/** @param plan decides at which calls of the Bot Connector the bot dies */
export async function openTeamsWorld(plan: KillPlan): Promise<TeamsWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'airb-torture-'));
  const runbooks = join(folder, 'runbooks');
  shortRunbooks(runbooks, { measureAfter: '1s', hold: '0s', page: '10m', update: '30m' });
  withAccounts(join(runbooks, 'organization.yaml'));
  const teams = await openTeams({ clock: { now: Date.now, advance: () => undefined } });
  const { loginUrl, openId, world } = teams;
  addChannel(world, leadership, 'support-leadership');
  const argv = [bundledTeamsBot(), loginUrl, openId.issuer, openId.metadataUrl];
  const bot = superviseBot((env) => startBot(env, argv));
  const deaths: TeamsWorld['deaths'] = [];
  const outside = await openProxy({
    direction: 'out',
    target: () => teams.url,
    alive: bot.running,
    sideOf: plan,
    async kill(call, side) {
      const life = bot.lives();
      deaths.push({ call, side });
      await pause(gather);
      if (bot.lives() === life) bot.strike();
    },
  });
  const serviceUrl = `${outside.url}/amer/`;
  teams.sender.serviceUrl = serviceUrl;
  const dataDir = join(folder, 'data');
  bot.start({
    AIRB_PORT: '0',
    AIRB_DATA_DIR: dataDir,
    AIRB_SEAL_KEY: sealKey,
    AIRB_RUNBOOKS_DIR: runbooks,
    AIRB_LOG_LEVEL: 'warn',
    AIRB_ALERTMANAGER_SECRET: secret,
    AIRB_SANDBOX_URL: 'http://127.0.0.1:9',
    SUPPORT_BOT_ROLLBACK_TOKEN: secret,
    TEAMS_APP_ID: world.appId,
    TEAMS_APP_PASSWORD: appPassword,
    TEAMS_TENANT_ID: world.tenantId,
    TEAMS_SERVICE_URL: serviceUrl,
    TEAMS_GRAPH_URL: `${outside.url}/graph/v1.0`,
  });

  async function offered(path: string, body: unknown): Promise<boolean> {
    const url = bot.url();
    if (url === undefined) return false;
    const authorization =
      path === '/api/messages' ? teams.authorization({ serviceurl: serviceUrl }) : `Bearer ${secret}`;
    const status = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: typeof body === 'string' ? body : JSON.stringify(body as Json),
    }).then(
      (answer) => answer.text().then(() => answer.status),
      () => 0,
    );
    if (status >= 400 && status < 500) throw new Error(`${path} answered ${status}`);
    return status >= 200 && status < 300;
  }

  return {
    teams,
    dataDir,
    deaths,
    async send(path, body) {
      await until(`${path} to be taken`, () => offered(path, body), patience);
    },
    end: bot.end,
    faults: bot.faults,
    async close() {
      bot.strike('held');
      await bot.over();
      await Promise.all([outside.close(), teams.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

function withAccounts(file: string): void {
  const accounts = [people.ana, people.ben, people.chloe].reduce(
    (text, { name, aad }) => text.replace(`name: ${name}\n`, `name: ${name}\n    teams: ${aad}\n`),
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, accounts);
}
