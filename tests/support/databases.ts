import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Instant } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from './postgres.ts';

/** Opens new, empty records. @param folder where what is no database is kept */
export type OpenRecords = (folder: string, now: () => Instant) => Promise<Store>;

export const inSqlite: OpenRecords = (folder, now) => openSqliteStore({ file: join(folder, 'airb.db'), now });

/** Mutants are judged on SQLite alone; see vitest.mutate.config.ts. */
const onlySqlite = process.env.AIRB_TESTS_ON === 'SQLite';

/** Tells the same stories on each database there is. */
export function onEachDatabase(tell: (open: OpenRecords) => void): void {
  describe('on SQLite', () => tell(inSqlite));

  describe.skipIf(onlySqlite || !postgresIsThere())('on PostgreSQL', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await postgresServer();
    });
    afterAll(() => server.remove());
    tell(async (folder, now) =>
      openPostgresStore({ url: await server.prepared(), folder, auditKey: undefined, now }),
    );
  });
}
