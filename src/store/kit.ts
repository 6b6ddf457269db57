import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The column and index builders of SQLite. */
export const sqliteKit = {
  table: sqliteTable,
  text: (name: string) => text(name),
  json: <T>(name: string) => text(name, { mode: 'json' }).$type<T>(),
  number: (name: string) => integer(name),
  /** Milliseconds since 1970. */
  instant: (name: string) => integer(name),
  flag: (name: string) => integer(name, { mode: 'boolean' }),
  serial: (name: string) => integer(name).primaryKey(),
  index,
  primaryKey,
};

/** What a database must provide for the tables. */
export type Kit = typeof sqliteKit;
