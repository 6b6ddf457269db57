import type { Pool, PoolClient } from 'pg';
import type { Transaction } from '../database.ts';
import { type Ask, asking, DatabaseFault } from './ask.ts';
import { isOver } from './faults.ts';

/** The first number of all advisory locks of airb; the second is what is locked, in the schema of the connection. */
export const locks = { write: 0x61690001, serve: 0x61690002, schema: 0x61690003 };

/** The second number of a lock, so that two schemas of a database don't wait for each other. */
export const inThisSchema = `hashtext(coalesce(current_schema(), ''))`;

/**
 * What a transaction begins with, in one journey to the server. The limits see to it that nobody waits long: not for a
 * lock, not for a statement, and nobody at all for a process that stopped in the middle. One writer at a time, also
 * across processes, because the audit log is one chain over all incidents.
 */
const opening = [
  'begin isolation level read committed',
  `set local lock_timeout = '2s'`,
  `set local statement_timeout = '4s'`,
  `set local idle_in_transaction_session_timeout = '3s'`,
  // "Stored" must survive a power cut, whatever the role or the database has been given for a default.
  `select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'`,
  `select pg_advisory_xact_lock(${locks.write}, ${inThisSchema})`,
].join('; ');

/** The transaction of the one connection that writes, and who speaks on it. */
export function transactionOn(pool: Pool): { ask: Ask; transaction: Transaction } {
  let client: PoolClient | undefined;
  let broken = false;
  const spoken = asking(() => {
    if (client === undefined) throw new Error('no transaction is open');
    return client;
  });
  const ask: Ask = {
    query: (...asked) =>
      spoken.query(...asked).catch((error: unknown) => {
        broken ||= !(error instanceof DatabaseFault && error.answered);
        throw error;
      }),
  };

  /** A broken connection is thrown away, and with it whatever was not committed. */
  function letGo() {
    client?.release(broken);
    client = undefined;
  }

  const say = (text: string) => async () => void (await ask.query(text));

  return {
    ask,
    transaction: {
      async begin() {
        try {
          client = await pool.connect();
        } catch (error) {
          throw new DatabaseFault(error);
        }
        broken = false;
        await ask.query(opening);
      },
      async commit() {
        const { command } = await ask.query('commit');
        // A transaction that failed is answered with ROLLBACK, and not with an error.
        if (command !== 'COMMIT') throw new DatabaseFault(new Error('the transaction was taken back'));
        letGo();
      },
      async rollback() {
        if (client === undefined) return;
        // What can't be said any more is done by the server when the connection ends.
        if (!broken) await ask.query('rollback').catch(() => undefined);
        letGo();
      },
      savepoint: say('savepoint one'),
      undo: say('rollback to one'),
      release: say('release one'),
      isOver,
    },
  };
}
