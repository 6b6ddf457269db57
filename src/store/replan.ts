import { and, eq, exists, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { type Duration, day, type Instant } from '../domain/time.ts';
import { isPending, isReady } from './conditions.ts';
import type { Database } from './database.ts';

/**
 * Plans anew what a clock that ran ahead had planned; see `Store.replan`. It goes over all unfinished effects, which is why
 * it is for a start and for the rare moment when a clock is set.
 * @returns how many effects; call it inside the transaction
 */
export async function replan(
  { db, tables: { effects, incidents }, dialect }: Database,
  now: Instant,
  back: Duration | undefined,
): Promise<number> {
  // Said with its type, because PostgreSQL takes a number without one for text where nothing beside it says otherwise.
  const instant = (at: Instant) => sql`cast(${at} as bigint)`;
  // An uncertain one is searched for from a day ago on: when it was really sent, nobody knows any more.
  const retries = await db
    .update(effects)
    .set({
      dueAt: sql`${now} + ${dialect.greatest(sql`0`, sql`${effects.dueAt} - ${effects.sentAt}`)}`,
      sentAt: sql`case when ${effects.state} = 'uncertain' then ${instant(now - day)} else ${instant(now)} end`,
    })
    .where(and(isReady(effects), gt(effects.sentAt, now)))
    .prepare()
    .run();
  const entry = db
    .select({ at: incidents.updatedAt })
    .from(incidents)
    .where(and(eq(incidents.number, effects.incident), gt(incidents.updatedAt, now)));
  const wayBack = sql`coalesce(${back ?? null}, (${entry}) - ${now})`;
  const ahead = and(isNull(effects.sentAt), gt(effects.dueAt, now), exists(entry));
  let planned = 0;
  // Ready or held back: each by its own index, so that what has ended costs nothing.
  for (const which of [isReady(effects), and(isPending(effects), isNotNull(effects.waitsFor))]) {
    const moved = await db
      .update(effects)
      .set({ dueAt: dialect.greatest(instant(now), sql`${effects.dueAt} - ${wayBack}`) })
      .where(and(which, ahead))
      .prepare()
      .run();
    planned += moved.changes;
  }
  return retries.changes + planned;
}
