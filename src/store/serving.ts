import { createHmac, type KeyObject } from 'node:crypto';
import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import { day, type Instant } from '../domain/time.ts';
import type { Joined, Replica, Serving } from '../ports/serving.ts';
import { holdsLane } from './conditions.ts';
import type { Database } from './database.ts';
import { leasing, type Owner, reviver } from './leases.ts';
import { incoming } from './placeholders.ts';

const value = sql.placeholder;

/** An owner no process is. What is begun and given up stays begun. */
const nobody = '';

/** Enough to tell two values apart, and too little to find one by trying. */
const digits = 8;

interface Deps {
  owner: Owner;
  /** What only who serves knows, so that a digest in the database gives nothing away. */
  key(): KeyObject;
}

/** Prepares what a process tells the others; call the functions inside the transaction. */
export function serving(database: Database, { owner, key }: Deps): Omit<Serving, 'replicas' | 'takeTurn'> {
  const say = sentences(database, owner);
  const { revive } = reviver(database, owner);

  async function join({ label, settings }: Parameters<Serving['join']>[0]): Promise<Joined> {
    const rows = await say.others.all({ id: owner.id });
    const own = digestsOf(settings, key());
    const disagreeing = rows.flatMap((row) =>
      differing(own, row.settings).map((name) => ({ name, label: row.label })),
    );
    if (disagreeing.length === 0) await say.enter.run({ id: owner.id, label, settings: own });
    const others = rows.map(({ label, since }) => ({ label, since }));
    return { now: (await say.clock.get())?.now ?? 0, others, disagreeing };
  }

  async function renew(now: Instant) {
    const kept = (await say.stay.run({ id: owner.id })).changes > 0;
    // Whoever was away can't judge who else was: after an outage all leases are over, and the others come back too.
    if (!kept) return { kept, revived: 0 };
    await say.renew.run();
    await say.forget.run();
    return { kept, revived: await revive(now) };
  }

  async function leave() {
    await say.giveUp.run();
    await say.goAway.run({ id: owner.id });
  }

  return { join, renew, leave };
}

/** Prepares asking who serves. */
export function roll({ db, tables: { replicas }, dialect }: Database): () => Promise<Replica[]> {
  const statement = db
    .select({ label: replicas.label, since: replicas.since })
    .from(replicas)
    .where(gte(replicas.leasedUntil, dialect.now))
    .orderBy(asc(replicas.since), asc(replicas.label))
    .prepare();
  return async () => statement.all();
}

function digestsOf(settings: Record<string, string>, key: KeyObject): Record<string, string> {
  const digest = (name: string, text: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([name, text]))
      .digest('hex')
      .slice(0, digits);
  return Object.fromEntries(Object.entries(settings).map(([name, text]) => [name, digest(name, text)]));
}

/** A setting that only one of two versions knows of is no disagreement. */
function differing(own: Record<string, string>, others: Record<string, string>): string[] {
  return Object.keys(own).filter((name) => others[name] !== undefined && others[name] !== own[name]);
}

function sentences(database: Database, owner: Owner) {
  const { db, tables, dialect } = database;
  const { replicas } = tables;
  const { taken, isHeld } = leasing(database, owner);
  const isIt = eq(replicas.id, value('id'));
  const { leasedUntil } = taken;
  return {
    clock: db
      .select({ now: sql<number>`${dialect.now}`.mapWith(Number) })
      .from(replicas)
      .limit(1)
      .prepare(),
    others: db
      .select()
      .from(replicas)
      .where(and(sql`${replicas.id} <> ${value('id')}`, gte(replicas.leasedUntil, dialect.now)))
      .prepare(),
    enter: db
      .insert(replicas)
      .values({
        id: value('id'),
        label: value('label'),
        settings: value('settings'),
        since: dialect.now,
        leasedUntil,
      })
      .onConflictDoUpdate({
        target: replicas.id,
        set: incoming(replicas, 'label', 'settings', 'leasedUntil'),
      })
      .prepare(),
    stay: db
      .update(replicas)
      .set({ leasedUntil })
      .where(and(isIt, gte(replicas.leasedUntil, dialect.now)))
      .prepare(),
    goAway: db.delete(replicas).where(isIt).prepare(),
    forget: db
      .delete(replicas)
      .where(lt(replicas.leasedUntil, sql`${dialect.now} - ${day}`))
      .prepare(),
    ...leaseSentences(database, { taken, isHeld, owner }),
  };
}

function leaseSentences(
  { db, tables: { effects } }: Database,
  { taken, isHeld, owner }: Pick<ReturnType<typeof leasing>, 'taken' | 'isHeld'> & { owner: Owner },
) {
  return {
    renew: db
      .update(effects)
      .set({ leasedUntil: taken.leasedUntil })
      .where(and(holdsLane(effects), eq(effects.state, 'sending'), isHeld))
      .prepare(),
    giveUp: db
      .update(effects)
      .set({ owner: nobody, leasedUntil: null })
      .where(and(holdsLane(effects), eq(effects.owner, owner.id)))
      .prepare(),
  };
}
