import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Store } from '../../src/ports/store.ts';

/** What stories ask of an effect that has not ended: without its body, which is most of the work of reading it. */
export interface Unfinished {
  key: string;
  incident: number;
  lane: string;
  kind: string;
  state: 'pending' | 'sending' | 'uncertain';
  dueAt: number;
  waitsFor: string | null;
  attempts: number;
  lastError: string | null;
}

/** A look at what is on its way, beside the program; stories take hundreds. */
export interface Look {
  read(): Promise<Unfinished[]>;
  close(): void;
}

const query = `select key, incident, lane, kind, state, due_at as dueAt, waits_for as waitsFor, attempts, last_error as lastError
  from effects where state in ('pending', 'sending', 'uncertain') order by position`;

/**
 * @param file where the records are, if they are in a file
 * @param store asked where they are in a database elsewhere
 */
export function lookInto(file: string, store: () => Store): Look {
  if (!existsSync(file)) return { read: () => askedOf(store()), close: () => undefined };
  const records = new Database(file, { readonly: true });
  const statement = records.prepare<[], Unfinished>(query);
  return { read: async () => statement.all(), close: () => void records.close() };
}

async function askedOf(store: Store): Promise<Unfinished[]> {
  const heads = await store.heads({});
  const effects = (await Promise.all(heads.map(({ number }) => store.effects(number)))).flat();
  return effects.flatMap(({ state, body, waitsFor = null, lastError = null, ...rest }) =>
    state === 'pending' || state === 'sending' || state === 'uncertain'
      ? [{ ...rest, state, kind: body.kind, waitsFor, lastError }]
      : [],
  );
}
