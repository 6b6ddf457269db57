import { and, asc, eq, gt, gte, lte, ne, or, sql } from 'drizzle-orm';
import { type Tally, tallyShape } from '../domain/report/tally.ts';
import type { Tallies } from '../ports/tallies.ts';
import type { Database } from './database.ts';
import { pruned } from './empty.ts';
import { incoming } from './placeholders.ts';

const value = sql.placeholder;

/** The questions about tallies. Incidents are found by when they opened, and each tally by its key. */
export function tallyReader({
  db,
  tables: { incidents, tallies: t },
}: Database): Pick<Tallies, 'tallies' | 'staleTallies'> {
  const since = db
    .select({
      number: incidents.number,
      now: incidents.version,
      phase: incidents.phase,
      version: t.version,
      shape: t.shape,
      tally: t.tally,
    })
    .from(incidents)
    .leftJoin(t, eq(t.incident, incidents.number))
    .where(gte(incidents.openedAt, value('since')))
    .prepare();
  const stale = db
    .select({ number: incidents.number })
    .from(incidents)
    .leftJoin(t, eq(t.incident, incidents.number))
    .where(
      and(
        gt(incidents.number, value('after')),
        // Of what was pruned no log is left to count anew.
        ne(incidents.phase, pruned),
        or(
          sql`${t.incident} is null`,
          sql`${t.version} <> ${incidents.version}`,
          sql`${t.shape} <> ${tallyShape}`,
        ),
      ),
    )
    .orderBy(asc(incidents.number))
    .limit(value('limit'))
    .prepare();
  return {
    async tallies(from) {
      const tallies: Tally[] = [];
      const old: number[] = [];
      for (const { number, now, phase, version, shape, tally } of await since.all({ since: from }))
        if (tally !== null && version === now && shape === tallyShape) tallies.push(tally);
        else if (phase !== pruned) old.push(number);
      return { tallies, stale: old };
    },
    staleTallies: async ({ number, limit }) =>
      (await stale.all({ after: number, limit })).map((row) => row.number),
  };
}

/** Prepares keeping a tally that was made from the log; call it inside a transaction. */
export function tallyWriter({ db, tables: { tallies: t } }: Database): Tallies['keepTally'] {
  const keep = db
    .insert(t)
    .values({
      incident: value('incident'),
      version: value('version'),
      shape: value('shape'),
      tally: value('tally'),
    })
    .onConflictDoUpdate({
      target: t.incident,
      set: incoming(t, 'version', 'shape', 'tally'),
      // Somebody may have appended while the log was read.
      setWhere: lte(t.version, sql`excluded.version`),
    })
    .prepare();
  return async (tally, version) => {
    await keep.run({ incident: tally.number, version, shape: tallyShape, tally });
  };
}
