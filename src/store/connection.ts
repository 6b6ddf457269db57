import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { explain } from './faults.ts';

/** An open records file. Transactions use the driver, statements use drizzle. */
export interface Connection {
  file: string;
  sqlite: Database.Database;
  db: BetterSQLite3Database;
}

/**
 * Opens the file, creates it and its folder if needed, and checks that it can be written.
 * @throws ConfigError when it is damaged, read-only or not a database; BusyError when another process has it locked
 */
export function connect(file: string): Connection {
  try {
    mkdirSync(dirname(file), { recursive: true });
    ownersOnly(file);
    const sqlite = new Database(file);
    try {
      tune(sqlite);
    } catch (error) {
      sqlite.close();
      throw error;
    }
    return { file, sqlite, db: drizzle(sqlite) };
  } catch (error) {
    throw explain(error, file);
  }
}

/**
 * Timelines, evidence and names are for the account airb runs under; SQLite gives new -wal and -shm files the same rights. A file
 * that belongs to somebody else stays as it is: opening it says what is wrong.
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

function tune(sqlite: Database.Database) {
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
  sqlite.exec('BEGIN IMMEDIATE; ROLLBACK');
}
