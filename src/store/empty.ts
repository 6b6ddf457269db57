import { type AnyColumn, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { ConfigError } from '../errors.ts';
import { sentPrefix } from '../ports/memory.ts';
import type { Writes } from '../ports/records.ts';
import { type AuditEntry, digestOf } from './audit-entry.ts';
import { headDigest } from './audit-rows.ts';
import type { Database } from './database.ts';
import type { Row } from './tables.ts';

/** The phase that the row of an emptied incident shows. */
export const pruned = 'pruned';

/** The title it shows, because a title quotes what happened. */
const title = 'Content pruned';

const value = sql.placeholder;

type EventRow = Pick<Row<'events'>, 'seq' | 'at' | 'type' | 'hash'>;

/** What stands in place of the body of an event whose incident was emptied. */
export function stubOf({ at, type }: Pick<EventRow, 'at' | 'type'>): string {
  return `{"at":${at},"pruned":true,"type":"${type}"}`;
}

export function isStub(body: string): boolean {
  return /^\{"at":-?\d+,"pruned":true,"type":"[^"]*"\}$/.test(body);
}

/** Binds what is left of the events: their times and types, which the chain does not cover without the bodies. */
export function leftDigest(rows: EventRow[]): string {
  return digestOf(rows.map(({ seq, at, type, hash }) => [seq, at, type, hash]));
}

export interface Emptier {
  /**
   * Takes everything an incident says out of the records; inside the transaction. Its number, hashes, times and the audit
   * log stay, so that the chain still holds.
   * @returns the note for the audit log
   */
  empty(asked: NonNullable<Writes['empty']>): Promise<AuditEntry>;
}

export function emptier(database: Database): Emptier {
  const { ask, say } = statements(database);
  return {
    async empty({ incident, at, by }) {
      const before = await ask.head.get({ incident });
      // Who decided this looked before; nothing that is lost for good rests on that alone.
      if (!before || before.open || before.phase === pruned)
        throw new ConfigError(
          `INC-${incident} can't be pruned: it is open, or gone already`,
          'Look with airb incidents.',
        );
      for (const statement of say) await statement.run({ incident });
      const rows = await ask.events.all({ incident });
      const head = headDigest({ ...before, title, phase: pruned, room: null });
      return { emptied: { incident, to: before.version, left: leftDigest(rows), head, at, by } };
    },
  };
}

function statements({ db, tables }: Database) {
  const { alerts, contents, effects, events, incidents, memory, released, rooms, slots } = tables;
  const ofIncident = (column: AnyColumn): SQL => eq(column, value('incident'));
  const marks = db
    .select({ key: sql`${sentPrefix} || ${effects.key}` })
    .from(effects)
    .where(ofIncident(effects.incident));
  const stub = sql`'{"at":' || ${events.at} || ',"pruned":true,"type":"' || ${events.type} || '"}'`;
  const head = ofIncident(incidents.number);
  return {
    ask: {
      head: db.select().from(incidents).where(head).prepare(),
      events: db
        .select({ seq: events.seq, at: events.at, type: events.type, hash: events.hash })
        .from(events)
        .where(ofIncident(events.incident))
        .orderBy(asc(events.seq))
        .prepare(),
    },
    say: [
      db.update(events).set({ body: stub }).where(ofIncident(events.incident)).prepare(),
      db.delete(memory).where(inArray(memory.key, marks)).prepare(),
      ...[effects, alerts, contents, rooms, slots, released].map((table) =>
        db.delete(table).where(ofIncident(table.incident)).prepare(),
      ),
      db.update(incidents).set({ title, phase: pruned, room: null }).where(head).prepare(),
    ],
  };
}

/** How many bytes an incident takes up, without its hashes: what pruning it would free. */
export function weigher({ db, tables }: Database): (incident: number) => Promise<number> {
  const { alerts, contents, effects, events } = tables;
  const sizes = [
    [events, events.body],
    [contents, contents.text],
    [effects, effects.body],
    [alerts, alerts.alert],
  ] as const;
  const asked = sizes.map(([table, column]) =>
    db
      .select({ bytes: sql<number>`cast(coalesce(sum(octet_length(${column})), 0) as integer)` })
      .from(table)
      .where(eq(table.incident, value('incident')))
      .prepare(),
  );
  return async (incident) => {
    let bytes = 0;
    for (const one of asked) bytes += (await one.get({ incident }))?.bytes ?? 0;
    return bytes;
  };
}
