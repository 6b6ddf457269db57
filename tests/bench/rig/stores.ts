import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../../src/ports/store.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../../support/postgres.ts';
import type { Bench } from './row.ts';

/** As a server is run that nobody tuned, with every commit on the disk. */
export function durablePostgres(): Promise<PostgresServer> {
  return postgresServer(['fsync=on', 'full_page_writes=on', 'shared_buffers=128MB']);
}

/** One store after the other: SQLite, then PostgreSQL where that is installed. */
export async function inEachStore<T>(bench: Bench, use: (store: Store, name: string) => Promise<T>) {
  const folder = mkdtempSync(join(bench.dir, 'store-'));
  const found = [await used(await openSqliteStore({ file: join(folder, 'airb.db') }), 'SQLite', use)];
  if (!postgresIsThere()) return found;
  const server = await durablePostgres();
  try {
    const store = await openPostgresStore({ url: await server.database(), folder, auditKey: 'of the bench' });
    return [...found, await used(store, 'PostgreSQL', use)];
  } finally {
    await server.remove();
  }
}

async function used<T>(store: Store, name: string, use: (store: Store, name: string) => Promise<T>) {
  try {
    return await use(store, name);
  } finally {
    await store.close();
  }
}
