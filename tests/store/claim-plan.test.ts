import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { connect, type SqliteConnection } from '../../src/store/sqlite/connection.ts';
import { applyMigrations } from '../../src/store/sqlite/migrate.ts';
import { sqliteStore } from '../../src/store/sqlite/open.ts';
import { add, claimed, effect, t0, timer } from '../contracts/store-samples.ts';

describe('ten thousand timers wait', () => {
  let folder: string;
  let connection: SqliteConnection;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airb-plan-'));
    connection = connect(join(folder, 'airb.db'));
    applyMigrations(connection);
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
});
