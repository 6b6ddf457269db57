import { and, eq, exists, gt, inArray, isNull, sql } from 'drizzle-orm';
import { type Duration, day, type Instant } from '../domain/time.ts';
import { isReady } from './conditions.ts';
import type { Connection } from './connection.ts';
import { effects, incidents } from './schema.ts';

/**
 * Plans anew what a clock that ran ahead had planned; see `Store.replan`. It goes over all effects, which is why it is
 * for a start and for the rare moment when a clock is set.
 * @returns how many effects; call it inside the transaction
 */
export function replan(db: Connection['db'], now: Instant, back: Duration | undefined): number {
  // An uncertain one is searched for from a day ago on: when it was really sent, nobody knows any more.
  const retries = db
    .update(effects)
    .set({
      dueAt: sql`${now} + max(0, ${effects.dueAt} - ${effects.sentAt})`,
      sentAt: sql`case when ${effects.state} = 'uncertain' then ${now - day} else ${now} end`,
    })
    .where(and(isReady(effects), gt(effects.sentAt, now)))
    .run();
  const entry = db
    .select({ at: incidents.updatedAt })
    .from(incidents)
    .where(and(eq(incidents.number, effects.incident), gt(incidents.updatedAt, now)));
  const planned = db
    .update(effects)
    .set({ dueAt: sql`max(${now}, ${effects.dueAt} - coalesce(${back ?? null}, (${entry}) - ${now}))` })
    .where(
      and(
        inArray(effects.state, ['pending', 'uncertain']),
        isNull(effects.sentAt),
        gt(effects.dueAt, now),
        exists(entry),
      ),
    )
    .run();
  return retries.changes + planned.changes;
}
