import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { carryTo } from '../../src/app/carry.ts';
import { recordsOf } from '../../src/app/records.ts';
import { demoConfig, leftOut } from '../../src/cli/demo/settings.ts';
import { readConfig } from '../../src/config.ts';
import type { Store } from '../../src/ports/store.ts';
import { sha256 } from '../../src/store/audit-entry.ts';
import { holdPostgres, openPostgresStore } from '../../src/store/postgres/open.ts';
import { connect } from '../../src/store/sqlite/connection.ts';
import { holdRecords } from '../../src/store/sqlite/hold.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { add, append, effect } from '../contracts/store-samples.ts';
import { testLog } from '../support/log.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../support/postgres.ts';
import { airb } from './airb.ts';
import { recordsIn } from './odd-records.ts';

it('a demo leaves the database alone, and says that it does', () => {
  const config = readConfig({ DATABASE_URL: 'postgres://airb@db.example/airb' });
  expect(demoConfig(config, { dataDir: 'demo', port: 0 }).databaseUrl).toBeUndefined();
  expect(leftOut(config)).toEqual(['DATABASE_URL']);
});

describe.skipIf(!postgresIsThere())('records in PostgreSQL', () => {
  let server: PostgresServer;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    server = await postgresServer();
    folder = mkdtempSync(join(tmpdir(), 'airb-carry-'));
    file = await recordsIn(folder);
  });
  afterAll(async () => {
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  const inFile = () => recordsOf({ dataDir: folder, auditKey: undefined, databaseUrl: undefined });
  const inDatabase = (databaseUrl: string) =>
    recordsOf({ dataDir: folder, auditKey: undefined, databaseUrl });
  const carry = (url: string, dataDir = folder) => carryTo(url, { dataDir, auditKey: undefined });
  const isEmpty = async (url: string) =>
    (await server.run(url, `select to_regclass('events') is null as it`)).some(({ it }) => it === true);

  it('are carried there from the file, and every verb then reads them there', async () => {
    const url = await server.database();
    const there = { AIRB_DATA_DIR: folder, DATABASE_URL: url };
    const before = readFileSync(file);
    const carried = await airb(['migrate', '--to', url], { AIRB_DATA_DIR: folder });
    expect(carried).toMatchObject({ code: 0, err: '' });
    expect(carried.out).toMatch(
      /was carried to PostgreSQL \d+ at 127\.0\.0\.1:\d+\/airb_\d+; every row was read back/,
    );
    expect(carried.out).toContain('The chain is intact.');
    expect(readFileSync(file).equals(before)).toBe(true);
    expect((await airb(['timeline', '1'], there)).out).toContain('v6');
    expect(await airb(['audit', 'verify'], there)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/checked: the chain is intact/),
    });
    expect((await airb(['doctor'], there)).out).toMatch(
      /^ {2}ok +PostgreSQL \d+ at 127\.0\.0\.1:\d+\/airb_\d+, \d+ entries, taking writes, the chain is intact$/m,
    );
  });

  it('are the same there as in the file, to the last character', async () => {
    const url = await server.database();
    const report = await carry(url);
    expect(report).toMatchObject({
      from: file,
      faults: [],
      head: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(Object.entries(report?.rows ?? {}).filter(([, rows]) => rows === 0)).toEqual([]);
    expect(Object.keys(report?.rows ?? {})).toHaveLength(15);
    const [here, there] = [await inFile().open(), await inDatabase(url).open()];
    for (const read of [
      (store: Store) => store.heads({}),
      (store: Store) => store.events(1),
      (store: Store) => store.events(2),
      (store: Store) => store.effects(42),
      (store: Store) => store.alerts(1),
      (store: Store) => store.changes({}),
      (store: Store) => store.slot(1, 'card'),
      (store: Store) => store.document(sha256('schema: 1')),
      (store: Store) => store.recall('note'),
      (store: Store) => store.subscriptions(),
      (store: Store) => store.tallies(0),
      (store: Store) => store.nextDue(),
      (store: Store) => store.verify(),
    ])
      expect(JSON.stringify(await read(there))).toBe(JSON.stringify(await read(here)));
    await here.close();
    await there.close();
  });

  it('go on where the file ended: effects and entries have numbers of their own, inputs are known', async () => {
    const url = await server.database();
    await carry(url);
    const store = await inDatabase(url).open();
    expect(await store.write({ inputKey: 'input 0' }, (l) => ({ writes: {}, answer: l.duplicate }))).toBe(
      true,
    );
    await append(store, 2, ['b']);
    await add(store, effect('2.9.1'));
    expect(await store.effects(2)).toMatchObject([{ key: '2.9.1' }]);
    expect(await store.verify()).toMatchObject({ faults: [] });
    await store.close();
  });

  it('are not carried into a database that holds some, or twice', async () => {
    const url = await server.database();
    await carry(url);
    const counted = () => server.run(url, 'select count(*)::int as events from events');
    const before = await counted();
    await expect(carry(url)).rejects.toThrow('holds records already: there are events');
    expect(await counted()).toEqual(before);
  });

  it('are not carried while an airb serves from the file, or from the database', async () => {
    const url = await server.database();
    const hold = holdRecords(file);
    await expect(carry(url)).rejects.toThrow('are served by another airb');
    hold.release();
    const served = await holdPostgres(url, testLog);
    await expect(carry(url)).rejects.toThrow('are served by another airb');
    await served.release();
    expect(await server.run(url, 'select count(*)::int as events from events')).toEqual([{ events: 0 }]);
  });

  it('are not carried where a row would not stay as it is, and nothing of them is left', async () => {
    const url = await server.prepared();
    await server.run(
      url,
      `create function spoil() returns trigger language plpgsql as $$ begin new.title := 'x'; return new; end $$`,
      'create trigger spoil before insert on incidents for each row execute function spoil()',
    );
    await expect(carry(url)).rejects.toThrow('something else than it was given: a row of its incidents');
    expect(await server.run(url, 'select count(*)::int as events from events')).toEqual([{ events: 0 }]);
  });

  it('are carried in doubt where they were just being sent, and are taken up there', async () => {
    const leaving = mkdtempSync(join(tmpdir(), 'airb-sending-'));
    onTestFinished(() => rmSync(leaving, { recursive: true }));
    const before = await openSqliteStore({ file: await recordsIn(leaving) });
    const taken = await before.claim({ now: Date.now(), busyLanes: [], limit: 1 });
    await before.close();
    const url = await server.database();
    await carry(url, leaving);
    const there = await openPostgresStore({ url, folder: leaving, auditKey: undefined });
    onTestFinished(() => there.close());
    expect(await there.reviveInterrupted(Date.now())).toBe(1);
    const again = await there.claim({ now: Date.now(), busyLanes: [], limit: 99 });
    expect(again.find(({ key }) => key === taken[0]?.key)).toMatchObject({ state: 'uncertain' });
  });

  it('are carried with their faults, which are told', async () => {
    const tampered = mkdtempSync(join(tmpdir(), 'airb-tampered-'));
    onTestFinished(() => rmSync(tampered, { recursive: true }));
    const { sqlite, close } = connect(await recordsIn(tampered));
    sqlite.exec(`update incidents set title = 'another' where number = 2`);
    await close();
    const report = await carry(await server.database(), tampered);
    expect(report?.faults).toMatchObject([{ incident: 2, what: expect.stringContaining('its title') }]);
  });

  it('are said to be none where there are none, and looking makes none', async () => {
    const url = await server.database();
    const empty = mkdtempSync(join(tmpdir(), 'airb-empty-'));
    onTestFinished(() => rmSync(empty, { recursive: true }));
    expect(await carry(url, empty)).toBeUndefined();
    expect(await inDatabase(url).openIfThere()).toBeUndefined();
    expect(await airb(['audit', 'verify'], { AIRB_DATA_DIR: empty, DATABASE_URL: url })).toMatchObject({
      code: 1,
      err: 'no records here: the database in DATABASE_URL holds none of airb\n',
    });
    expect(await isEmpty(url)).toBe(true);
    const database = expect.stringMatching(/^127\.0\.0\.1:\d+\/airb_\d+$/);
    expect(await inDatabase(url).migrate()).toEqual({
      database,
      applied: [
        '0000_records',
        '0001_growth',
        '0002_replicas',
        '0003_limits',
        '0004_subscriptions',
        '0005_merged',
        '0006_learning',
      ],
      total: 7,
    });
  });

  it('are not looked for where the address is none of PostgreSQL', async () => {
    const ended = await airb(['incidents'], { DATABASE_URL: 'mysql://root@127.0.0.1/airb' });
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain('DATABASE_URL: expected postgres://');
  });
});
