import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { BusyError, ConfigError } from '../../src/errors.ts';
import { connect } from '../../src/store/sqlite/connection.ts';
import { explain } from '../../src/store/sqlite/faults.ts';
import { applyMigrations, migrateFile } from '../../src/store/sqlite/migrate.ts';
import { openSqliteStore, sqliteStore } from '../../src/store/sqlite/open.ts';
import { add, append, claimed, effect, head, note, settle, t0 } from '../contracts/store-samples.ts';
import { beforeAudit, forgetNewest } from './before-audit.ts';

describe('the records file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airb-file-'));
    file = join(folder, 'data', 'airb.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const refusal = async (): Promise<ConfigError> => {
    const error = await openSqliteStore({ file }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, got ${error}`);
    return error;
  };

  it('is made with its folder, and syncs every commit', () => {
    const { sqlite } = connect(file);
    expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(sqlite.pragma('synchronous', { simple: true })).toBe(2);
    sqlite.close();
  });

  it('is for its owner only, with all that lies beside it, also when an older airb left it open to all', async () => {
    const modes = () =>
      Promise.all(
        ['', '-wal', '-shm'].map(async (end) => ((await stat(file + end)).mode & 0o777).toString(8)),
      );
    const before = process.umask(0o022);
    try {
      const store = await openSqliteStore({ file });
      expect(await modes()).toEqual(['600', '600', '600']);
      for (const end of ['', '-wal', '-shm']) await chmod(file + end, 0o644);
      const beside = await openSqliteStore({ file });
      expect(await modes()).toEqual(['600', '600', '600']);
      await beside.close();
      await store.close();
    } finally {
      process.umask(before);
    }
  });

  it('can not be opened by a driver that was never compiled or for another Node: what to run is said', () => {
    const missing = new Error('Could not locate the bindings file. Tried:\n → build/better_sqlite3.node');
    const other = Object.assign(new Error('was compiled against\na different Node.js version'), {
      code: 'ERR_DLOPEN_FAILED',
    });
    for (const [error, why] of [
      [missing, 'its compiled part is missing'],
      [other, 'was compiled against a different Node.js version'],
    ] as const)
      expect(explain(error, file)).toMatchObject({
        message: `better-sqlite3, which keeps the records, can not be loaded: ${why}`,
        hint: expect.stringContaining('npm rebuild better-sqlite3'),
      });
  });

  it('that is no database is refused in words', async () => {
    await mkdir(join(folder, 'data'));
    await writeFile(file, 'these are not the records you are looking for'.repeat(200));
    const error = await refusal();
    expect(error.message).toBe(`The records file ${file} is not a SQLite database (SQLITE_NOTADB)`);
    expect(error.hint).toContain('AIRB_DATA_DIR');
  });

  it('that is a folder is refused in words', async () => {
    await mkdir(file, { recursive: true });
    expect((await refusal()).message).toContain('can not be opened');
  });

  it('whose folder can not be made is refused in words', async () => {
    await writeFile(join(folder, 'data'), 'a file');
    const error = await refusal();
    expect(error.message).toContain(`The folder of the records file ${file} can not be made`);
    expect(error.hint).toContain('AIRB_DATA_DIR');
  });

  it('that is damaged inside is refused in words', async () => {
    (await openSqliteStore({ file })).close();
    const broken = new Database(file);
    broken.unsafeMode(true);
    broken.pragma('writable_schema = ON');
    broken.exec(`update sqlite_master set sql = 'create nonsense' where name = 'events'`);
    broken.close();
    const error = await refusal();
    expect(error.message).toContain('is damaged');
  });

  it('of a newer airb is left alone', async () => {
    migrateFile(file);
    const newer = new Database(file);
    newer.exec(`insert into __drizzle_migrations (hash, created_at) values ('x', ${Date.UTC(2100, 0)})`);
    newer.close();
    const error = await refusal();
    expect(error.message).toContain('was written by a newer airb (schema of 2100-01-01');
    expect(error.hint).toContain('newer version');
  });

  it('is migrated once', () => {
    const first = migrateFile(file);
    expect(first.applied).toContain('0000_records');
    expect(first.applied).toHaveLength(first.total);
    expect(migrateFile(file)).toEqual({ file, applied: [], total: first.total });
  });

  it('of a version whose lanes knew no incident lets go what one incident held up for all', async () => {
    const before = await openSqliteStore({ file });
    await add(before, effect('1.1.0', { lane: 'room.open' }), effect('2.1.0', { lane: 'room.open' }));
    await claimed(before);
    const wait = { state: 'pending', dueAt: t0 + minute, error: 'missing_scope', counted: true } as const;
    await settle(before, { key: '1.1.0', ...wait });
    await settle(before, { key: '2.1.0', ...wait, dueAt: t0 });
    await before.close();
    const old = beforeActivity(file);
    old.exec('drop index effects_lane; create index effects_lane on effects (lane, position)');
    forgetNewest(old);
    old.close();
    expect(migrateFile(file).applied).toEqual([
      '0002_lanes',
      '0003_active',
      '0004_strays',
      '0005_audit',
      '0006_growth',
      '0007_replicas',
      '0008_limits',
      '0009_subscriptions',
      '0010_merged',
      '0011_learning',
    ]);
    const after = await openSqliteStore({ file });
    expect(await claimed(after)).toEqual(['2.1.0']);
    await after.close();
  });

  it('of a version that did not know the last activity takes the newest entry for it', async () => {
    const before = await openSqliteStore({ file });
    await append(before, 1, ['seen'], { updatedAt: t0 + minute, activeAt: t0 });
    await before.close();
    beforeActivity(file).close();
    expect(migrateFile(file).applied).toEqual([
      '0003_active',
      '0004_strays',
      '0005_audit',
      '0006_growth',
      '0007_replicas',
      '0008_limits',
      '0009_subscriptions',
      '0010_merged',
      '0011_learning',
    ]);
    const after = await openSqliteStore({ file });
    expect(await after.head(1)).toMatchObject({ updatedAt: t0 + minute, activeAt: t0 + minute });
    await after.close();
  });

  describe('turns bad while in use', () => {
    const opened = () => {
      const connection = connect(file);
      applyMigrations(connection);
      return { ...connection, store: sqliteStore(connection, {}) };
    };

    it('a full disk rejects what does not fit, keeps the rest, and goes on when there is room', async () => {
      const { sqlite, store } = opened();
      await append(store, 1, ['before']);
      sqlite.pragma(`max_page_count = ${Number(sqlite.pragma('page_count', { simple: true })) + 1}`);
      const big = (n: number) =>
        store.write({}, () => ({
          writes: { append: { incident: n, expected: 0, events: [note('x'.repeat(50_000))], head: head(n) } },
          answer: n,
        }));
      const results = await Promise.allSettled([big(2), big(3)]);
      for (const result of results) {
        const reason = result.status === 'rejected' ? result.reason : undefined;
        expect(reason).toBeInstanceOf(ConfigError);
        expect(reason.message).toContain('the disk has no room for more');
      }
      sqlite.pragma('max_page_count = 1000000');
      await append(store, 1, ['after']);
      expect(await store.verify()).toMatchObject({ events: 2, faults: [] });
      await store.close();
    });

    it('a file that can no longer be written fails the proof of life', async () => {
      const { sqlite, store } = opened();
      sqlite.pragma('query_only = ON');
      await expect(store.ping()).rejects.toThrow('can be read but not written');
      await expect(append(store, 1, ['x'])).rejects.toBeInstanceOf(ConfigError);
      sqlite.pragma('query_only = OFF');
      await expect(store.ping()).resolves.toBeUndefined();
      await store.close();
    });

    it('a file held by somebody else turns writers away for now', async () => {
      const { sqlite, store } = opened();
      sqlite.pragma('busy_timeout = 1');
      const other = new Database(file);
      other.exec('BEGIN IMMEDIATE');
      await expect(append(store, 1, ['x'])).rejects.toBeInstanceOf(BusyError);
      other.exec('ROLLBACK');
      other.close();
      expect(await append(store, 1, ['x'])).toBe(0);
      await store.close();
    });

    it('a commit that fails takes all its writes with it', async () => {
      const { sqlite, store } = opened();
      sqlite.exec(`
        create table parent (id integer primary key);
        create table child (id integer references parent (id) deferrable initially deferred);
        create trigger spoil after insert on changes begin insert into child values (1); end;`);
      const results = await Promise.allSettled([
        append(store, 1, ['x']),
        store.write({}, () => ({
          writes: { change: { id: 'c', system: 's', kind: 'code', summary: 'c', at: 1 } },
          answer: 0,
        })),
      ]);
      expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected']);
      expect(await store.heads({})).toEqual([]);
      expect(await append(store, 1, ['x'])).toBe(0);
      await store.close();
    });
  });

  it('tells of each commit how many writes shared it, and what falls due', async () => {
    const commits: unknown[] = [];
    const store = await openSqliteStore({ file });
    store.onCommit((commit) => commits.push(commit));
    await Promise.all([append(store, 1, ['a']), append(store, 2, ['a']), append(store, 3, ['a'])]);
    expect(commits).toEqual([{ writes: 3, dueAt: undefined }]);
    await store.close();
  });
});

/** The file as it was before activity was known; the audit log came later still. */
function beforeActivity(file: string): Database.Database {
  const old = beforeAudit(file);
  old.exec('drop index incidents_stray');
  for (const column of ['siblings', 'stray', 'active_at'])
    old.exec(`alter table incidents drop column ${column}`);
  forgetNewest(old);
  forgetNewest(old);
  return old;
}
