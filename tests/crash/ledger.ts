import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import type { Store } from '../../src/ports/store.ts';
import { connectionOf } from '../../src/store/sqlite/connection.ts';
import { sqliteStore } from '../../src/store/sqlite/open.ts';

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
export async function look(dataDir: string): Promise<Look> {
  const file = join(dataDir, 'airb.db');
  if (!existsSync(file)) return empty;
  try {
    return await asked(file, async (store) => {
      const events = (await store.events(1)).map((stored) => stored.event);
      const incident = fold(nothing, events);
      const effects = await store.effects(1);
      return { events, effects, ...(incident.phase === 'none' ? {} : { incident }) };
    });
  } catch (error) {
    // The very first life may have died before it had made its tables.
    if (String(error).includes('no such table')) return empty;
    throw error;
  }
}

/** Opens the records for reading, asks, and lets go. */
export async function asked<T>(file: string, question: (store: Store) => Promise<T>): Promise<T> {
  const sqlite = new Database(file, { readonly: true });
  const close = () => void sqlite.close();
  try {
    return await question(sqliteStore(connectionOf(file, { sqlite, reader: sqlite, close })));
  } finally {
    close();
  }
}
