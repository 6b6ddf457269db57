import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { onlyAdds } from '../../../src/store/postgres/only-adds.ts';
import {
  holdPostgres,
  migratePostgres,
  openPostgresIfThere,
  openPostgresToVerify,
} from '../../../src/store/postgres/open.ts';
import { append } from '../../contracts/store-samples.ts';
import { testLog } from '../../support/log.ts';
import { closed, freePort, listening } from '../../support/loopback.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { dataFolder, opened, refused } from './given.ts';

/** Serves as airb did that had a database for itself. */
async function alone(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'airb 7 on older' });
  await client.connect();
  await client.query(`select pg_advisory_lock(${0x61690002}, hashtext(coalesce(current_schema(), '')))`);
  return client;
}

const secret = ['not', 'the', 'password'].join('-');

describe.skipIf(!postgresIsThere())('a start on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  it('makes the tables in an empty database, once, and says where the records are', async () => {
    const url = await server.database();
    expect(await openPostgresIfThere({ url, folder: dataFolder(), auditKey: undefined })).toBeUndefined();
    const [one, other] = await Promise.all([opened(url), opened(url)]);
    expect(one).toMatchObject({ database: 'PostgreSQL' });
    expect(other.place).toMatch(/^PostgreSQL \d+ at 127\.0\.0\.1:\d+\/airb_\d+$/);
    expect(await migratePostgres(url)).toMatchObject({ applied: [], total: 7 });
  });

  it('serves beside one that made the tables while this one waited to make them', async () => {
    const url = await server.database();
    const first = new pg.Client({ connectionString: url, application_name: 'airb 7 on first' });
    await first.connect();
    await first.query(
      `select pg_advisory_lock_shared(${0x61690002}, hashtext(coalesce(current_schema(), '')))`,
    );
    const second = holdPostgres(url, testLog);
    const waiting = `select from pg_locks where locktype = 'advisory' and not granted`;
    await until('the second to wait', async () => (await server.run(url, waiting)).length > 0);
    await opened(url);
    await (await second).release();
    await first.end();
  });

  it('is refused where nobody listens', async () => {
    const port = await freePort();
    const { message, hint } = await refused(opened(`postgres://airb:${secret}@127.0.0.1:${port}/airb`));
    expect(message).toBe(
      `PostgreSQL at 127.0.0.1:${port}/airb can not be reached: nobody listens there (ECONNREFUSED)`,
    );
    expect(hint).toContain('DATABASE_URL');
  });

  it('is refused where the host is not known', async () => {
    const { message } = await refused(opened(`postgres://airb:${secret}@nowhere.invalid/airb`));
    expect(message).toMatch(
      /^PostgreSQL at nowhere\.invalid\/airb can not be reached: (there is no such host|its name)/,
    );
    expect(message).not.toContain(secret);
  });

  it('is refused where somebody listens and says nothing', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    const { port } = new URL(await listening(silent));
    const { message } = await refused(opened(`postgres://airb@127.0.0.1:${port}/airb?connect_timeout=1`));
    expect(message).toContain('can not be reached: it does not answer in time');
    silent.close();
  });

  it('is refused where something else listens', async () => {
    const web = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { port } = new URL(await listening(web));
    onTestFinished(() => closed(web));
    const { message } = await refused(opened(`postgres://airb@127.0.0.1:${port}/airb?sslmode=disable`));
    expect(message).toMatch(/can not be reached: \S/);
  });

  it('is refused with a wrong password, which is said nowhere', async () => {
    const url = await server.database();
    await server.run(url, `create role guarded login password '${'right'.repeat(3)}'`);
    const given = url.replace('postgres@', `guarded:${secret}@`);
    const { message, hint } = await refused(opened(given));
    expect(message).toMatch(/refuses the password \(28P01\)$/);
    expect(`${message} ${hint}`).not.toContain(secret);
  });

  it('is refused for a user and a database that are not there', async () => {
    const url = await server.database();
    const [nobody, nowhere] = [url.replace('postgres@', 'nobody@'), url.replace(/airb_\d+$/, 'other')];
    expect((await refused(opened(nobody))).message).toContain('lets nobody in as this user');
    expect((await refused(opened(nowhere))).message).toContain('/other has no database of this name (3D000)');
  });

  it('is refused where the user may make no tables, and says what to grant', async () => {
    const url = await server.database();
    await server.run(url, 'create role small login');
    const { message, hint } = await refused(opened(url.replace('postgres@', 'small@')));
    expect(message).toContain('does not let this user do that (42501)');
    expect(hint).toContain('Grant the user CREATE');
  });

  it('is refused where nothing may be written, and an audit is not', async () => {
    const url = await server.prepared();
    const store = await opened(url);
    await append(store, 1, ['a']);
    await server.run(url, `alter database ${url.split('/').at(-1)} set default_transaction_read_only = on`);
    const { message, hint } = await refused(opened(url));
    expect(message).toMatch(/takes no writes: it is set to read only$/);
    expect(hint).toContain('primary');
    const audit = await openPostgresToVerify({ url, folder: dataFolder(), auditKey: undefined });
    expect(await audit?.verify()).toMatchObject({ events: 1 });
    await audit?.close();
  });

  it('is refused where texts are not kept as Unicode', async () => {
    const url = await server.database();
    await server.run(url, `create database ascii encoding 'SQL_ASCII' template template0`);
    const { message } = await refused(opened(url.replace(/airb_\d+$/, 'ascii')));
    expect(message).toContain('keeps its texts as SQL_ASCII, and airb needs UTF8');
  });

  it('is refused where a newer airb has been', async () => {
    const url = await server.prepared();
    const far = Date.UTC(2100, 0);
    await server.run(url, `insert into airb_migrations values ('9999_future', ${far})`);
    const { message, hint } = await refused(opened(url));
    expect(message).toMatch(/was written by a newer airb \(schema of 2100-01-01, this one knows 20\d\d-/);
    expect(hint).toContain('newer version');
  });

  it('is not in the way of another one; who wants to be alone is, and is told who serves', async () => {
    const url = await server.prepared();
    const holds = [await holdPostgres(url, testLog), await holdPostgres(url, testLog)];
    const { message, hint } = await refused(migratePostgres(url));
    expect(message).toMatch(
      /are served by another airb: process \d+ on \S+, since 20\d\d-\S+Z; process \d+ on/,
    );
    expect(hint).toContain('Stop all that serve there first');
    expect(await (await opened(url)).heads({})).toEqual([]);
    for (const hold of holds) await hold.release();
    await migratePostgres(url);
  });

  it('is refused beside an older airb, which shares with nobody', async () => {
    const url = await server.prepared();
    const older = await alone(url);
    const { message, hint } = await refused(holdPostgres(url, testLog));
    expect(message).toContain('are served by another airb: process 7 on older, since ');
    expect(hint).toContain('an older version serves there');
    await older.end();
    await (await holdPostgres(url, testLog)).release();
  });

  describe('with a schema that is behind', () => {
    /** The database as an airb has it that knows less, and serves. */
    async function behind(url: string, ...changes: string[]) {
      await server.run(url, `delete from airb_migrations where step >= '0002_replicas'`, ...changes);
    }
    const additions = [
      'drop table replicas, buckets, turns, tallies',
      'alter table effects drop column owner, drop column leased_until',
      'alter table incidents drop column merged_into, drop column items, drop column outcome, drop column drill',
    ];

    it('takes steps that only add something beside one that serves', async () => {
      const url = await server.prepared();
      const older = await holdPostgres(url, testLog);
      await behind(url, ...additions);
      const newer = await holdPostgres(url, testLog);
      expect(await (await opened(url)).replicas()).toEqual([]);
      for (const hold of [older, newer]) await hold.release();
    });

    it.each<[adds: boolean, statement: string]>([
      [true, 'CREATE TABLE "new" ("a" text NOT NULL)'],
      [true, 'CREATE INDEX "i" ON "effects" USING btree ("owner")'],
      [true, 'ALTER TABLE "effects" ADD COLUMN "owner" text'],
      [true, 'ALTER TABLE "effects" ADD COLUMN "n" bigint DEFAULT 0 NOT NULL'],
      [false, 'ALTER TABLE "effects" ADD COLUMN "n" bigint NOT NULL'],
      [false, 'CREATE UNIQUE INDEX "i" ON "effects" USING btree ("lane")'],
      [false, 'ALTER TABLE "effects" DROP COLUMN "lane"'],
      [false, 'ALTER TABLE "effects" ALTER COLUMN "lane" SET NOT NULL'],
      [false, 'UPDATE "effects" SET "lane" = 1'],
    ])('says %s of whether it only adds: %s', (adds, statement) => {
      expect(onlyAdds(['CREATE TABLE "first" ("a" text)', statement])).toBe(adds);
    });
  });

  it('goes on without TLS where the server has none, unless the address asks for it', async () => {
    const url = await server.prepared();
    await opened(`${url}?sslmode=prefer`);
    const { message } = await refused(opened(`${url}?sslmode=require`));
    expect(message).toContain('it knows no TLS, and sslmode asks for it');
  });

  describe('with the audit key', () => {
    it('of the data folder goes on where the log was made with it', async () => {
      const url = await server.prepared();
      const folder = dataFolder();
      await append(await opened(url, { folder }), 1, ['a']);
      const again = await opened(url, { folder });
      await append(again, 1, ['b']);
      expect(await again.verify()).toMatchObject({ events: 2, faults: [] });
    });

    it('of another machine is refused, and nothing is written with it', async () => {
      const url = await server.prepared();
      const folder = dataFolder();
      const store = await opened(url, { folder });
      await append(store, 1, ['a']);
      const { message, hint } = await refused(opened(url));
      expect(message).toMatch(/^AIRB_AUDIT_KEY: the audit log in PostgreSQL .* was made with another key/);
      expect(hint).toContain('Set AIRB_AUDIT_KEY to the same on every machine');
      expect(await store.verify()).toMatchObject({ faults: [] });
    });

    it('of two machines that start together on an empty database: the second to write is refused', async () => {
      const url = await server.prepared();
      const [first, second] = [await opened(url), await opened(url)];
      await append(first, 1, ['a']);
      expect((await refused(append(second, 2, ['b']))).message).toContain('made with another key');
      expect(await first.verify()).toMatchObject({ events: 1, faults: [] });
    });

    it('of the environment is the same everywhere', async () => {
      const url = await server.prepared();
      const auditKey = 'k'.repeat(20);
      for (const incident of [1, 2]) await append(await opened(url, { auditKey }), incident, ['a']);
      const store = await opened(url, { auditKey, folder: join(dataFolder(), 'not', 'there') });
      expect(await store.verify()).toMatchObject({ events: 2, faults: [] });
    });
  });
});
