import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Instant } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { migrateFile } from '../../src/store/sqlite/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from './postgres.ts';

/** Opens new, empty records. @param folder where what is no database is kept */
export type OpenRecords = (folder: string, now: () => Instant) => Promise<Store>;

export const inSqlite: OpenRecords = async (folder, now) => {
  const file = join(folder, 'airb.db');
  if (!existsSync(file)) copyFileSync(migrated(), file);
  return openSqliteStore({ file, now });
};

let empty: string | undefined;

/** An empty records file of the present schema: the migrations take as long as a whole story, so they are carried out once. */
function migrated(): string {
  empty ??= migrateFile(join(mkdtempSync(join(tmpdir(), 'airb-empty-')), 'airb.db')).file;
  return empty;
}

/** Tells the same stories on each database there is. */
export function onEachDatabase(tell: (open: OpenRecords) => void): void {
  describe('on SQLite', () => tell(inSqlite));

  describe.skipIf(!postgresIsThere())('on PostgreSQL', () => {
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
