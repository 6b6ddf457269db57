import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { startApp } from '../../src/app/start.ts';
import { movableClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { installation } from '../chat/teams/support/activities.ts';
import { appPassword, type FakeTeams, openTeams } from '../chat/teams/support/connector.ts';
import { addChannel, type FakeMessage, incidents, type Json, people } from '../chat/teams/support/world.ts';
import { runbookFolder } from '../library/folder.ts';
import { expectLog, mayLog, testLog } from '../support/log.ts';
import { sealKey } from '../support/seal.ts';
import { until } from '../support/until.ts';
import { secret } from '../webhooks/running.ts';
import { alert, apiToken, fire, quiet, type Stored, stored } from './house.ts';

/** The whole bot on a port, with a played tenant behind it and one incident open: a refusal spike. */
export interface TenantHouse {
  url: string;
  app: App;
  teams: FakeTeams;
  /** The thread of the incident. */
  thread: string;
  /** Posts an activity as Teams does, signed unless told otherwise. */
  deliver(activity: Json, options?: { authorization?: string }): Promise<Told>;
  /** Posts anything to the door. */
  post(body: string | Buffer, headers: Record<string, string>): Promise<Told>;
  /** Everything stored that came from outside. */
  stored(): Promise<Stored>;
  quiet(): Promise<void>;
  /** Everything airb has posted so far, wherever. */
  posted(): FakeMessage[];
}

export interface Told {
  status: number;
  text: string;
}

/** @param prepare changes the tenant before the alert comes */
export async function openTenantHouse(
  opening: { alert?: Record<string, unknown>; prepare?: (teams: FakeTeams) => void } = {},
): Promise<TenantHouse> {
  // The app is added to its team only when airb runs, and whoever opens a thread hears that its card can't be pinned.
  expectLog(/^warn Teams does not show airb its place/);
  mayLog(/^warn Teams lets no bot pin a message/);
  // botbuilder writes refused tokens to the console.
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const clock = movableClock();
  const teams = await openTeams({ clock });
  addChannel(teams.world, '19:leadership@thread.tacv2', 'support-leadership');
  opening.prepare?.(teams);
  const dataDir = mkdtempSync(join(tmpdir(), 'airb-hostile-'));
  const runbooks = runbookFolder();
  for (const { name, aad } of [people.ana, people.ben, people.chloe])
    runbooks.edit('organization.yaml', `    name: ${name}\n`, `    name: ${name}\n    teams: ${aad}\n`);
  const { world } = teams;
  const config = readConfig({
    AIRB_PORT: '0',
    AIRB_DATA_DIR: dataDir,
    AIRB_RUNBOOKS_DIR: runbooks.dir,
    AIRB_API_TOKEN: apiToken,
    AIRB_SEAL_KEY: sealKey,
    AIRB_ALERTMANAGER_SECRET: secret,
    AIRB_GENERIC_SECRET: secret,
    SUPPORT_BOT_ROLLBACK_TOKEN: secret,
    TEAMS_APP_ID: world.appId,
    TEAMS_APP_PASSWORD: appPassword,
    TEAMS_TENANT_ID: world.tenantId,
    TEAMS_SERVICE_URL: teams.serviceUrl,
    TEAMS_GRAPH_URL: teams.graphUrl,
  });
  const app = await startApp(config, { log: testLog, playedTeams: teams, clock });
  onTestFinished(async () => {
    await app.stop();
    await teams.close();
    rmSync(dataDir, { recursive: true, force: true });
    vi.restoreAllMocks();
  });
  const door = `${app.url}/api/messages`;
  const told = async (response: Response) => ({ status: response.status, text: await response.text() });
  const house: TenantHouse = {
    url: app.url,
    app,
    teams,
    thread: '',
    deliver: async (activity, options) => told(await teams.deliver(door, activity, options)),
    post: async (body, headers) =>
      told(await fetch(door, { method: 'POST', headers, body: new Uint8Array(Buffer.from(body)) })),
    stored: () => stored(app),
    quiet: () => quiet(app, clock),
    posted: () => [...world.conversations.values()].flatMap(({ messages }) => messages),
  };
  await house.deliver(installation(teams.sender, { by: people.ben }));
  await fire(house, alert(opening.alert));
  const root = await until('the thread', () => world.conversations.get(incidents)?.messages[0]);
  await house.quiet();
  return { ...house, thread: `${incidents};messageid=${root.id}` };
}
