import { ConfigError } from '../../errors.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import { type AuditKey, findKey } from '../audit-key.ts';
import { madeWith } from '../audit-log.ts';
import { createStore, type StoreOptions } from '../store.ts';
import type { Witnesses } from '../verify.ts';
import { addressOf } from './address.ts';
import { connect, type PostgresConnection } from './connection.ts';
import { explainStart } from './faults.ts';
import { type Hold, holdDatabase } from './hold.ts';
import { applyMigrations, type Migrated, missingSteps, schemaState, takesWrites } from './migrate.ts';
import { onlyAdds } from './only-adds.ts';

export interface PostgresOptions extends StoreOptions, Witnesses {
  url: string;
}

/**
 * The right to serve from the database, beside others, on the present schema. Steps of the schema that only add something are
 * taken beside an older airb that serves, which does not see it; any other step wants the database alone.
 */
export function holdPostgres(url: string, log: Pick<Log, 'warn' | 'error'>): Promise<Hold> {
  return onConnection(url, async (connection) => {
    // As it was reached just now: encrypted, or not where the server has no TLS.
    const { address } = connection;
    await takesWrites(connection);
    const hold = await holdDatabase(address, log, 'beside');
    try {
      const missing = await missingSteps(connection);
      if (missing.every(onlyAdds)) {
        await applyMigrations(connection);
        await connection.close();
        return hold;
      }
    } catch (error) {
      await hold.release();
      throw error;
    }
    await hold.release();
    await migratePostgres(url).catch(async (error: unknown) => {
      // Of several that start together one takes the steps, and serves before the others have asked for their turn.
      if ((await missingSteps(connection)).length > 0) throw error;
    });
    await connection.close();
    return holdDatabase(address, log, 'beside');
  });
}

/** Brings the database to the present schema, when nobody serves from it. */
export async function migratePostgres(url: string): Promise<Migrated> {
  return onConnection(url, async (connection) => {
    await takesWrites(connection);
    const hold = await holdDatabase(connection.address, silent, 'alone');
    try {
      return await applyMigrations(connection);
    } finally {
      await hold.release();
      await connection.close();
    }
  });
}

/**
 * The records in a PostgreSQL database, brought to the present schema where needed.
 * @param options.folder the data folder: the audit key where the environment gives none, and the heads that were posted
 * @throws ConfigError when it can't be reached, written or used, or its audit log was made with another key
 */
export async function openPostgresStore({ url, ...options }: PostgresOptions): Promise<Store> {
  return onConnection(url, async (connection) => {
    await takesWrites(connection);
    await applyMigrations(connection);
    return postgresStore(connection, options);
  });
}

/** The same on a connection that is open and migrated. */
export async function postgresStore(
  connection: PostgresConnection,
  options: StoreOptions & Witnesses,
): Promise<Store> {
  const refuses = refusal(connection, options);
  const key = findKey(options.folder, options.auditKey);
  const made = await connection.snapshot((at) => (key ? madeWith(at, key) : anyEntry(at)));
  if (made === false) {
    const why = refuses();
    if (why) throw why;
  }
  return createStore(connection, { ...options, refusesKey: refuses });
}

/** The same beside an airb that may be serving: tables are not changed below it. */
export async function openPostgresBeside(options: PostgresOptions): Promise<Store> {
  if ((await stateAt(options.url)) === 'behind') await migratePostgres(options.url);
  return openPostgresStore(options);
}

/** @returns undefined where nothing has been recorded yet: looking makes no tables */
export async function openPostgresIfThere(options: PostgresOptions): Promise<Store | undefined> {
  return (await stateAt(options.url)) === 'none' ? undefined : openPostgresBeside(options);
}

function stateAt(url: string) {
  return onConnection(url, async (connection) => {
    const state = await schemaState(connection);
    await connection.close();
    return state;
  });
}

/**
 * The records for an audit, as they are: nothing is written, so a standby will do.
 * @returns undefined where there are none
 */
export async function openPostgresToVerify({
  url,
  ...witnesses
}: Witnesses & { url: string }): Promise<Store | undefined> {
  return onConnection(url, async (connection) => {
    const state = await schemaState(connection);
    if (state === 'present') return createStore(connection, witnesses);
    await connection.close();
    if (state === 'none') return undefined;
    throw new ConfigError(
      `${connection.place} has the tables of an older airb`,
      'Bring them to the present schema with airb migrate first.',
    );
  });
}

const silent = { warn: () => undefined, error: () => undefined };

/** Opens, and closes again when what is done with it fails. */
export async function onConnection<T>(
  url: string,
  use: (connection: PostgresConnection) => Promise<T>,
  name = 'DATABASE_URL',
): Promise<T> {
  const connection = await connect(addressOf(url, name)).catch((error: unknown) => {
    throw named(error, name);
  });
  try {
    return await use(connection);
  } catch (error) {
    await connection.close();
    throw named(explainStart(error, connection.address.label), name);
  }
}

/** What to do is said of the setting that gave the address. */
function named(error: unknown, name: string): unknown {
  if (!(error instanceof ConfigError) || name === 'DATABASE_URL') return error;
  return new ConfigError(error.message, error.hint?.replaceAll('DATABASE_URL', name));
}

/** False where there is an entry, which no key of ours has made. */
async function anyEntry({
  db,
  tables: { audit },
}: PostgresConnection['reading']): Promise<false | undefined> {
  const one = await db.select({ position: audit.position }).from(audit).limit(1).prepare().get();
  return one ? false : undefined;
}

/**
 * Several machines share these records, and each would make a key of its own. So a key that was not given goes on only
 * where the log was made with it; one that was given may begin the log anew, as where the old one is lost.
 */
function refusal(
  { place }: PostgresConnection,
  { auditKey }: Witnesses,
): (key?: AuditKey) => ConfigError | undefined {
  return () =>
    auditKey !== undefined
      ? undefined
      : new ConfigError(
          `AIRB_AUDIT_KEY: the audit log in ${place} was made with another key than this machine has`,
          'Set AIRB_AUDIT_KEY to the same on every machine; on the one that began the log it is the line in audit.key of its data folder.',
        );
}
