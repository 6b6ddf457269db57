import { hostname } from 'node:os';
import type { ClientBase } from 'pg';
import { ConfigError } from '../../errors.ts';
import type { Log } from '../../ports/log.ts';
import type { Address } from './address.ts';
import { type Ask, asking, DatabaseFault } from './ask.ts';
import { clientConfig, GuardedClient } from './connection.ts';
import { explainStart } from './faults.ts';
import { inThisSchema, locks } from './transaction.ts';

/** The right to serve from a database, which one process has at a time until replicas share the outbox. */
export interface Hold {
  release(): Promise<void>;
}

/** Milliseconds a start waits for it: a server needs a moment to see that the one before has died. */
const patience = 2000;
const heldByAnother = '55P03';

/** Milliseconds between two tries to have it again. */
const again = 1000;

/**
 * Takes the right to serve: a lock of the session, on a connection kept for it, which the server gives back however the
 * process dies. When that connection is lost, as in a restart of the server, it is taken again.
 * @throws ConfigError that names who has it
 */
export async function holdDatabase(address: Address, log: Pick<Log, 'warn' | 'error'>): Promise<Hold> {
  let client: ClientBase & { end(): Promise<void> };
  let timer: NodeJS.Timeout | undefined;
  let over = false;

  async function take(): Promise<void> {
    const next = new GuardedClient(clientConfig(address, `airb ${process.pid} on ${hostname()}`));
    client = next;
    try {
      await next.connect().catch((error: unknown) => {
        throw new DatabaseFault(error);
      });
      await claimed(
        asking(() => next),
        address.label,
      );
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    next.once('end', lost);
  }

  function lost() {
    if (over) return;
    log.warn({ database: address.label }, 'lost the connection that holds the records; taking it again');
    retake();
  }

  function retake() {
    timer = setTimeout(() => {
      take().catch((error: unknown) => {
        if (over) return;
        if (error instanceof ConfigError)
          log.error({ error: error.message }, 'another airb serves these records now: stop one of the two');
        retake();
      });
    }, again);
    timer.unref();
  }

  try {
    await take();
  } catch (error) {
    throw explainStart(error, address.label);
  }
  return {
    async release() {
      over = true;
      clearTimeout(timer);
      await client.end();
    },
  };
}

async function claimed(ask: Ask, label: string): Promise<void> {
  await ask.query(`set lock_timeout = '${patience}ms'`);
  try {
    await ask.query(`select pg_advisory_lock(${locks.serve}, ${inThisSchema})`);
  } catch (error) {
    if (!(error instanceof DatabaseFault && error.code === heldByAnother)) throw error;
    throw new ConfigError(
      `The records in PostgreSQL at ${label} are served by another airb: ${await holderOf(ask)}`,
      'Stop that one first, or give this one a database of its own.',
    );
  }
}

async function holderOf(ask: Ask): Promise<string> {
  const { rows } = await ask.query(
    `select a.application_name as name, to_char(a.backend_start at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
     from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = ${locks.serve}
       and l.database = (select oid from pg_database where datname = current_database())`,
  );
  const holder = rows[0] as { name: string; since: string } | undefined;
  if (!holder) return 'it is only just stopping';
  return `${holder.name.replace(/^airb (\d+)/, 'process $1')}, since ${holder.since}`;
}
