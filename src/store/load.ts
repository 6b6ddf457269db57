import { and, asc, desc, eq, gt, gte, max, sql } from 'drizzle-orm';
import type { Loaded, Needs } from '../ports/records.ts';
import type { Connection } from './connection.ts';
import { toEvent, toHead } from './rows.ts';
import { alerts, changes, events, incidents, inputs } from './schema.ts';

const value = sql.placeholder;

/**
 * Prepares the queries that a write may need before it decides.
 * @returns a function to call inside the transaction
 */
export function loader(db: Connection['db']): (needs: Needs) => Loaded {
  const find = questions(db);

  function incident({ number, after: folded }: { number: number; after(): number }) {
    const after = folded();
    const version = find.version.get({ number })?.version ?? 0;
    const rows = version > after ? find.newer.all({ number, after }) : [];
    return { version, events: rows.map((row) => toEvent(row.body)) };
  }

  return (needs) => {
    const episode = needs.episode === undefined ? undefined : find.episode.get({ episode: needs.episode });
    const changes = once(() =>
      needs.changesOf ? find.changes.all(needs.changesOf).map((row) => row.change) : [],
    );
    const nextNumber = once(() => (find.last.get()?.number ?? 0) + 1);
    const strays = once(() => (needs.straysOf ? find.strays.all(needs.straysOf).map(toHead) : []));
    return {
      duplicate: needs.inputKey !== undefined && find.input.get({ key: needs.inputKey }) !== undefined,
      open: needs.openOf ? find.open.all(needs.openOf).map(toHead) : [],
      changeSeen: needs.change !== undefined && find.change.get({ id: needs.change }) !== undefined,
      ...(needs.incident ? { incident: incident(needs.incident) } : {}),
      ...(episode ? { episode } : {}),
      // Only a write that opens an incident needs these, so they are read on demand, still inside the transaction.
      get strays() {
        return strays();
      },
      get changes() {
        return changes();
      },
      get nextNumber() {
        return nextNumber();
      },
    };
  };
}

/** Asks at most once, and remembers the answer. */
function once<T>(ask: () => T): () => T {
  let answer: { value: T } | undefined;
  return () => {
    answer ??= { value: ask() };
    return answer.value;
  };
}

function questions(db: Connection['db']) {
  const head = db.select({ version: incidents.version }).from(incidents);
  const newer = and(eq(events.incident, value('number')), gt(events.seq, value('after')));
  const ofSystem = and(eq(changes.system, value('system')), gte(changes.at, value('since')));
  return {
    input: db
      .select({ at: inputs.at })
      .from(inputs)
      .where(eq(inputs.key, value('key')))
      .prepare(),
    version: head.where(eq(incidents.number, value('number'))).prepare(),
    newer: db.select({ body: events.body }).from(events).where(newer).orderBy(asc(events.seq)).prepare(),
    episode: db
      .select()
      .from(alerts)
      .where(eq(alerts.episode, value('episode')))
      .prepare(),
    open: db
      .select()
      .from(incidents)
      .where(and(sql`${incidents.open}`, eq(incidents.system, value('system'))))
      .orderBy(desc(incidents.number))
      .prepare(),
    strays: db
      .select()
      .from(incidents)
      .where(
        and(
          sql`${incidents.stray} is not null`,
          eq(incidents.stray, value('source')),
          sql`(${incidents.open} or ${incidents.openedAt} >= ${value('since')})`,
        ),
      )
      .orderBy(desc(incidents.number))
      .prepare(),
    changes: db
      .select({ change: changes.change })
      .from(changes)
      .where(ofSystem)
      .orderBy(desc(changes.at))
      .prepare(),
    change: db
      .select({ at: changes.at })
      .from(changes)
      .where(eq(changes.id, value('id')))
      .prepare(),
    last: db
      .select({ number: max(incidents.number) })
      .from(incidents)
      .prepare(),
  };
}
