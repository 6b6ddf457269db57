import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Means } from '../../src/app/doctor/check.ts';
import { meansOf } from '../../src/app/doctor/means.ts';
import { readConfig } from '../../src/config.ts';
import { noSeries, noTraffic } from '../../src/domain/signals/traffic.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { openWorkspace } from '../chat/slack/support/workspace.ts';
import { botToken } from '../support/slack-workspace.ts';
import { doctor, given, healthy, installed, matching, wrong } from './examine.ts';

describe('nothing wrong', () => {
  it('on a bare machine: the sandbox stands in for everything, and looking leaves nothing behind', async () => {
    const { env, dataDir } = given();
    rmSync(dataDir, { recursive: true });
    const { ok, code, lines, text } = await doctor(env, {});
    expect(wrong(lines)).toEqual([]);
    expect([ok, code]).toEqual([true, 0]);
    expect(text).toContain(
      'chat\n  ok       the sandbox, as neither SLACK_BOT_TOKEN nor TEAMS_APP_ID is set',
    );
    expect(() => rmSync(dataDir)).toThrow(/ENOENT/);
  });

  it('in a whole installation', async () => {
    const { env, dataDir } = given(installed);
    await (await openSqliteStore({ file: join(dataDir, 'airb.db') })).close();
    const { code, lines, text } = await doctor(env);
    expect(wrong(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(text.match(/^ {2}ok /gm)).toHaveLength(lines.length);
    expect(text).toMatch(/\n\n0 broken, 0 missing, \d+ ok$/);
    expect(text).toContain(`SQLite in ${dataDir}, 0 entries, taking writes, the chain is intact`);
  });
});

describe('a webhook that was refused', () => {
  const noted = async (takenAt?: number) => {
    const { env, dataDir } = given(installed);
    const store = await openSqliteStore({ file: join(dataDir, 'airb.db') });
    const at = Date.UTC(2025, 1, 17, 14, 10);
    const refusal = { at, status: 413, why: 'The body is larger than 8388608 bytes', times: 3, takenAt };
    await store.remember('refused/alerts/alertmanager', JSON.stringify(refusal));
    await store.close();
    return doctor(env);
  };

  it('is a finding, with when, why and what that costs', async () => {
    const { lines, code } = await noted();
    expect(wrong(lines)).toEqual([
      expect.objectContaining({
        check: 'alerts',
        state: 'broken',
        what: 'alertmanager (/alerts/alertmanager) was last refused 2025-02-17 14:10 UTC with 413, 3 times since airb started: The body is larger than 8388608 bytes.',
        cost: expect.stringMatching(/not in the records/),
        fix: expect.stringMatching(/max_alerts/),
      }),
    ]);
    expect(code).toBe(1);
  });

  it('is told beside when each source was last heard, and what opened nothing', async () => {
    const { env, dataDir } = given({ ...installed, AIRB_SLACK_SECRET: 'the shared sample secret' });
    const store = await openSqliteStore({ file: join(dataDir, 'airb.db') });
    const at = Date.UTC(2025, 1, 17, 14, 10);
    const passed = { at, why: 'a test message', times: 2 };
    await store.remember('heard/alerts/alertmanager', JSON.stringify({ at, passed }));
    await store.close();
    const { text, lines } = await doctor(env);
    expect(wrong(lines)).toEqual([]);
    expect(text).toContain(
      'alertmanager (/alerts/alertmanager) was last heard 2025-02-17 14:10 UTC. What it last sent that opens nothing, 2025-02-17 14:10 UTC, 2 times since airb started: a test message',
    );
    expect(text).toContain('slack (/alerts/slack) was never heard');
  });

  it('is none any more once something of that source was taken', async () => {
    const { lines, text } = await noted(Date.UTC(2025, 1, 17, 15, 0));
    expect(wrong(lines)).toEqual([]);
    expect(text).toContain('Since 2025-02-17 15:00 UTC it is taken');
  });
});

describe('a setting', () => {
  it('that is wrong is a finding, with where to read about it', async () => {
    const { lines, code } = await doctor({ AIRB_PORT: 'x' });
    expect(lines).toEqual([
      expect.objectContaining({ state: 'broken', check: 'settings', fix: 'See AIRB_PORT in .env.example.' }),
    ]);
    expect(code).toBe(1);
  });

  it.each([
    ['PROMETHEUS_URL', 'signals', /rollbacks are not measured/],
    ['AIRB_ALERTMANAGER_SECRET', 'alerts', /every webhook is answered 401/],
    ['AIRB_PAGE_WEBHOOK_URL', 'paging', /wake nobody/],
    ['AIRB_API_TOKEN', 'pages', /stay closed/],
    ['AIRB_PUBLIC_URL', 'pages', /links in messages lead nowhere/],
    ['AIRB_SANDBOX_URL', 'actions', /only show the manual step/],
    ['SUPPORT_BOT_ROLLBACK_TOKEN', 'actions', /the target refuses the rollback/],
  ])('%s that is not set is missed, and what that costs is said', async (name, check, cost) => {
    const { lines, code, text } = await doctor(given({ ...installed, [name]: undefined }).env);
    expect(wrong(lines)).toEqual([
      expect.objectContaining({ state: 'missing', check, cost: expect.stringMatching(cost) }),
    ]);
    // The worst is on top.
    expect(text).toMatch(new RegExp(`^${check}\\n  missing  .*${name}.*\\n +cost  .*${cost.source}`));
    expect(code).toBe(1);
  });
});

describe('the records', () => {
  it('in a file that is none', async () => {
    const { env, dataDir } = given();
    writeFileSync(join(dataDir, 'airb.db'), 'these are not the records');
    const { lines, code } = await doctor(env);
    expect(wrong(lines)).toMatchObject(
      [{ check: 'records', what: /is not a SQLite database/ }].map(matching),
    );
    expect(code).toBe(1);
  });

  it('where a file stands in place of the folder', async () => {
    const { env, dataDir } = given();
    writeFileSync(join(dataDir, 'taken'), '');
    const { lines } = await doctor({ ...env, AIRB_DATA_DIR: join(dataDir, 'taken', 'data') });
    expect(wrong(lines)).toMatchObject([{ check: 'records', what: /can't be written/ }].map(matching));
  });

  it('whose log somebody changed', async () => {
    const { env } = given();
    const faults = [{ incident: 3, seq: 2, what: 'the hash is another' }];
    const openStore = async () => ({
      place: 'SQLite in data',
      ping: async () => undefined,
      verify: async () => ({ events: 9, faults, redacted: 0 }),
      recall: async () => undefined,
      backlog: async () => ({ pending: 0, sending: 0, uncertain: 0, failed: 0 }),
      replicas: async () => [],
      close: async () => undefined,
    });
    const { lines } = await doctor(env, { ...healthy, openStore });
    expect(wrong(lines)).toMatchObject(
      [{ check: 'records', what: /1 fault in the chain of INC-3/ }].map(matching),
    );
  });

  it('another process is writing to', async () => {
    const { env, dataDir } = given();
    const file = join(dataDir, 'airb.db');
    await (await openSqliteStore({ file })).close();
    const other = new Database(file);
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    const { lines } = await doctor(env);
    expect(wrong(lines)).toMatchObject(
      [{ check: 'records', what: /can not be written just now/ }].map(matching),
    );
  });
});

describe('the runbook files', () => {
  it('with an error are shown by file and line', async () => {
    const { env, folder } = given();
    folder.edit('organization.yaml', 'commanders: [ben', 'commanders: [bem');
    const { lines, code } = await doctor(env);
    expect(wrong(lines)).toMatchObject(
      [{ check: 'runbooks', state: 'broken', what: /^organization\.yaml:\d+:\d+ error: .*`bem`/ }].map(
        matching,
      ),
    );
    expect(code).toBe(1);
  });

  it('that are hardly begun are one line for each, which says how many warnings there are', async () => {
    const { env, folder } = given();
    const [owners] = /^businessOwner: .*\ntechnicalOwner: .*\n/m.exec(
      folder.read('systems/support-bot.yaml'),
    ) ?? [''];
    folder.write(
      'systems/support-bot.yaml',
      `schema: 1\ntitle: Bot\nkind: assistant\nriskTier: medium\n${owners}fallback: The form.\nonCall: [{ people: [ana], after: 5m }]\n`,
    );
    const { lines } = await doctor(env);
    const about = lines.filter(({ what }) => what.startsWith('systems/support-bot.yaml'));
    expect(about).toMatchObject([
      {
        state: 'missing',
        what: expect.stringMatching(/^systems\/support-bot\.yaml warning: .*, and \d+ warnings more$/),
        cost: expect.any(String),
        fix: expect.stringContaining('airb runbooks lint'),
      },
    ]);
  });

  it('that are still the samples are missed in a real installation only', async () => {
    const { env, folder } = given(installed);
    folder.edit('systems/support-bot.yaml', 'schema: 1\n', 'schema: 1\nsample: true\n');
    const { lines } = await doctor(env);
    expect(wrong(lines)).toMatchObject(
      [{ check: 'runbooks', what: /still the sample system/ }].map(matching),
    );
    const sandbox = await doctor({ AIRB_RUNBOOKS_DIR: folder.dir, AIRB_DATA_DIR: env.AIRB_DATA_DIR });
    expect(wrong(sandbox.lines)).toEqual([]);
  });
});

describe('Slack', () => {
  it('that lacks a scope is named with what it costs, over the real adapter', async () => {
    const workspace = await openWorkspace({ scopes: ['chat:write', 'commands', 'channels:manage'] });
    onTestFinished(() => workspace.close());
    const apiUrl = `${workspace.url}/sandbox/slack/api`;
    const config = { ...readConfig({}), slack: { botToken, signingSecret: 'signed-in-tests', apiUrl } };
    const [slack] = meansOf(config).chats;
    const { place, problems } = (await slack?.ask(undefined)) ?? { problems: [] };
    expect(place).toMatch(/^Slack workspace .+, HTTP$/);
    const scopes = problems.map(({ text }) => /granted (\S+)\. Without it .+/.exec(text)?.[1]);
    expect(scopes).toContain('pins:write');
    expect(scopes).not.toContain('chat:write');
  });

  it('that holds events back is told for an hour, with what still works and what to do', async () => {
    const workspace = await openWorkspace();
    onTestFinished(() => workspace.close());
    const { env, dataDir } = given({ ...installed, SLACK_API_URL: `${workspace.url}/sandbox/slack/api` });
    const store = await openSqliteStore({ file: join(dataDir, 'airb.db') });
    const noted = (ago: number) => store.remember('slack/held-back', String(Date.now() - ago));
    const { chats: _, ...others } = healthy;
    const told = async () => wrong((await doctor({ ...env, SLACK_BOT_TOKEN: botToken }, others)).lines);
    await noted(5 * 60_000);
    expect(await told()).toMatchObject(
      [
        {
          check: 'chat',
          what: /^Slack holds events back since .* \(app_rate_limited\).*Commands and buttons still do\. Take airb out of busy channels/,
        },
      ].map(matching),
    );
    await noted(61 * 60_000);
    expect(await told()).toEqual([]);
    await store.close();
  });

  it('that does not answer is broken, and what that costs is said', async () => {
    const { env } = given({ ...installed, SLACK_API_URL: 'http://127.0.0.1:9/api' });
    const { chats: _, ...others } = healthy;
    const { lines } = await doctor(env, others);
    expect(wrong(lines)).toMatchObject(
      [{ check: 'chat', what: /Slack does not know airb/, cost: /opens no channel/ }].map(matching),
    );
  });
});

describe('the signals', () => {
  it('whose query gives no single number, and those that can not tell who answers, are named one by one', async () => {
    const signals: Means['signals'] = {
      shares: async (observed) => observed.map(() => ({ problem: 'no series has the label model' })),
      read: async (specs, at) =>
        specs.map(({ name }) =>
          name === 'refusal_rate' ? { signal: name, at, problem: 'no data' } : { signal: name, at, value: 1 },
        ),
      history: async () => [],
    };
    const { lines } = await doctor(given(installed).env, { ...healthy, signals });
    expect(wrong(lines)).toMatchObject(
      [
        { check: 'signals', what: /^support-bot refusal_rate: no data$/, cost: /can not be measured/ },
        {
          check: 'signals',
          what: /^support-bot observed model: no series has the label model$/,
          cost: /nobody announced would not be seen/,
        },
      ].map(matching),
    );
  });

  it.each([
    ['nothing but zero', noTraffic, []],
    ['no series', noSeries, [{ state: 'missing', what: /^support-bot observed model: .*found no series/ }]],
  ] as const)('where the traffic is %s', async (_, problem, expected) => {
    const signals: Means['signals'] = {
      shares: async (observed) => observed.map(() => ({ problem })),
      read: async (specs, at) => specs.map(({ name }) => ({ signal: name, at, value: 1 })),
      history: async () => [],
    };
    const { lines } = await doctor(given(installed).env, { ...healthy, signals });
    expect(wrong(lines).filter(({ check }) => check === 'signals')).toMatchObject(expected.map(matching));
  });

  it('of a Prometheus nobody reaches are one line', async () => {
    const { env } = given({ ...installed, PROMETHEUS_URL: 'http://127.0.0.1:9' });
    const { signals: _, ...others } = healthy;
    const { lines } = await doctor(env, others);
    expect(wrong(lines)).toMatchObject(
      [{ check: 'signals', state: 'broken', what: /can't be reached.*\d+ queries/ }].map(matching),
    );
  });
});
