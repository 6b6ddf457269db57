import { type SQL, sql } from 'drizzle-orm';
import pg, { type PoolConfig } from 'pg';
import { ConfigError } from '../../errors.ts';
import type { Connection, Database, Dialect } from '../database.ts';
import type { Address } from './address.ts';
import { type Ask, asking, DatabaseFault } from './ask.ts';
import { builderOn } from './builder.ts';
import { explain, explainStart } from './faults.ts';
import { insertionOn } from './insertion.ts';
import { postgresLimiter } from './rate-limiter.ts';
import { tables } from './schema.ts';
import { transactionOn } from './transaction.ts';

/** The oldest server airb is tried with. */
const oldest = 13;

/** Milliseconds. A server that says nothing at all is given up after this; it has given up its statements before. */
const silence = 6000;
/** Milliseconds for what goes over everything there is: an audit, a new index. */
const patience = 600_000;

export interface PostgresConnection extends Connection {
  address: Address;
  /** Speaks within the transaction that writes. */
  ask: Ask;
  /** A connection of one's own, given back with its end. */
  alone<T>(work: (ask: Ask) => Promise<T>): Promise<T>;
}

/** A connection that never ends the process: an error of a client nobody asks just now has nobody to hear it. */
export class GuardedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** What a client of this address is made with. */
export function clientConfig(address: Address, name = 'airb'): pg.ClientConfig {
  const { host, port, user, password, database, ssl, options, connectTimeout } = address;
  return {
    ...{ host, port, user, password, database, ssl, options },
    application_name: address.applicationName ?? name,
    connectionTimeoutMillis: connectTimeout,
    query_timeout: silence,
    keepAlive: true,
  };
}

/**
 * Opens the database: one connection for writing, a few for questions; each is made anew when it is lost.
 * @throws ConfigError when it can't be reached, lets nobody in, is too old or keeps no Unicode
 */
export async function connect(asked: Address): Promise<PostgresConnection> {
  try {
    return await opened(asked);
  } catch (error) {
    const plain =
      asked.plainIfMust && error instanceof DatabaseFault && /not support SSL/.test(error.message);
    if (!plain) throw explainStart(error, asked.label);
  }
  try {
    return await opened({ ...asked, ssl: false });
  } catch (error) {
    throw explainStart(error, asked.label);
  }
}

async function opened(address: Address): Promise<PostgresConnection> {
  const made: PoolConfig = { ...clientConfig(address), Client: GuardedClient, idleTimeoutMillis: 30_000 };
  const writers = guarded(new pg.Pool({ ...made, max: 1 }));
  const readers = guarded(new pg.Pool({ ...made, max: 4 }));
  const close = async () => {
    await Promise.all([writers, readers].map((pool) => (pool.ending ? undefined : pool.end())));
  };
  try {
    const major = await usable(
      asking(() => readers),
      address.label,
    );
    const writer = transactionOn(writers);
    const alone: PostgresConnection['alone'] = (work) => withClient(readers, work);
    return {
      database: 'PostgreSQL',
      place: `PostgreSQL ${major} at ${address.label}`,
      shared: true,
      limiter: postgresLimiter(asking(() => readers)),
      address,
      ask: writer.ask,
      writing: { ...databaseOn(writer.ask), transaction: writer.transaction },
      reading: databaseOn(asking(() => readers)),
      snapshot: (look) =>
        alone(async (ask) => {
          await ask.query('begin isolation level repeatable read, read only');
          const seen = await look(databaseOn(ask));
          await ask.query('commit');
          return seen;
        }),
      alone,
      explain: (error) => explain(error, address.label),
      // Its pages and logs are the server's; see postgres.md.
      wipe: () => undefined,
      // So is its room: it vacuums by itself.
      giveBack: () => ({ left: 0 }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A pool tells of connections that broke while nobody used them; the next to ask gets a new one. */
function guarded(pool: pg.Pool): pg.Pool {
  return pool.on('error', () => undefined);
}

async function withClient<T>(pool: pg.Pool, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new DatabaseFault(error);
  });
  let broken = true;
  try {
    const result = await work(asking(() => client, patience));
    broken = false;
    return result;
  } finally {
    // What was begun and not ended is taken back by closing.
    client.release(broken);
  }
}

/** @returns the server's version */
async function usable(ask: Ask, label: string): Promise<number> {
  const { rows } = await ask.query(
    `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_encoding') as letters`,
  );
  const { major, letters } = rows[0] as { major: number; letters: string };
  if (major < oldest)
    throw new ConfigError(
      `PostgreSQL at ${label} is of version ${major}, and airb needs ${oldest} or newer`,
      'Upgrade the server, or point DATABASE_URL to a newer one.',
    );
  if (letters !== 'UTF8')
    throw new ConfigError(
      `The database of PostgreSQL at ${label} keeps its texts as ${letters}, and airb needs UTF8`,
      `Make one with createdb --encoding=UTF8 --template=template0.`,
    );
  return major;
}

const dialect: Dialect = {
  greatest: (one, other) => sql`greatest(${one}, ${other})`,
  least: (one, other) => sql`least(${one}, ${other})`,
  now: sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  lanesIn,
};

function lanesIn(list: unknown): SQL {
  const one = sql`json_array_elements(cast(${list} as json)) as lanes (one)`;
  return sql`select (one ->> 'incident')::bigint, one ->> 'lane' from ${one}`;
}

/** Statements for whoever is asked. */
export function databaseOn(ask: Ask): Database {
  return { db: builderOn(ask), tables, dialect, insertion: insertionOn(ask) };
}
