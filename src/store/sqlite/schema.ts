import { sqliteKit } from '../kit.ts';
import { tablesOf } from '../tables.ts';

/** The tables as SQLite has them; drizzle-kit makes `migrations/` from what is exported here. */
export const tables = tablesOf(sqliteKit);

export const {
  events,
  incidents,
  rooms,
  alerts,
  changes,
  inputs,
  documents,
  contents,
  memory,
  audit,
  subscriptions,
  tallies,
  effects,
  released,
  slots,
  replicas,
  buckets,
  turns,
} = tables;
