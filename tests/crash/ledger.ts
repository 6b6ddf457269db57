import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import type { Store } from '../../src/ports/store.ts';
import { lookUps } from '../../src/store/look-up.ts';
import { openPostgresToVerify } from '../../src/store/postgres/open.ts';
import { connectionOf, type SqliteConnection } from '../../src/store/sqlite/connection.ts';
import { sqliteStore } from '../../src/store/sqlite/open.ts';

/** Where a bot keeps its records: a SQLite file in its folder, unless its settings name a database. */
export interface Records {
  dataDir: string;
  env?: Record<string, string>;
}

/** What the bot's records hold at one moment. */
export interface Look {
  incident?: Opened;
  events: IncidentEvent[];
  effects: StoredEffect[];
}

const empty: Look = { events: [], effects: [] };

/**
 * Looks into the records beside the running bot. No connection outlives the look: a killed bot must find its file as
 * it left it, and recover it alone.
 */
export async function look(records: Records): Promise<Look> {
  if (records.env?.DATABASE_URL === undefined && !existsSync(fileOf(records))) return empty;
  try {
    const url = records.env?.DATABASE_URL;
    return await (url === undefined
      ? inFile(fileOf(records), ({ reading }) => looked(lookUps(reading)))
      : inPostgres(url, records, looked));
  } catch (error) {
    // The very first life may have died before it had made its tables.
    if (/no such table|holds no tables/.test(String(error))) return empty;
    throw error;
  }
}

async function looked(log: Pick<Store, 'events' | 'effects'>): Promise<Look> {
  const events = (await log.events(1)).map((stored) => stored.event);
  const incident = fold(nothing, events);
  const effects = await log.effects(1);
  return { events, effects, ...(incident.phase === 'none' ? {} : { incident }) };
}

const fileOf = ({ dataDir }: Records) => join(dataDir, 'airb.db');

/** Opens the records for reading, asks, and lets go. */
export async function asked<T>(records: Records, question: (store: Store) => Promise<T>): Promise<T> {
  const url = records.env?.DATABASE_URL;
  return url === undefined
    ? inFile(fileOf(records), (connection) => question(sqliteStore(connection)))
    : inPostgres(url, records, question);
}

async function inPostgres<T>(
  url: string,
  { dataDir: folder, env }: Records,
  question: (store: Store) => Promise<T>,
): Promise<T> {
  const open = () => openPostgresToVerify({ url, folder, auditKey: env?.AIRB_AUDIT_KEY });
  // Beside programs that start again and again its server may be slow to answer; whoever looks, looks once more.
  const store = await open().catch((error) => {
    if (/does not answer in time/.test(String(error))) return open();
    throw error;
  });
  if (!store) throw new Error('the database holds no tables yet');
  try {
    return await question(store);
  } finally {
    await store.close();
  }
}

/** A story looks several times a second: it opens no whole store, which readies every statement of airb, for two of them. */
async function inFile<T>(file: string, question: (connection: SqliteConnection) => Promise<T>): Promise<T> {
  const sqlite = new Database(file, { readonly: true });
  const close = () => void sqlite.close();
  try {
    return await question(connectionOf(file, { sqlite, reader: sqlite, close }));
  } finally {
    close();
  }
}
