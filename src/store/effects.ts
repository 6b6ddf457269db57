import { and, eq, lt, ne, sql } from 'drizzle-orm';
import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { Instant } from '../domain/time.ts';
import type { Settlement } from '../ports/outbox.ts';
import { isPending } from './conditions.ts';
import type { Database } from './database.ts';
import type { Owner } from './leases.ts';
import { given } from './placeholders.ts';
import { settling } from './settle.ts';

const value = sql.placeholder;

/** Writing of effects; each function is called inside the transaction. */
export interface EffectWriter {
  /** @returns whether it was stored, and when it is due; not when it was dropped, is held back or was there before */
  add(effect: Outgoing): Promise<{ added: boolean; dueAt?: Instant }>;
  /**
   * Has an older effect with the same word draw the newer state, as early and as urgently as this one asks.
   * @returns when that one is due; undefined where there is none
   */
  takenOver(effect: Outgoing): Promise<Instant | undefined>;
  /** @returns the word that still holds the effect back; null where nothing does */
  stillHeld(effect: Outgoing): Promise<string | null>;
  /** @returns the earliest due time of the released effects */
  release(incident: number, words: string[]): Promise<Instant | undefined>;
  /**
   * Settles an effect; one that has ended stays as it is, and the answer is false.
   * @throws LeaseLostError when another process has taken it since
   */
  settle(settlement: Settlement): Promise<boolean>;
}

/** Prepares writing effects. Call its functions inside the transaction. */
export function effectWriter(database: Database, owner: Owner): EffectWriter {
  const say = { ...insertion(database), ...changing(database) };
  const settle = settling(database, owner);

  async function takenOver(effect: Outgoing): Promise<Instant | undefined> {
    const { incident, coalesce, dueAt, priority, key } = effect;
    if (coalesce === undefined) return undefined;
    return (await say.takeOver.get({ incident, coalesce, dueAt, priority, key }))?.dueAt;
  }

  async function add(effect: Outgoing): Promise<{ added: boolean; dueAt?: Instant }> {
    const timer = effect.body.kind === 'timer';
    if (!timer) {
      const dueAt = await takenOver(effect);
      if (dueAt !== undefined) return { added: false, dueAt };
    }
    const waitsFor = await stillHeld(effect);
    const row = await say.insert.get({
      ...effect,
      coalesce: effect.coalesce ?? null,
      waitsFor,
      kind: effect.body.kind,
    });
    if (!row) return { added: false };
    if (timer && effect.coalesce !== undefined) {
      await say.supersede.run({
        incident: effect.incident,
        coalesce: effect.coalesce,
        position: row.position,
      });
    }
    return waitsFor === null ? { added: true, dueAt: effect.dueAt } : { added: true };
  }

  /** A word that was released earlier holds nothing back. */
  async function stillHeld({ incident, waitsFor: word }: Outgoing): Promise<string | null> {
    if (word === undefined) return null;
    return (await say.isReleased.get({ incident, word })) === undefined ? word : null;
  }

  async function release(incident: number, words: string[]): Promise<Instant | undefined> {
    let first: Instant | undefined;
    for (const word of words) {
      await say.noteReleased.run({ incident, word });
      for (const { dueAt } of await say.release.all({ incident, word }))
        first = Math.min(first ?? dueAt, dueAt);
    }
    return first;
  }

  return { add, takenOver, stillHeld, release, settle };
}

function insertion({ db, tables: { effects, released } }: Database) {
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

function changing({ db, tables: { effects, released }, dialect }: Database) {
  const sameWord = and(
    isPending(effects),
    eq(effects.incident, value('incident')),
    eq(effects.coalesce, value('coalesce')),
  );
  const isTimer = eq(effects.kind, 'timer');
  // An effect that waits for a retry keeps its time: an earlier time would undo that wait.
  const sooner = dialect.least(effects.dueAt, value('dueAt'));
  const earliest = sql`case when ${effects.sentAt} is null then ${sooner} else ${effects.dueAt} end`;
  return {
    supersede: db
      .update(effects)
      .set({ state: 'superseded' })
      .where(and(sameWord, isTimer, lt(effects.position, value('position'))))
      .prepare(),
    takeOver: db
      .update(effects)
      .set({ dueAt: earliest, priority: dialect.least(effects.priority, value('priority')) })
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
  };
}
