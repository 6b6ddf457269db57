import { and, asc, desc, eq, gte, sql } from 'drizzle-orm';
import type { Store } from '../ports/store.ts';
import type { Connection } from './connection.ts';
import { toAlert, toEffect, toEvent, toHead, toSlot } from './rows.ts';
import {
  alerts,
  audit,
  changes,
  documents,
  effects,
  events,
  incidents,
  memory,
  rooms,
  slots,
} from './schema.ts';

/** SQLite reads a negative limit as none. */
const noLimit = -1;

type Reads =
  | 'events'
  | 'heads'
  | 'head'
  | 'incidentOfRoom'
  | 'alerts'
  | 'changes'
  | 'slot'
  | 'effects'
  | 'document'
  | 'recall'
  | 'auditHead';

const value = sql.placeholder;

/** The port's plain queries, answered at once. */
export function lookUps({ db }: Connection): {
  [K in Reads]: (...args: Parameters<Store[K]>) => Awaited<ReturnType<Store[K]>>;
} {
  const find = questions(db);
  return {
    events: (incident) =>
      find.events.all({ incident }).map(({ seq, body, hash }) => ({
        incident,
        seq,
        event: toEvent(body),
        hash,
      })),
    heads: ({ open, limit }) =>
      db
        .select()
        .from(incidents)
        .where(open === undefined ? undefined : eq(incidents.open, open))
        .orderBy(desc(incidents.number))
        .limit(limit ?? noLimit)
        .all()
        .map(toHead),
    head: (number) => {
      const row = find.head.get({ number });
      return row && toHead(row);
    },
    incidentOfRoom: (room) => find.ofRoom.get({ room })?.incident,
    alerts: (incident) => find.alerts.all({ incident }).map(toAlert),
    changes: ({ system, since }) =>
      db
        .select({ change: changes.change })
        .from(changes)
        .where(
          and(
            system === undefined ? undefined : eq(changes.system, system),
            since === undefined ? undefined : gte(changes.at, since),
          ),
        )
        .orderBy(desc(changes.at))
        .all()
        .map((row) => row.change),
    slot: (incident, slot) => {
      const row = find.slot.get({ incident, slot });
      return row && toSlot(row);
    },
    document: (hash) => find.document.get({ hash }),
    recall: (key) => find.memory.get({ key })?.value,
    auditHead: () => find.auditHead.get(),
    effects: (incident) => find.effects.all({ incident }).map(toEffect),
  };
}

/** Prepared once, because the sender reads a head and a slot with every message. */
function questions(db: Connection['db']) {
  const ofIncident = eq(alerts.incident, value('incident'));
  return {
    events: db
      .select()
      .from(events)
      .where(eq(events.incident, value('incident')))
      .orderBy(asc(events.seq))
      .prepare(),
    head: db
      .select()
      .from(incidents)
      .where(eq(incidents.number, value('number')))
      .prepare(),
    ofRoom: db
      .select({ incident: rooms.incident })
      .from(rooms)
      .where(eq(rooms.room, value('room')))
      .prepare(),
    document: db
      .select()
      .from(documents)
      .where(eq(documents.hash, value('hash')))
      .prepare(),
    memory: db
      .select({ value: memory.value })
      .from(memory)
      .where(eq(memory.key, value('key')))
      .prepare(),
    auditHead: db
      .select({ position: audit.position, hash: audit.mac })
      .from(audit)
      .where(eq(audit.position, sql`(select max(position) from audit)`))
      .prepare(),
    alerts: db.select().from(alerts).where(ofIncident).orderBy(asc(alerts.receivedAt), sql`rowid`).prepare(),
    slot: db
      .select()
      .from(slots)
      .where(and(eq(slots.incident, value('incident')), eq(slots.slot, value('slot'))))
      .prepare(),
    effects: db
      .select()
      .from(effects)
      .where(eq(effects.incident, value('incident')))
      .orderBy(asc(effects.position))
      .prepare(),
  };
}
