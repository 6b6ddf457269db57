import { tablesOf } from '../tables.ts';
import { postgresKit } from './kit.ts';

/** The tables as PostgreSQL has them; drizzle-kit makes `migrations/postgres/` from what is exported here. */
export const tables = tablesOf(postgresKit);

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
