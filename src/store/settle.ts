import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import { LeaseLostError } from '../errors.ts';
import type { Settlement } from '../ports/outbox.ts';
import { isUnfinished } from './conditions.ts';
import type { Database } from './database.ts';
import { leasing, type Owner, until } from './leases.ts';

const value = sql.placeholder;

/**
 * Prepares settling effects; call the function inside the transaction.
 * @returns false for one that has ended, which stays as it is
 * @throws LeaseLostError when another process has taken it since, so that nothing of the write is kept
 */
export function settling(database: Database, owner: Owner): (settlement: Settlement) => Promise<boolean> {
  const say = sentences(database, owner);

  async function settled(settlement: Settlement): Promise<boolean> {
    const { key, state } = settlement;
    if (state === 'done') return (await say.end.run({ key, state, error: null })).changes > 0;
    if (state === 'failed' || state === 'superseded')
      return (await say.end.run({ key, state, error: settlement.error })).changes > 0;
    if (state === 'sending') return (await say.held.get({ key })) !== undefined;
    const { dueAt, error, keptFor = 0 } = settlement;
    const counted = settlement.counted ? 1 : 0;
    const again = keptFor > 0 ? say.again : say.againByAnybody;
    const given = { key, state, dueAt, error, counted };
    return (await again.run(keptFor > 0 ? { ...given, keptFor } : given)).changes > 0;
  }

  return async (settlement) => {
    const { key, state } = settlement;
    if (await settled(settlement)) return state !== 'sending';
    const row = await say.owner.get({ key });
    const taken = row !== undefined && row.owner !== null && row.owner !== owner.id;
    if (taken || state === 'sending') throw new LeaseLostError(key);
    return false;
  };
}

function sentences(database: Database, owner: Owner) {
  const {
    db,
    tables: { effects },
    dialect,
  } = database;
  const { isOwn, isHeld, taken } = leasing(database, owner);
  const isIt = eq(effects.key, value('key'));
  const isOpen = and(isUnfinished(effects), isIt, or(isNull(effects.owner), isOwn));
  const state = sql`${value('state')}`;
  const putBack = (to: { owner: SQL | null; leasedUntil: SQL | null }) =>
    db
      .update(effects)
      .set({
        ...to,
        state,
        dueAt: sql`${value('dueAt')}`,
        lastError: sql`${value('error')}`,
        attempts: sql`${effects.attempts} + ${value('counted')}`,
      })
      .where(isOpen)
      .prepare();
  return {
    end: db
      .update(effects)
      .set({
        state,
        leasedUntil: null,
        attempts: sql`${effects.attempts} + 1`,
        lastError: sql`coalesce(${value('error')}, ${effects.lastError})`,
      })
      .where(isOpen)
      .prepare(),
    again: putBack({ ...taken, leasedUntil: until(dialect.now, sql`${value('keptFor')}`) }),
    againByAnybody: putBack({ owner: null, leasedUntil: null }),
    held: db
      .select({ key: effects.key })
      .from(effects)
      .where(and(eq(effects.state, 'sending'), isIt, isHeld))
      .prepare(),
    owner: db.select({ owner: effects.owner }).from(effects).where(isIt).prepare(),
  };
}
