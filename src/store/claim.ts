import { and, eq, gt, lt, lte, min, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { laneKey } from '../domain/incident/effects.ts';
import type { Instant } from '../domain/time.ts';
import type { Knows, StoredEffect } from '../ports/outbox.ts';
import type { Store } from '../ports/store.ts';
import { holdsLane, isReady } from './conditions.ts';
import type { Database } from './database.ts';
import { leasing, type Owner } from './leases.ts';
import { toEffect } from './rows.ts';
import type { Row } from './tables.ts';

const value = sql.placeholder;
const endOfTime = Number.MAX_SAFE_INTEGER;

export interface Dispenser {
  /** Inside the transaction; see `Store.claim`. */
  claim(query: Parameters<Store['claim']>[0]): Promise<StoredEffect[]>;
}

/**
 * Claims effects. It goes through the priorities one by one, so that each step reads the index `effects_ready` in due
 * order and stops early. Ten thousand timers for tomorrow then cost nothing.
 */
export function dispenser(database: Database, owner: Owner): Dispenser {
  const ready = heads(database, owner);
  const take = taking(database, owner);

  async function claim(query: Parameters<Store['claim']>[0]): Promise<StoredEffect[]> {
    const { now, busyLanes, limit, knows = everything } = query;
    const taken = new Map<string, StoredEffect>();
    const busy = JSON.stringify(busyLanes);
    for await (const priority of ready.priorities()) {
      const room = limit - taken.size;
      if (room <= 0) break;
      for (const row of await ready.due.all({ priority, now, busy, limit: room })) {
        // Two timers of one lane can be due at once; the second comes with the next claim.
        if (taken.has(laneKey(row))) continue;
        const effect = toEffect(row);
        if (!knows(effect)) continue;
        const { position, kind } = row;
        const state = stateOnceTaken(row, owner);
        if (kind !== 'timer')
          await take.effect.run({ position, sentAt: state === 'uncertain' ? row.sentAt : now });
        // Its command settles it, so a lease only spares others the way.
        else if (owner.shared) await take.timer.run({ position });
        taken.set(laneKey(row), handedOut(effect, state, now));
      }
    }
    return [...taken.values()];
  }

  return { claim };
}

/** Of every version. */
const everything: Knows = () => true;

/** So many of the effects of one instant are named to those who look into the queue. */
const named = 5;

/** Prepares asking when the next effects are due; see `Store.nextDue`. */
export function nextDue(database: Database, owner: Owner): Store['nextDue'] {
  const ready = heads(database, owner);
  return async (knows = everything) => {
    const found: StoredEffect[] = [];
    for await (const priority of ready.priorities()) {
      const rows = await ready.due.all({ priority, now: endOfTime, busy: '[]', limit: named });
      found.push(...rows.map(toEffect).filter(knows));
    }
    if (found.length === 0) return undefined;
    const at = Math.min(...found.map(({ dueAt }) => dueAt));
    return { at, effects: found.filter(({ dueAt }) => dueAt === at) };
  };
}

/** What another process had begun and let go of may have left already. */
function stateOnceTaken({ state, kind, owner }: Row<'effects'>, { id }: Owner): 'pending' | 'uncertain' {
  const begun = kind !== 'timer' && owner !== null && owner !== id;
  return state === 'uncertain' || begun ? 'uncertain' : 'pending';
}

function handedOut(effect: StoredEffect, state: 'pending' | 'uncertain', now: Instant): StoredEffect {
  // An uncertain effect keeps the time of its doubtful attempt, because the search for it starts there.
  if (state === 'uncertain' || effect.body.kind === 'timer') return { ...effect, state };
  return { ...effect, state: 'sending', sentAt: now };
}

/** The effects in front of their lanes, by priority. */
function heads(database: Database, owner: Owner) {
  const { nextPriority, due } = questions(database, owner);
  async function* priorities() {
    for (let last = -1; ; ) {
      const next = (await nextPriority.get({ last }))?.priority;
      if (next === null || next === undefined) return;
      yield next;
      last = next;
    }
  }
  return { priorities, due };
}

function questions(database: Database, owner: Owner) {
  const {
    db,
    tables: { effects },
    dialect,
  } = database;
  const { isFree } = leasing(database, owner);
  const older = alias(effects, 'older');
  const anOlderOne = db
    .select({ one: sql`1` })
    .from(older)
    .where(
      and(
        eq(older.incident, effects.incident),
        eq(older.lane, effects.lane),
        lt(older.position, effects.position),
        holdsLane(older),
      ),
    );
  const busy = dialect.lanesIn(value('busy'));
  const free = sql`(${effects.incident}, ${effects.lane}) not in (${busy})`;
  return {
    nextPriority: db
      .select({ priority: min(effects.priority) })
      .from(effects)
      .where(and(isReady(effects), gt(effects.priority, value('last'))))
      .prepare(),
    due: db
      .select()
      .from(effects)
      .where(
        and(
          isReady(effects),
          eq(effects.priority, value('priority')),
          lte(effects.dueAt, value('now')),
          isFree,
          free,
          or(eq(effects.kind, 'timer'), notExists(anOlderOne)),
        ),
      )
      .orderBy(effects.dueAt, effects.incident, effects.position)
      .limit(value('limit'))
      .prepare(),
  };
}

function taking(database: Database, owner: Owner) {
  const {
    db,
    tables: { effects },
  } = database;
  const { taken } = leasing(database, owner);
  const isIt = eq(effects.position, value('position'));
  const sentAt = sql`${value('sentAt')}`;
  return {
    timer: db.update(effects).set(taken).where(isIt).prepare(),
    effect: db
      .update(effects)
      .set({ ...taken, state: 'sending', sentAt })
      .where(isIt)
      .prepare(),
  };
}
