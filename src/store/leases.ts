import { and, eq, isNotNull, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Duration, Instant } from '../domain/time.ts';
import { holdsLane } from './conditions.ts';
import type { Connection, Database } from './database.ts';

const value = sql.placeholder;

/** How long what was taken stays with the process that took it, when it is not renewed; in milliseconds. */
export const leaseOf: Duration = 7000;
/** As long as the process lives: nobody else can come while it does. */
const forEver: Duration = 100 * 365 * 86_400_000;

/** Whose the leases are, and how long they last. */
export interface Owner {
  id: string;
  lease: Duration;
  /** False where nobody else can serve meanwhile. */
  shared: boolean;
}

/** @param id another one for each process that opens the records */
export function ownerOn({ shared }: Pick<Connection, 'shared'>, id: string): Owner {
  return { id, lease: shared ? leaseOf : forEver, shared };
}

/** Conditions and values of leases, for the statements of one owner. */
export function leasing({ tables: { effects }, dialect }: Database, { id, lease }: Owner) {
  const over = or(isNull(effects.leasedUntil), lt(effects.leasedUntil, dialect.now));
  return {
    /** Nobody else has it. */
    isFree: sql`(${or(isNull(effects.owner), eq(effects.owner, id), over)})`,
    /** Another process had it, and has no lease any more. */
    isLeft: sql`(${or(isNull(effects.owner), and(ne(effects.owner, id), over))})`,
    isOwn: eq(effects.owner, id),
    isHeld: and(eq(effects.owner, id), sql`${effects.leasedUntil} >= ${dialect.now}`),
    /** What is written to take it, or to keep it. */
    taken: { owner: sql`${id}`, leasedUntil: until(dialect.now, sql`${lease}`) },
  };
}

/** The end of a lease that begins now. @param lasts milliseconds */
export function until(now: SQL, lasts: SQL): SQL {
  return sql`${now} + cast(${lasts} as bigint)`;
}

export interface Reviver {
  /** Inside the transaction; see `Store.reviveInterrupted`. */
  revive(now: Instant): Promise<number>;
}

/** Prepares putting in doubt what nobody sends any more. */
export function reviver(database: Database, owner: Owner): Reviver {
  const {
    db,
    tables: { effects },
  } = database;
  const { isLeft, isOwn } = leasing(database, owner);
  const ofOthers = and(holdsLane(effects), isNotNull(effects.leasedUntil), sql`not ${isOwn}`);
  const letGo = db.update(effects).set({ leasedUntil: null }).where(ofOthers).prepare();
  const doubt = db
    .update(effects)
    .set({ state: 'uncertain', dueAt: sql`${value('now')}`, leasedUntil: null })
    .where(and(holdsLane(effects), eq(effects.state, 'sending'), isLeft))
    .prepare();
  return {
    async revive(now) {
      if (!owner.shared) await letGo.run();
      return (await doubt.run({ now })).changes;
    },
  };
}
