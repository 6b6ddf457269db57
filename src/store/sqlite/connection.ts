import { chmodSync, closeSync, existsSync, lchownSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Builder, Connection, Database, Dialect } from '../database.ts';
import { explain } from './faults.ts';
import { insertionOn } from './insertion.ts';
import { tables } from './schema.ts';
import { transaction } from './transaction.ts';

/** An open records file. */
export interface SqliteConnection extends Connection {
  file: string;
  /** The connection that writes; the transaction is on it. */
  sqlite: Sqlite.Database;
  /** The connection that answers questions. */
  reader: Sqlite.Database;
}

/**
 * Opens the file, creates it and its folder if needed, and checks that it can be written.
 * @throws ConfigError when it is damaged, read-only or not a database; BusyError when another process has it locked
 */
export function connect(file: string): SqliteConnection {
  const open: Sqlite.Database[] = [];
  const opened = () => {
    const sqlite = new Sqlite(file);
    open.push(sqlite);
    return tuned(sqlite);
  };
  const close = () => {
    for (const sqlite of open.splice(0)) sqlite.close();
  };
  try {
    mkdirSync(dirname(file), { recursive: true });
    ownersOnly(file);
    const sqlite = opened();
    sqlite.exec('BEGIN IMMEDIATE; ROLLBACK');
    return connectionOf(file, { sqlite, reader: opened(), close });
  } catch (error) {
    close();
    throw explain(error, file);
  }
}

/**
 * Can SQLite be used at all? Asks in memory, so that looking makes no file.
 * @throws ConfigError when the driver can not be loaded
 */
export function loadDriver(): void {
  try {
    new Sqlite(':memory:').close();
  } catch (error) {
    throw explain(error, ':memory:');
  }
}

/**
 * The connection made of two to the same file. A transaction awaits its statements, and any other statement on its
 * connection would join it meanwhile; so questions have one of their own.
 */
export function connectionOf(
  file: string,
  { sqlite, reader, close }: { sqlite: Sqlite.Database; reader: Sqlite.Database; close(): void },
): SqliteConnection {
  return {
    database: 'SQLite',
    place: `SQLite in ${dirname(file)}`,
    shared: false,
    file,
    sqlite,
    reader,
    writing: { ...databaseOn(sqlite), transaction: transaction(sqlite) },
    reading: databaseOn(reader),
    async snapshot(look) {
      const apart = new Sqlite(file);
      try {
        apart.exec('begin');
        return await look(databaseOn(apart));
      } finally {
        apart.close();
      }
    },
    explain: (error) => explain(error, file),
    wipe: () => emptyLog(sqlite),
    giveBack: () => giveBack(sqlite),
    close,
  };
}

/** The write-ahead log still holds the pages as they were before. While somebody else reads, it is emptied later. */
function emptyLog(sqlite: Sqlite.Database): void {
  try {
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // What was decided is stored all the same.
  }
}

const dialect: Dialect = {
  greatest: (one, other) => sql`max(${one}, ${other})`,
  least: (one, other) => sql`min(${one}, ${other})`,
  now: sql`cast(unixepoch('subsec') * 1000 as integer)`,
  lanesIn: (list) => sql`select value ->> 'incident', value ->> 'lane' from json_each(${list})`,
};

function databaseOn(sqlite: Sqlite.Database): Database {
  // It answers at once, and what is awaited may.
  return { db: drizzle(sqlite) as unknown as Builder, tables, dialect, insertion: insertionOn(sqlite) };
}

/**
 * Timelines, evidence and names are for the account airb runs under; SQLite gives new -wal and -shm files the same
 * rights. A file that belongs to somebody else stays as it is: opening it says what is wrong.
 */
export function ownersOnly(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
    for (const one of [file, `${file}-wal`, `${file}-shm`])
      if (existsSync(one)) chmodSync(one, statSync(one).mode & 0o700);
  } catch {
    // Read-only, or not ours.
  }
}

/** What root writes is for the account that the folder belongs to: a service without rights has to open it afterwards. */
export function handOver(file: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(file));
  // Not what a link leads to: whoever has the folder may have put one there.
  if (uid !== 0) lchownSync(file, uid, gid);
}

/** Pages that are given back at once: no other write waits for more. */
const pagesAtOnce = 2000;

/** Only a file that was made for it gives pages back one by one; another one has to be written anew as a whole. */
function giveBack(sqlite: Sqlite.Database): { left: number; kept?: boolean } {
  const kept = sqlite.pragma('auto_vacuum', { simple: true }) !== 2;
  if (!kept) sqlite.pragma(`incremental_vacuum(${pagesAtOnce})`);
  const ask = (name: string) => Number(sqlite.pragma(name, { simple: true }));
  return { left: ask('freelist_count') * ask('page_size'), ...(kept && { kept }) };
}

function tuned(sqlite: Sqlite.Database): Sqlite.Database {
  // Of use only to a file that is new: pages that are free later can then go back to the disk. Said of another one, it would
  // be written at every opening.
  if (sqlite.pragma('page_count', { simple: true }) === 0) sqlite.pragma('auto_vacuum = INCREMENTAL');
  // Milliseconds. The wait blocks the process, so it is short; a refused sender is told when to come back.
  sqlite.pragma('busy_timeout = 200');
  sqlite.pragma('journal_mode = WAL');
  // The driver is compiled with NORMAL for WAL, which syncs only at checkpoints; "stored" must survive a power cut.
  sqlite.pragma('synchronous = FULL');
  // What is redacted must not stay in the pages it stood in.
  sqlite.pragma('secure_delete = ON');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('temp_store = MEMORY');
  sqlite.pragma('journal_size_limit = 67108864');
  return sqlite;
}
