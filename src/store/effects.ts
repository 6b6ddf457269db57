import { and, eq, lt, ne, sql } from 'drizzle-orm';
import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { Instant } from '../domain/time.ts';
import type { Settlement } from '../ports/outbox.ts';
import { isPending, isUnfinished } from './conditions.ts';
import type { Connection } from './connection.ts';
import { given } from './placeholders.ts';
import { effects, released } from './schema.ts';

const value = sql.placeholder;

/** Writing of effects; each function is called inside the transaction. */
export interface EffectWriter {
  /** @returns whether it was stored, and when it is due; not when it was dropped, is held back or was there before */
  add(effect: Outgoing): { added: boolean; dueAt?: Instant };
  /** @returns the earliest due time of the released effects */
  release(incident: number, words: string[]): Instant | undefined;
  /** Settles an effect; one that has ended stays as it is, and the answer is false. */
  settle(settlement: Settlement): boolean;
}

/** Prepares writing effects. Call its functions inside the transaction. */
export function effectWriter(db: Connection['db']): EffectWriter {
  const say = { ...insertion(db), ...changing(db) };

  /** True when an older effect with the same word will draw the newer state, so that this one is not needed. */
  function takenOver({ incident, coalesce, dueAt, priority, key }: Outgoing): Instant | undefined {
    if (coalesce === undefined) return undefined;
    return say.takeOver.get({ incident, coalesce, dueAt, priority, key })?.dueAt;
  }

  function add(effect: Outgoing): { added: boolean; dueAt?: Instant } {
    const timer = effect.body.kind === 'timer';
    if (!timer) {
      const dueAt = takenOver(effect);
      if (dueAt !== undefined) return { added: false, dueAt };
    }
    const waitsFor = stillHeld(effect);
    const row = say.insert.get({
      ...effect,
      coalesce: effect.coalesce ?? null,
      waitsFor,
      kind: effect.body.kind,
    });
    if (!row) return { added: false };
    if (timer && effect.coalesce !== undefined) {
      say.supersede.run({ incident: effect.incident, coalesce: effect.coalesce, position: row.position });
    }
    return waitsFor === null ? { added: true, dueAt: effect.dueAt } : { added: true };
  }

  /** The word that still holds the effect back. A word that was released earlier holds nothing back. */
  function stillHeld({ incident, waitsFor: word }: Outgoing): string | null {
    if (word === undefined) return null;
    return say.isReleased.get({ incident, word }) === undefined ? word : null;
  }

  function release(incident: number, words: string[]): Instant | undefined {
    let first: Instant | undefined;
    for (const word of words) {
      say.noteReleased.run({ incident, word });
      for (const { dueAt } of say.release.all({ incident, word })) first = Math.min(first ?? dueAt, dueAt);
    }
    return first;
  }

  function settle(settlement: Settlement): boolean {
    const { key, state } = settlement;
    if (state === 'done') return say.end.run({ key, state, error: null }).changes > 0;
    if (state === 'failed') return say.end.run({ key, state, error: settlement.error }).changes > 0;
    return say.again.run({ ...settlement, counted: settlement.counted ? 1 : 0 }).changes > 0;
  }

  return { add, release, settle };
}

function insertion(db: Connection['db']) {
  return {
    insert: db
      .insert(effects)
      .values({
        ...given('key', 'incident', 'dueAt', 'lane', 'coalesce', 'waitsFor', 'priority', 'kind', 'body'),
        state: 'pending',
        attempts: 0,
      })
      .onConflictDoNothing({ target: effects.key })
      .returning({ position: effects.position })
      .prepare(),
    isReleased: db
      .select({ word: released.word })
      .from(released)
      .where(and(eq(released.incident, value('incident')), eq(released.word, value('word'))))
      .prepare(),
  };
}

function changing(db: Connection['db']) {
  const sameWord = and(
    isPending(effects),
    eq(effects.incident, value('incident')),
    eq(effects.coalesce, value('coalesce')),
  );
  const isTimer = eq(effects.kind, 'timer');
  // An effect that waits for a retry keeps its time: an earlier time would undo that wait.
  const earliest = sql`case when ${effects.sentAt} is null then min(${effects.dueAt}, ${value('dueAt')}) else ${effects.dueAt} end`;
  return {
    supersede: db
      .update(effects)
      .set({ state: 'superseded' })
      .where(and(sameWord, isTimer, lt(effects.position, value('position'))))
      .prepare(),
    takeOver: db
      .update(effects)
      .set({ dueAt: earliest, priority: sql`min(${effects.priority}, ${value('priority')})` })
      .where(and(sameWord, ne(effects.kind, 'timer'), ne(effects.key, value('key'))))
      .returning({ dueAt: effects.dueAt })
      .prepare(),
    noteReleased: db.insert(released).values(given('incident', 'word')).onConflictDoNothing().prepare(),
    release: db
      .update(effects)
      .set({ waitsFor: null })
      .where(
        and(isPending(effects), eq(effects.incident, value('incident')), eq(effects.waitsFor, value('word'))),
      )
      .returning({ dueAt: effects.dueAt })
      .prepare(),
    end: db
      .update(effects)
      .set({
        state: sql`${value('state')}`,
        attempts: sql`${effects.attempts} + 1`,
        lastError: sql`coalesce(${value('error')}, ${effects.lastError})`,
      })
      .where(and(isUnfinished(effects), eq(effects.key, value('key'))))
      .prepare(),
    again: db
      .update(effects)
      .set({
        state: sql`${value('state')}`,
        dueAt: sql`${value('dueAt')}`,
        lastError: sql`${value('error')}`,
        attempts: sql`${effects.attempts} + ${value('counted')}`,
      })
      .where(and(isUnfinished(effects), eq(effects.key, value('key'))))
      .prepare(),
  };
}
