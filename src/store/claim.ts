import { and, eq, gt, lt, lte, min, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { laneKey } from '../domain/incident/effects.ts';
import type { Instant } from '../domain/time.ts';
import type { StoredEffect } from '../ports/outbox.ts';
import type { Store } from '../ports/store.ts';
import { holdsLane, isReady } from './conditions.ts';
import type { Database } from './database.ts';
import { toEffect } from './rows.ts';
import type { Row } from './tables.ts';

const value = sql.placeholder;
const endOfTime = Number.MAX_SAFE_INTEGER;

export interface Dispenser {
  /** Inside the transaction; see `Store.claim`. */
  claim(query: Parameters<Store['claim']>[0]): Promise<StoredEffect[]>;
  /** Inside the transaction; see `Store.reviveInterrupted`. */
  revive(now: Instant): Promise<number>;
}

/**
 * Claims effects. It goes through the priorities one by one, so that each step reads the index `effects_ready` in due
 * order and stops early. Ten thousand timers for tomorrow then cost nothing.
 */
export function dispenser(database: Database): Dispenser {
  const ready = heads(database);
  const say = changes(database);

  async function claim({ now, busyLanes, limit }: Parameters<Store['claim']>[0]): Promise<StoredEffect[]> {
    const taken = new Map<string, StoredEffect>();
    const busy = JSON.stringify(busyLanes);
    for await (const priority of ready.priorities()) {
      const room = limit - taken.size;
      if (room <= 0) break;
      for (const row of await ready.due.all({ priority, now, busy, limit: room })) {
        // Two timers of one lane can be due at once; the second comes with the next claim.
        if (taken.has(laneKey(row))) continue;
        if (row.kind !== 'timer') await say.take.run({ position: row.position, now });
        taken.set(laneKey(row), handedOut(row, now));
      }
    }
    return [...taken.values()];
  }

  return { claim, revive: async (now) => (await say.revive.run({ now })).changes };
}

/** So many of the effects of one instant are named to those who look into the queue. */
const named = 5;

/** Prepares asking when the next effects are due; see `Store.nextDue`. */
export function nextDue(database: Database): Store['nextDue'] {
  const ready = heads(database);
  return async () => {
    const rows: Row<'effects'>[] = [];
    for await (const priority of ready.priorities())
      rows.push(...(await ready.due.all({ priority, now: endOfTime, busy: '[]', limit: named })));
    if (rows.length === 0) return undefined;
    const at = Math.min(...rows.map(({ dueAt }) => dueAt));
    return { at, effects: rows.filter(({ dueAt }) => dueAt === at).map(toEffect) };
  };
}

function handedOut(row: Row<'effects'>, now: Instant): StoredEffect {
  const effect = toEffect(row);
  // An uncertain effect keeps the time of its doubtful attempt, because the search for it starts there.
  return row.state === 'pending' && row.kind !== 'timer'
    ? { ...effect, state: 'sending', sentAt: now }
    : effect;
}

/** The effects in front of their lanes, by priority. */
function heads(database: Database) {
  const { nextPriority, due } = questions(database);
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

function questions({ db, tables: { effects }, dialect }: Database) {
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
          free,
          or(eq(effects.kind, 'timer'), notExists(anOlderOne)),
        ),
      )
      .orderBy(effects.dueAt, effects.incident, effects.position)
      .limit(value('limit'))
      .prepare(),
  };
}

function changes({ db, tables: { effects } }: Database) {
  return {
    take: db
      .update(effects)
      .set({
        state: 'sending',
        sentAt: sql`case when ${effects.state} = 'uncertain' then ${effects.sentAt} else ${value('now')} end`,
      })
      .where(eq(effects.position, value('position')))
      .prepare(),
    revive: db
      .update(effects)
      .set({ state: 'uncertain', dueAt: sql`${value('now')}` })
      .where(and(holdsLane(effects), eq(effects.state, 'sending')))
      .prepare(),
  };
}
