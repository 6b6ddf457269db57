import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { packageRoot } from '../../package-root.ts';
import { type Applied, notNewer, pending, steps } from '../steps.ts';
import { connect, type SqliteConnection } from './connection.ts';
import { explain } from './faults.ts';
import { holdRecords } from './hold.ts';

const folder = join(packageRoot, 'migrations');

export interface Migrated extends Applied {
  file: string;
}

/**
 * Brings a records file to the present schema, each step in a transaction.
 * @throws ConfigError when the file is served, was written by a newer airb, or is unusable
 */
export function migrateFile(file: string): Migrated {
  const hold = holdRecords(file);
  try {
    const connection = connect(file);
    try {
      return applyMigrations(connection);
    } finally {
      connection.close();
    }
  } finally {
    hold.release();
  }
}

/** True when opening the file would change its schema. */
export function isBehind(file: string): boolean {
  const connection = connect(file);
  try {
    return pending(steps(folder), newestApplied(connection.sqlite)).length > 0;
  } catch (error) {
    throw explain(error, file);
  } finally {
    connection.close();
  }
}

/** The same on an open connection. */
export function applyMigrations({ sqlite, file }: Pick<SqliteConnection, 'sqlite' | 'file'>): Migrated {
  try {
    const all = steps(folder);
    const newest = newestApplied(sqlite);
    notNewer(all, newest, `The records file ${file}`);
    migrate(drizzle(sqlite), { migrationsFolder: folder });
    return { file, applied: pending(all, newest).map(({ tag }) => tag), total: all.length };
  } catch (error) {
    throw explain(causeOf(error), file);
  }
}

function newestApplied(sqlite: Sqlite.Database): number {
  const known = sqlite.prepare(`select 1 from sqlite_master where name = '__drizzle_migrations'`).get();
  if (known === undefined) return 0;
  const row = sqlite
    .prepare<[], { newest: number | null }>('select max(created_at) as newest from __drizzle_migrations')
    .get();
  return Number(row?.newest ?? 0);
}

/** The error of the driver; drizzle wraps it. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.name === 'DrizzleError' && error.cause ? error.cause : error;
}
