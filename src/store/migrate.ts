import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { ConfigError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { type Connection, connect } from './connection.ts';
import { explain } from './faults.ts';
import { holdRecords } from './hold.ts';

const folder = join(packageRoot, 'migrations');

interface Step {
  /** Milliseconds since 1970; drizzle stores it with each step it applies. */
  when: number;
  tag: string;
}

export interface Migrated {
  file: string;
  /** Names of the steps applied now, in order. */
  applied: string[];
  /** How many steps the file has had in total. */
  total: number;
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
      connection.sqlite.close();
    }
  } finally {
    hold.release();
  }
}

/** True when opening the file would change its schema. */
export function isBehind(file: string): boolean {
  const { sqlite, db } = connect(file);
  try {
    return newestApplied(db) < (steps().at(-1)?.when ?? 0);
  } catch (error) {
    throw explain(error, file);
  } finally {
    sqlite.close();
  }
}

function steps(): Step[] {
  return JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')).entries;
}

/** The same on an open connection. */
export function applyMigrations({ db, file }: Connection): Migrated {
  try {
    const all = steps();
    const newest = newestApplied(db);
    const known = all.at(-1)?.when ?? 0;
    if (newest > known) {
      throw new ConfigError(
        `The records file ${file} was written by a newer airb (schema of ${day(newest)}, this one knows ${day(known)})`,
        'Start the newer version again, or restore a copy made before the upgrade.',
      );
    }
    migrate(db, { migrationsFolder: folder });
    return { file, applied: all.filter((s) => s.when > newest).map((s) => s.tag), total: all.length };
  } catch (error) {
    throw explain(causeOf(error), file);
  }
}

function newestApplied(db: Connection['db']): number {
  const known = db.get(sql`select 1 from sqlite_master where name = '__drizzle_migrations'`);
  if (known === undefined) return 0;
  const row = db.get<{ newest: number | null }>(
    sql`select max(created_at) as newest from __drizzle_migrations`,
  );
  return Number(row.newest ?? 0);
}

/** The error of the driver; drizzle wraps it. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.name === 'DrizzleError' && error.cause ? error.cause : error;
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
