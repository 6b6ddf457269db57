import type { SQL } from 'drizzle-orm';
import type { BaseSQLiteDatabase, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Insertion, OnConflict } from './insertion.ts';
import type { Tables } from './tables.ts';

/** What may come at once or later: SQLite answers at once, PostgreSQL does not. Both are awaited. */
export type Awaitable<T> = T | Promise<T>;

/**
 * What a statement needs to be written once for both databases. The types are those of drizzle's SQLite, with answers
 * that have to be awaited; PostgreSQL brings objects of the same shape. Every statement is prepared, then asked:
 * `await db.select()….prepare().get(values)`. That is the one form both know.
 */
export interface Database {
  db: Builder;
  tables: Tables;
  dialect: Dialect;
  /** Prepares an insert of any number of rows at once. */
  insertion(table: SQLiteTable, asked: { columns: readonly string[]; conflict?: OnConflict }): Insertion;
}

export type Builder = BaseSQLiteDatabase<'async', { changes: number }, Record<string, never>>;

/** The words in which the two differ. */
export interface Dialect {
  /** The greater of two values, where none is null. */
  greatest(one: unknown, other: unknown): SQL;
  least(one: unknown, other: unknown): SQL;
  /** The clock of the database, in milliseconds since 1970: the one clock that all who serve share. */
  now: SQL;
  /** Rows of incident and lane, from a value that is a JSON list of lanes. */
  lanesIn(list: unknown): SQL;
}

/** The words of the transaction that one writer has open; they are said one after the other. */
export interface Transaction {
  begin(): Awaitable<void>;
  commit(): Awaitable<void>;
  /** Takes everything back. It never throws: where it can't be said, the database does it by itself. */
  rollback(): Awaitable<void>;
  savepoint(): Awaitable<void>;
  /** Takes back what was done since the savepoint, which stays. */
  undo(): Awaitable<void>;
  release(): Awaitable<void>;
  /** True when the error is about the database and not about one write, so that going on makes no sense. */
  isOver(error: unknown): boolean;
}

/** An open database, ready for a store. Writing and reading are apart, so that no question joins a transaction. */
export interface Connection {
  database: 'SQLite' | 'PostgreSQL';
  /** What people call it, without a secret: `SQLite in data`, `PostgreSQL 15 at db.example/airb`. */
  place: string;
  /** False where one process at a time serves from it, so that what another one had taken is left for good. */
  shared: boolean;
  /** Limits that all who serve share; absent where one process serves. */
  limiter?: RateLimiter;
  /** Statements join the transaction that is open. */
  writing: Database & { transaction: Transaction };
  /** Each statement sees what is committed. */
  reading: Database;
  /** Everything asked in here sees one moment. */
  snapshot<T>(look: (at: Database) => Promise<T>): Promise<T>;
  /** Turns an error of the database into words: ConfigError for a fault, BusyError when another try may help. */
  explain(error: unknown): unknown;
  /** After a commit that redacted: takes away what the text may have left beside the rows, as far as that can be done. */
  wipe(): void;
  /** Gives a part of what is free within the database back to the disk; inside a transaction. */
  giveBack(): { left: number; kept?: boolean };
  close(): Awaitable<void>;
}
