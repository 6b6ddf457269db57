import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tryPages } from '../../src/app/doctor/examine.ts';
import { meansOf } from '../../src/app/doctor/means.ts';
import { readConfig } from '../../src/config.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { appPassword, type FakeTeams, openTeams } from '../chat/teams/support/connector.ts';
import { everyPermission, general, people } from '../chat/teams/support/world.ts';
import { doctor, given, healthy, installed, matching, wrong } from './examine.ts';

interface Situation {
  granted?: string[];
  env?: Record<string, string | undefined>;
  /** What Teams said in passing while airb ran; by default that it was added to the team. */
  told?: Record<string, string>;
  /** Everybody's id in Teams; left out: all have one. */
  ids?: (person: number) => string | undefined;
}

const entraId = (person: number) => `00000000-0000-4000-8000-${String(person).padStart(12, '0')}`;

/** An installation in Teams alone where nothing is missing but what the situation says. */
async function teamsInstallation({ granted, env, told, ids = entraId }: Situation = {}) {
  const teams = await openTeams(granted ? { granted } : {});
  onTestFinished(() => teams.close());
  const { SLACK_BOT_TOKEN: _, SLACK_SIGNING_SECRET: __, ...others } = installed;
  const installation = given({
    ...others,
    TEAMS_APP_ID: teams.world.appId,
    TEAMS_APP_PASSWORD: appPassword,
    TEAMS_TENANT_ID: teams.world.tenantId,
    TEAMS_GRAPH_URL: teams.graphUrl,
    ...env,
  });
  const { folder, dataDir } = installation;
  let person = 0;
  const people = folder.read('organization.yaml').replace(/^( +)(slack: .+)$/gm, (_, indent, slack) => {
    person += 1;
    const id = ids(person);
    return `${indent}${slack}${id ? `\n${indent}teams: ${id}` : ''}`;
  });
  folder.write('organization.yaml', people);
  const file = join(dataDir, 'airb.db');
  const inTeam = {
    'teams:service': teams.serviceUrl,
    'teams:teams': JSON.stringify([{ id: general, name: teams.world.team.name }]),
  };
  const store = await openSqliteStore({ file });
  for (const [key, value] of Object.entries(told ?? inTeam)) await store.remember(key, value);
  await store.close();
  return { ...installation, teams, file, look: () => examine(installation.env, teams) };
}

/** With the real adapter, led to the played login service. */
function examine(env: Record<string, string | undefined>, teams: FakeTeams) {
  const { chats: _, ...means } = healthy;
  return doctor(env, means, (settings) => {
    const config = readConfig(settings);
    const led = { loginUrl: teams.loginUrl, serviceUrl: teams.serviceUrl };
    return { ...config, teams: config.teams && { ...config.teams, ...led } };
  });
}

const without = (...names: string[]) => everyPermission.filter((name) => !names.includes(name));

