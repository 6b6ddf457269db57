import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { connect, type SqliteConnection } from '../../src/store/sqlite/connection.ts';
import { applyMigrations } from '../../src/store/sqlite/migrate.ts';
import { sqliteStore } from '../../src/store/sqlite/open.ts';
import { add, append, claimed, effect, t0, timer } from '../contracts/store-samples.ts';

describe('ten thousand timers wait', () => {
  let folder: string;
  let connection: SqliteConnection;
  /** Every statement the store prepares, as SQLite is given it. */
  let prepared: string[];
  beforeEach(async () => {
    prepared = [];
    folder = await mkdtemp(join(tmpdir(), 'airb-plan-'));
    connection = connect(join(folder, 'airb.db'));
    applyMigrations(connection);
    for (const sqlite of [connection.sqlite, connection.reader]) {
      const prepare = sqlite.prepare.bind(sqlite);
      sqlite.prepare = ((text: string) => {
        prepared.push(text);
        return prepare(text);
      }) as typeof sqlite.prepare;
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('claiming what is due finds it among them', async () => {
    const store = sqliteStore(connection, {});
    const timers = Array.from({ length: 10_000 }, (_, n) => timer(`${n + 1}.1.1`, t0 + minute + n));
    await add(store, ...timers, effect('7.2.1'), timer('8.2.1', t0, 'update.nudge'));
    expect(await claimed(store)).toEqual(['8.2.1', '7.2.1']);
    expect(await claimed(store, t0 + minute + 1, [{ incident: 8, lane: 'timer:update.nudge' }])).toEqual([
      '1.1.1',
      '2.1.1',
    ]);
    await store.close();
  });

  it('no statement of a write or a claim reads a whole table', async () => {
    const store = sqliteStore(connection, {});
    await append(store, 1, ['a']);
    const plan = (text: string) =>
      connection.sqlite
        .prepare(`explain query plan ${text}`)
        .all(...Array.from({ length: text.split('?').length - 1 }, () => 1))
        .map((row) => (row as { detail: string }).detail);
    const queries = prepared.filter((text) => /^(select|update|delete)/i.test(text));
    expect(queries.length).toBeGreaterThan(15);
    const scans = queries.flatMap((text) =>
      plan(text)
        .filter((detail) => detail.startsWith('SCAN'))
        .map((detail) => `${detail}: ${text}`),
    );
    // Going over all that is unfinished, by its index, is what reviving and counting mean.
    const unfinished = /^SCAN effects USING (COVERING )?INDEX effects_(lane|coalesce|failed)/;
    // The first entry of the audit log names every incident there is; the statement runs once for a file.
    const begins = /^SCAN incidents: select "number", "version", "hash"/;
    // A row for each process.
    const few = /^SCAN replicas\b/;
    expect(
      scans.filter(
        (scan) =>
          !unfinished.test(scan) && !begins.test(scan) && !few.test(scan) && !/^SCAN json_each/.test(scan),
      ),
    ).toEqual([]);
    await store.close();
  });
});
