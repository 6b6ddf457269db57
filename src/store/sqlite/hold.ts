import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { ConfigError } from '../../errors.ts';
import { handOver, ownersOnly } from './connection.ts';
import { explain } from './faults.ts';

/** The right to serve from a records file, which only one process has at a time. */
export interface Hold {
  release(): void;
}

interface Holder {
  pid: number;
  host: string;
  since: string;
}

/**
 * Takes the right to serve from a records file. It is the write lock of a small SQLite file beside it, kept for as long
 * as the process lives. The system takes it back when the process dies, however it dies, so nothing is left to clean up.
 * Readers of that file are not kept out by it, and find there who has the right.
 * @param file the records file
 * @throws ConfigError that names the process that has it
 */
export function holdRecords(file: string): Hold {
  const path = join(dirname(file), 'airb.lock');
  try {
    mkdirSync(dirname(path), { recursive: true });
    ownersOnly(path);
    handOver(path);
    const lock = new Database(path, { timeout: 200 });
    try {
      take(lock, file);
    } catch (error) {
      lock.close();
      throw error;
    }
    return { release: () => void lock.close() };
  } catch (error) {
    throw explain(error, path);
  }
}

/** Says who has the right in one transaction, and keeps a second one open. */
function take(lock: Database.Database, file: string): void {
  try {
    lock.exec('begin immediate');
  } catch (error) {
    throw isTaken(error) ? refusal(lock, file) : error;
  }
  lock.exec('create table if not exists holder (pid integer, host text, since text); delete from holder');
  lock
    .prepare('insert into holder values (?, ?, ?)')
    .run(process.pid, hostname(), new Date().toISOString().slice(0, 19));
  lock.exec('commit');
  try {
    lock.exec('begin immediate');
  } catch (error) {
    throw isTaken(error) ? refusal(lock, file) : error;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

function refusal(lock: Database.Database, file: string): ConfigError {
  return new ConfigError(
    `The records in ${dirname(file)} are served by another airb: ${holderIn(lock)}`,
    'Stop that one first, or give this one its own AIRB_DATA_DIR.',
  );
}

function holderIn(lock: Database.Database): string {
  try {
    const holder = lock.prepare<[], Holder>('select pid, host, since from holder').get();
    if (holder) return `process ${holder.pid} on ${holder.host}, since ${holder.since}Z`;
  } catch {
    // It is just writing its name.
  }
  return 'it is only just starting';
}