describe('airb doctor where Teams is the chat', () => {
  it('finds nothing in a whole installation, and says where incidents go', async () => {
    const { look, teams } = await teamsInstallation();
    const { lines, code, text } = await look();
    expect(wrong(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(text).toContain(
      `  ok       Teams tenant ${teams.world.tenantId}: a thread in the incidents channel for each incident, in the team AI operations`,
    );
  });

  it('says so where each incident has a channel', async () => {
    const { look } = await teamsInstallation({ env: { TEAMS_ROOMS: 'channel' } });
    expect((await look()).text).toContain(': a channel for each incident, in the team AI operations');
  });

  it('changes nothing: neither in Teams nor in what airb knows of it', async () => {
    const { look, teams, file } = await teamsInstallation();
    const recalled = async () => {
      const store = await openSqliteStore({ file });
      const known = await store.recall('teams:teams');
      await store.close();
      return known;
    };
    const before = await recalled();
    await look();
    expect(await recalled()).toBe(before);
    const asked = teams.calls.filter(({ service }) => service !== 'login');
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('airb doctor --page-test where Teams is the chat', () => {
  it('writes to that person in Teams, marked as a test, and says why where it can’t', async () => {
    const ids = (n: number) => (n === 1 ? people.ana.aad : entraId(n));
    const { env, teams, folder } = await teamsInstallation({ ids });
    const config = readConfig(env);
    const led = { loginUrl: teams.loginUrl, serviceUrl: teams.serviceUrl };
    const settings = () => ({ ...config, teams: config.teams && { ...config.teams, ...led } });
    const test = async () => {
      const found = await tryPages({ settings, means: async (all) => meansOf(all) }, 'ana');
      return found.filter(({ what }) => /teams/i.test(what));
    };
    expect(await test()).toEqual([
      {
        check: 'paging',
        state: 'ok',
        what: expect.stringMatching(/^teams: sent, marked as a test; ask Ana/),
      },
    ]);
    const said = [...teams.world.conversations.values()].flatMap(({ messages }) => messages);
    expect(JSON.stringify(said)).toContain('TEST of paging by airb: nothing is wrong');
    folder.edit('organization.yaml', /^ {4}teams: .*a1\n/m, '');
    expect(await test()).toMatchObject([
      { state: 'broken', what: expect.stringContaining('names no Teams user for ana') },
    ]);
  });
});

describe('a permission nobody granted', () => {
  it.each([
    ['ChannelMessage.Read.Group', /does not reach the timeline.*team owner/],
    ['TeamMember.Read.Group', /Without it .*team owner/],
    ['TeamSettings.Read.Group', /Without it .*team owner/],
    ['Chat.Create', /private incidents have no room in Teams.*An admin grants it/],
    ['AppCatalog.Read.All', /private incidents have no room in Teams.*An admin grants it/],
    ['ChatMember.ReadWrite.WhereInstalled', /nobody can be added to a private incident later/],
    ['Files.ReadWrite.All', /not as a file/],
  ])('%s is missed, and what is lost without it is said', async (name, lost) => {
    const { look } = await teamsInstallation({ granted: without(name) });
    const { lines, code } = await look();
    expect(wrong(lines)).toEqual([
      expect.objectContaining({ check: 'chat', state: 'missing', what: expect.stringMatching(lost) }),
    ]);
    expect(wrong(lines)[0]?.what).toContain(name);
    expect(code).toBe(1);
  });

  it('for channels of their own is missed only where each incident is to have one', async () => {
    const granted = without('Channel.Create.Group');
    expect(wrong((await (await teamsInstallation({ granted })).look()).lines)).toEqual([]);
    const { look } = await teamsInstallation({ granted, env: { TEAMS_ROOMS: 'channel' } });
    expect(wrong((await look()).lines)).toMatchObject(
      [{ check: 'chat', state: 'missing', what: /Channel\.Create\.Group.*open as threads/ }].map(matching),
    );
  });
});

describe('Teams that does not let airb in', () => {
  const cost = /opens no channel in Teams and hears nobody there/;

  it.each([
    [
      'with a wrong secret',
      { TEAMS_APP_PASSWORD: 'not-the-password' },
      /The secret is wrong.*TEAMS_APP_PASSWORD/,
    ],
    ['as another app', { TEAMS_APP_ID: entraId(1) }, /does not let airb log in/],
  ])('%s is broken, with what to set', async (_, env, what) => {
    const { lines } = await (await teamsInstallation({ env })).look();
    expect(wrong(lines)).toMatchObject([{ check: 'chat', state: 'broken', what, cost }].map(matching));
  });

  it('because the app is in no team yet', async () => {
    const { look } = await teamsInstallation({ told: {} });
    expect(wrong((await look()).lines)).toMatchObject(
      [{ state: 'broken', what: /knows no team in Teams yet.*Add the airb app to the team/, cost }].map(
        matching,
      ),
    );
  });

  it('because there is no channel of that name', async () => {
    const { look, folder } = await teamsInstallation();
    folder.edit('organization.yaml', 'incidentsChannel: incidents', 'incidentsChannel: { teams: outages }');
    expect(wrong((await look()).lines)).toMatchObject(
      [{ state: 'broken', what: /no channel outages in the teams.*AI operations/, cost }].map(matching),
    );
  });

  it('because it is down', async () => {
    const { look, teams } = await teamsInstallation();
    teams.weather({ down: true });
    expect(wrong((await look()).lines)).toMatchObject(
      [{ state: 'broken', what: /HTTP 503/, cost }].map(matching),
    );
  });

  it('is not asked which channel to use when the files can’t be read', async () => {
    const { look, folder } = await teamsInstallation();
    folder.edit('organization.yaml', 'commanders: [ben', 'commanders: [bem');
    const found = wrong((await look()).lines);
    expect(found.map(({ check }) => check)).toEqual(['runbooks', 'chat']);
    expect(found[1]?.what).toContain('Teams was not asked');
  });
});

describe('the way in', () => {
  it('that is not https is missed: Teams posts nowhere else', async () => {
    const { look } = await teamsInstallation({ env: { AIRB_PUBLIC_URL: 'http://airb.example.com' } });
    expect(wrong((await look()).lines)).toMatchObject(
      [
        { check: 'chat', state: 'missing', what: /^AIRB_PUBLIC_URL is http:/, cost: /https address alone/ },
      ].map(matching),
    );
  });

  it.each(['AIRB_API_TOKEN', 'AIRB_ALERTMANAGER_SECRET', 'AIRB_PAGE_WEBHOOK_URL'])(
    'that %s opens is missed in Teams as in Slack',
    async (name) => {
      const { look } = await teamsInstallation({ env: { [name]: undefined } });
      const found = wrong((await look()).lines);
      expect(found).toHaveLength(1);
      expect(found[0]?.what).toContain(name);
    },
  );
});

describe('the people', () => {
  it('without an id in Teams are named, with what that costs', async () => {
    const { look } = await teamsInstallation({ ids: (n) => (n > 2 ? entraId(n) : undefined) });
    expect(wrong((await look()).lines)).toMatchObject(
      [
        {
          check: 'chat',
          state: 'missing',
          what: /^Ana Lima, Ben Okafor have no `teams` id in organization\.yaml$/,
          cost: /page or mention them/,
        },
        {
          check: 'oncall',
          state: 'missing',
          cost: /to the next person/,
          what: /^Ana Lima, who is paged for support-bot at sev1, sev2 and sev3, can be reached by no way/,
        },
        {
          check: 'oncall',
          state: 'missing',
          cost: /to the next person/,
          what: /^Ben Okafor, who is paged for support-bot at sev1, sev2 and sev3, can be reached by no way/,
        },
      ].map(matching),
    );
  });

  it('whose id is an address are named: it would match nobody', async () => {
    const { look } = await teamsInstallation({ ids: (n) => (n === 1 ? 'ana.lima@example.com' : entraId(n)) });
    expect(wrong((await look()).lines)).toMatchObject(
      [{ state: 'broken', what: /ana\.lima@example\.com, the `teams` id of Ana Lima/ }].map(matching),
    );
  });

  it('who are in Slack alone are no finding where both are connected', async () => {
    const slack = {
      name: 'Slack' as const,
      ask: async () => ({ place: 'Slack workspace Sample', problems: [] }),
    };
    const teams = { name: 'Teams' as const, ask: async () => ({ place: 'Teams tenant', problems: [] }) };
    const both = { TEAMS_APP_ID: entraId(9), TEAMS_APP_PASSWORD: appPassword, TEAMS_TENANT_ID: entraId(8) };
    const { env, folder } = given({ ...installed, ...both });
    folder.edit('organization.yaml', 'slack: U01BEN', `teams: ${entraId(2)}`);
    folder.edit('organization.yaml', /^ +slack: U01CHLOE\n/m, '');
    const { lines, text } = await doctor(env, { ...healthy, chats: [slack, teams] });
    expect(wrong(lines)).toMatchObject([{ what: /^Chloe Martin has no `teams` id/ }].map(matching));
    expect(text).toMatch(/^ {2}ok +Ana Lima, Dev Patel.*: in Slack alone/m);
    expect(text).toContain('  ok       Slack workspace Sample');
    expect(text).toContain('  ok       Teams tenant');
  });
});

describe('a machine for development', () => {
  it('is no installation: nothing is asked, and what lets it in without a sign-in is said', async () => {
    const { env } = given({ TEAMS_DEVELOPMENT: '1' });
    const { lines, text } = await doctor(env, {});
    expect(wrong(lines)).toEqual([]);
    expect(text).toMatch(/^ {2}ok +Teams without sign-in.*TEAMS_DEVELOPMENT/m);
  });
});
