import { hostname } from 'node:os';
import type { ClientBase } from 'pg';
import { ConfigError } from '../../errors.ts';
import type { Log } from '../../ports/log.ts';
import type { Address } from './address.ts';
import { type Ask, asking, DatabaseFault } from './ask.ts';
import { clientConfig, GuardedClient } from './connection.ts';
import { explainStart } from './faults.ts';
import { inThisSchema, locks } from './transaction.ts';

/** The right to serve from a database: several processes have it side by side, or one that wants nobody beside it. */
export interface Hold {
  release(): Promise<void>;
}

/** Milliseconds a start waits for it: a server needs a moment to see that the one before has died. */
const patience = 2000;
const heldByAnother = '55P03';

/** Milliseconds between two tries to have it again. */
const again = 1000;

/** `beside`: to serve, beside others who do. `alone`: to change what nobody may serve from meanwhile. */
export type Kind = 'beside' | 'alone';

/**
 * Takes the right to serve: a lock of the session, on a connection kept for it, which the server gives back however the
 * process dies. When that connection is lost, as in a restart of the server, it is taken again.
 * @throws ConfigError that names who is in the way
 */
export async function holdDatabase(
  address: Address,
  log: Pick<Log, 'warn' | 'error'>,
  kind: Kind,
): Promise<Hold> {
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
        { label: address.label, kind },
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

const ways: Record<Kind, string> = { beside: 'pg_advisory_lock_shared', alone: 'pg_advisory_lock' };

async function claimed(ask: Ask, { label, kind }: { label: string; kind: Kind }): Promise<void> {
  await ask.query(`set lock_timeout = '${patience}ms'`);
  try {
    await ask.query(`select ${ways[kind]}(${locks.serve}, ${inThisSchema})`);
  } catch (error) {
    if (!(error instanceof DatabaseFault && error.code === heldByAnother)) throw error;
    throw new ConfigError(
      `The records in PostgreSQL at ${label} are served by another airb: ${await holdersOf(ask)}`,
      hints[kind],
    );
  }
}

const hints: Record<Kind, string> = {
  beside:
    'It wants nobody beside it: an older version serves there, or airb migrate is at work. Wait, or stop it.',
  alone: 'Stop all that serve there first, or name a database of its own.',
};

async function holdersOf(ask: Ask): Promise<string> {
  const { rows } = await ask.query(
    `select a.application_name as name, to_char(a.backend_start at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
     from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = ${locks.serve}
       and l.objid = (${inThisSchema}::bigint & 4294967295)::oid
       and l.database = (select oid from pg_database where datname = current_database())
     order by a.backend_start limit 3`,
  );
  const holders = (rows as { name: string; since: string }[]).map(
    ({ name, since }) => `${name.replace(/^airb (\d+)/, 'process $1')}, since ${since}`,
  );
  return holders.length > 0 ? holders.join('; ') : 'it is only just stopping';
}
