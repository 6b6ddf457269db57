import {
  bigint,
  bigserial,
  boolean,
  customType,
  index,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { Kit } from '../kit.ts';

/** JSON as text, because the audit log's digests are taken over these very characters. */
const json = <T>(name: string) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => JSON.parse(value) as T,
  })(name);

/** The column and index builders of PostgreSQL, in the shape of those of SQLite, whose types everybody writes in. */
export const postgresKit = {
  table: pgTable,
  text: (name: string) => text(name),
  json,
  // All of 64 bits: a number that does not fit is an error here, not a number that is not found.
  number: (name: string) => bigint(name, { mode: 'number' }),
  instant: (name: string) => bigint(name, { mode: 'number' }),
  flag: (name: string) => boolean(name),
  serial: (name: string) => bigserial(name, { mode: 'number' }).primaryKey(),
  index,
  primaryKey,
} as unknown as Kit;
