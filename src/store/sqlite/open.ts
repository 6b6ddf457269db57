import { dirname } from 'node:path';
import type { Store } from '../../ports/store.ts';
import { createStore, type StoreOptions } from '../store.ts';
import { connect, type SqliteConnection } from './connection.ts';
import { explain } from './faults.ts';
import { applyMigrations } from './migrate.ts';

export interface SqliteOptions extends StoreOptions {
  /** The key of the audit log; one beside the file when left out, made where there is none. */
  auditKey?: string | undefined;
}

/**
 * The records in one SQLite file, which is made and brought to the present schema where needed.
 * @param options.file path of the file; its folder is made
 * @throws ConfigError when the file is damaged, read-only or of a newer airb
 */
export async function openSqliteStore({
  file,
  ...options
}: SqliteOptions & { file: string }): Promise<Store> {
  const connection = connect(file);
  try {
    applyMigrations(connection);
    return sqliteStore(connection, options);
  } catch (error) {
    await connection.close();
    throw explain(error, file);
  }
}

/** The same on a connection that is open and migrated. */
export function sqliteStore(
  connection: SqliteConnection,
  { auditKey, ...options }: SqliteOptions = {},
): Store {
  return createStore(connection, { ...options, auditKey, folder: dirname(connection.file) });
}
