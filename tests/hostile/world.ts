import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installation } from '../chat/teams/support/activities.ts';
import { appPassword, type FakeTeams, openTeams } from '../chat/teams/support/connector.ts';
import { people } from '../chat/teams/support/world.ts';
import { type BotLife, startBot } from '../support/bot-process.ts';
import { copySample } from '../support/sample-runbooks.ts';
import { sealKey } from '../support/seal.ts';
import { botToken, playSlack, signed, signingSecret } from '../support/slack-workspace.ts';
import { bundledTeamsBot } from '../support/teams-bot.ts';
import { until } from '../support/until.ts';
import { secret, send } from '../webhooks/running.ts';
import { alert, apiToken, fire } from './house.ts';

/** The built program with every door open: Slack and Teams, both played on this machine, and one incident. */
export interface HostileWorld {
  url: string;
  bot: BotLife;
  teams: FakeTeams;
  /** Posts to Slack's door, rightly signed. */
  slack(body: string): Promise<number>;
  /** Posts to Teams' door, rightly signed. */
  teamsSays(activity: Record<string, unknown>): Promise<number>;
  /** What others than airb have in the logs, as the API tells it: how many entries, by incident. */
  told(): Promise<Record<string, number>>;
  /** Resident memory in bytes. */
  memory(): Promise<number>;
  /** @returns how the program ended */
  close(): Promise<number | NodeJS.Signals>;
}

export async function openHostileWorld(): Promise<HostileWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'airb-hostile-'));
  const runbooks = join(folder, 'runbooks');
  copySample(runbooks);
  giveAccounts(join(runbooks, 'organization.yaml'));
  const still = { now: Date.now, advance: async () => undefined };
  const slack = await playSlack({ clock: still });
  const teams = await openTeams({ clock: { now: Date.now, advance: () => undefined } });
  const { loginUrl, openId, world } = teams;
  const bot = startBot(
    {
      AIRB_PORT: '0',
      AIRB_DATA_DIR: join(folder, 'data'),
      AIRB_RUNBOOKS_DIR: runbooks,
      AIRB_LOG_LEVEL: 'warn',
      AIRB_API_TOKEN: apiToken,
      AIRB_SEAL_KEY: sealKey,
      AIRB_TRUSTED_PROXIES: '127.0.0.1',
      AIRB_ALERTMANAGER_SECRET: secret,
      AIRB_GENERIC_SECRET: secret,
      AIRB_SANDBOX_URL: 'http://127.0.0.1:9',
      SUPPORT_BOT_ROLLBACK_TOKEN: secret,
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl,
      TEAMS_APP_ID: world.appId,
      TEAMS_APP_PASSWORD: appPassword,
      TEAMS_TENANT_ID: world.tenantId,
      TEAMS_SERVICE_URL: teams.serviceUrl,
      TEAMS_GRAPH_URL: teams.graphUrl,
    },
    [bundledTeamsBot(), loginUrl, openId.issuer, openId.metadataUrl],
  );
  const url = await until(
    'it listens',
    () => {
      if (!bot.running()) throw new Error(`it ended at its start: ${bot.log()}`);
      return bot.url();
    },
    60_000,
  );
  slack.connect(url);
  const slackSays = async (body: string) => {
    const form = { authorization: '', 'content-type': 'application/x-www-form-urlencoded' };
    return (await send(url, '/slack/events', { body, headers: { ...form, ...signed(body) } })).status;
  };
  const teamsSays = async (activity: Record<string, unknown>) =>
    (await teams.deliver(`${url}/api/messages`, activity)).status;
  await teamsSays(installation(teams.sender, { by: people.ben }));
  await fire({ url }, alert());
  return {
    ...{ url, bot, teams, teamsSays },
    slack: slackSays,
    told: () => toldBy(url),
    memory: () => memoryOf(url),
    async close() {
      if (bot.running()) bot.end();
      const how = await bot.ended;
      await slack.close();
      await teams.close();
      rmSync(folder, { recursive: true, force: true });
      return how;
    },
  };
}

function giveAccounts(file: string): void {
  const text = [people.ana, people.ben, people.chloe].reduce(
    (rest, { name, aad }) => rest.replace(`    name: ${name}\n`, `    name: ${name}\n    teams: ${aad}\n`),
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, text);
}

const authorization = { authorization: `Bearer ${apiToken}` };

async function toldBy(url: string): Promise<Record<string, number>> {
  const answer = await fetch(`${url}/api/incidents`, { headers: authorization });
  const { incidents } = (await answer.json()) as { incidents: { number: number }[] };
  const counted = incidents.map(async ({ number }) => {
    const log = await fetch(`${url}/api/incidents/${number}/timeline`, { headers: authorization });
    return [String(number), entriesOfOthers((await log.json()) as { entries: { who: string }[] })] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}

function entriesOfOthers({ entries }: { entries: { who: string }[] }): number {
  return entries.filter(({ who }) => who !== 'airb').length;
}

async function memoryOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^airb_process_resident_memory_bytes (\S+)/m.exec(text)?.[1] ?? Number.NaN);
}
