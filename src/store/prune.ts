import { and, asc, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm';
import { type Duration, day, hour, type Instant, minute } from '../domain/time.ts';
import { sentPrefix } from '../ports/memory.ts';
import type { Serving } from '../ports/serving.ts';
import type { AuditLog } from './audit-log.ts';
import { isUnfinished } from './conditions.ts';
import type { Database } from './database.ts';

/** How long rows are kept that nothing of an open incident, the audit or a postmortem needs; docs/records.md tells it. */
export const kept: Record<'inputs' | 'effects' | 'changes', Duration> = {
  /** Senders stop repeating long before this. */
  inputs: 14 * day,
  /** After the last entry of an incident that is over. */
  effects: 180 * day,
  /** No look-back reaches so far. */
  changes: 400 * day,
};

/** The most rows of a table, and the most incidents looked at, within one write: no write waits for many. */
const most = { rows: 500, incidents: 20 };

/** When another one has the turn. It may end in the middle. */
const lookAgain: Duration = 10 * minute;

const value = sql.placeholder;

export interface Pruner {
  /** True once an hour, and then until nothing is left to be pruned. */
  stale(): boolean;
  /** Takes away a part; inside the transaction of a write. */
  prune(): Promise<void>;
}

/** Takes away what is no longer needed, a part with each write, once an hour; of several who serve, one does. */
export function pruner(
  database: Database,
  audit: AuditLog,
  { now, takeTurn }: { now: () => Instant; takeTurn: Serving['takeTurn'] },
): Pruner {
  const forget = forgetting(database);
  const endings = effectsPruner(database, audit);
  let next = 0;
  /** True from the turn until nothing is left. */
  let begun = false;
  return {
    stale: () => now() >= next,
    async prune() {
      const at = now();
      begun ||= await takeTurn({ name: 'prune', every: hour });
      if (!begun) {
        next = at + lookAgain;
        return;
      }
      const inputs = await forget.inputs.run({ before: at - kept.inputs });
      const changes = await forget.changes.all({ before: at - kept.changes });
      // Noted, because the audit misses what was noted before and is not there any more.
      if (changes.length > 0) await audit.note([{ prune: { changes: changes.map(({ id }) => id) } }]);
      for (const moment of [forget.buckets, forget.turns]) await moment.run();
      const done = await endings.part(at - kept.effects);
      if (done && inputs.changes < most.rows && changes.length < most.rows) {
        next = at + hour;
        begun = false;
      }
    },
  };
}

/** Effects go with their incident: one that is over, long silent, and has nothing left to send. */
function effectsPruner(database: Database, audit: AuditLog) {
  const find = finding(database);
  const forget = forgetting(database);
  let after = 0;
  return {
    /** @returns true when all incidents were looked at */
    async part(before: Instant): Promise<boolean> {
      for (let n = 0; n < most.incidents; n++) {
        const incident = (await find.next.get({ after }))?.incident;
        if (incident === undefined) {
          after = 0;
          return true;
        }
        const over = await find.over.get({ incident, before });
        if (over !== undefined && (await find.unfinished.get({ incident })) === undefined) {
          const part = await find.part.all({ incident });
          const last = part.at(-1)?.position ?? 0;
          await audit.note([{ prune: { incident, to: over.version } }]);
          await forget.marks.run({ incident, last });
          await forget.effects.run({ incident, last });
          if (part.length === most.rows) return false;
        }
        after = incident;
      }
      return false;
    },
  };
}

function finding({ db, tables: { effects, incidents } }: Database) {
  const ofIncident = eq(effects.incident, value('incident'));
  return {
    next: db
      .select({ incident: effects.incident })
      .from(effects)
      .where(gt(effects.incident, value('after')))
      .orderBy(asc(effects.incident))
      .limit(1)
      .prepare(),
    over: db
      .select({ version: incidents.version })
      .from(incidents)
      .where(
        and(
          eq(incidents.number, value('incident')),
          sql`not ${incidents.open}`,
          lt(incidents.updatedAt, value('before')),
        ),
      )
      .prepare(),
    unfinished: db
      .select({ position: effects.position })
      .from(effects)
      .where(and(ofIncident, isUnfinished(effects)))
      .limit(1)
      .prepare(),
    part: db
      .select({ position: effects.position })
      .from(effects)
      .where(ofIncident)
      .orderBy(asc(effects.position))
      .limit(most.rows)
      .prepare(),
  };
}

function forgetting({ db, tables: { buckets, changes, effects, inputs, memory, turns }, dialect }: Database) {
  const aDayAgo = sql`${dialect.now} - ${day}`;
  const oldInputs = db
    .select({ key: inputs.key })
    .from(inputs)
    .where(lt(inputs.at, value('before')))
    .limit(most.rows);
  const oldChanges = db
    .select({ id: changes.id })
    .from(changes)
    .where(lt(changes.at, value('before')))
    .limit(most.rows);
  const part = and(eq(effects.incident, value('incident')), lte(effects.position, value('last')));
  const marks = db
    .select({ key: sql`${sentPrefix} || ${effects.key}` })
    .from(effects)
    .where(part);
  return {
    buckets: db
      .delete(buckets)
      .where(and(lt(buckets.fullAt, aDayAgo), lt(buckets.pausedUntil, aDayAgo)))
      .prepare(),
    turns: db.delete(turns).where(lt(turns.nextAt, aDayAgo)).prepare(),
    inputs: db.delete(inputs).where(inArray(inputs.key, oldInputs)).prepare(),
    changes: db
      .delete(changes)
      .where(inArray(changes.id, oldChanges))
      .returning({ id: changes.id })
      .prepare(),
    marks: db.delete(memory).where(inArray(memory.key, marks)).prepare(),
    effects: db.delete(effects).where(part).prepare(),
  };
}
