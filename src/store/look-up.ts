import { and, asc, desc, eq, gt, gte, isNotNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Store } from '../ports/store.ts';
import { isUnfinished } from './conditions.ts';
import type { Database } from './database.ts';
import { isStub } from './empty.ts';
import { toAlert, toEffect, toEvent, toHead, toSlot } from './rows.ts';
import type { Tables } from './tables.ts';

type Reads =
  | 'taken'
  | 'events'
  | 'heads'
  | 'head'
  | 'incidentOfRoom'
  | 'alerts'
  | 'changes'
  | 'slot'
  | 'effects'
  | 'waiting'
  | 'document'
  | 'recall'
  | 'auditHead';

const value = sql.placeholder;

/** The port's plain queries. */
export function lookUps(database: Database): Pick<Store, Reads> {
  const { db, tables } = database;
  const { incidents, changes } = tables;
  const find = questions(database);
  return {
    taken: async (inputKey) => (await find.input.get({ key: inputKey })) !== undefined,
    async events(incident, after = 0) {
      const rows = await find.events.all({ incident, after });
      if (rows[0] !== undefined && isStub(rows[0].body)) return [];
      return rows.map(({ seq, body, hash }) => ({ incident, seq, event: toEvent(body), hash }));
    },
    async heads(filter) {
      const { before, after, limit } = filter;
      // The page before one is read from its end.
      const backwards = after !== undefined && before === undefined;
      const order = orderOf(incidents, filter);
      const all = db
        .select()
        .from(incidents)
        .where(and(...conditions(incidents, filter)))
        .orderBy(backwards ? asc(order) : desc(order));
      const rows = await (limit === undefined ? all : all.limit(limit)).prepare().all();
      return (backwards ? rows.reverse() : rows).map(toHead);
    },
    async head(number) {
      const row = await find.head.get({ number });
      return row && toHead(row);
    },
    incidentOfRoom: async (room) => (await find.ofRoom.get({ room }))?.incident,
    alerts: async (incident) => (await find.alerts.all({ incident })).map(toAlert),
    async changes({ system, since }) {
      const meant = and(
        system === undefined ? undefined : eq(changes.system, system),
        since === undefined ? undefined : gte(changes.at, since),
      );
      const all = db.select({ change: changes.change }).from(changes).where(meant).orderBy(desc(changes.at));
      return (await all.prepare().all()).map((row) => row.change);
    },
    async slot(incident, slot) {
      const row = await find.slot.get({ incident, slot });
      return row && toSlot(row);
    },
    document: async (hash) => find.document.get({ hash }),
    recall: async (key) => (await find.memory.get({ key }))?.value,
    auditHead: async () => find.auditHead.get(),
    effects: async (incident) => (await find.effects.all({ incident })).map(toEffect),
    waiting: async ({ incident, lane }) => (await find.waiting.all({ incident, lane })).map(toEffect),
  };
}

type Filter = Parameters<Store['heads']>[0];

/** Open ones by the words of their partial index. */
function conditions(t: Tables['incidents'], filter: Filter): (SQL | undefined)[] {
  const { open, private: secret, drill, system, failure, severity, since, before, after, followUp } = filter;
  return [
    flagged(t.open, open),
    flagged(t.private, secret),
    flagged(t.drill, drill),
    followUp ? isNotNull(t.items) : undefined,
    system === undefined ? undefined : eq(t.system, system),
    failure === undefined ? undefined : eq(t.failure, failure),
    severity === undefined ? undefined : eq(t.severity, severity),
    since === undefined ? undefined : gte(t.openedAt, since),
    before === undefined ? undefined : lt(t.number, before),
    after === undefined ? undefined : gt(t.number, after),
  ];
}

/**
 * Newest first. What few rows hold is found by its own index and put in order, not looked for along all numbers there
 * are; a database can't know how few they are, so it is told by an order that no index has.
 */
function orderOf(
  t: Tables['incidents'],
  { open, since, limit, followUp }: Filter,
): SQL | Tables['incidents']['number'] {
  const few = open === true || followUp === true || (since !== undefined && limit === undefined);
  return few ? sql`${t.number} + 0` : t.number;
}

function flagged(
  column: Tables['incidents']['open' | 'drill'],
  wanted: boolean | undefined,
): SQL | undefined {
  if (wanted === undefined) return undefined;
  return wanted ? sql`${column}` : sql`not ${column}`;
}

/** Prepared once, because the sender reads a head and a slot with every message. */
function questions({ db, tables }: Database) {
  const { alerts, audit, documents, effects, events, incidents, inputs, memory, rooms, slots } = tables;
  const ofIncident = eq(alerts.incident, value('incident'));
  return {
    events: db
      .select()
      .from(events)
      .where(and(eq(events.incident, value('incident')), gt(events.seq, value('after'))))
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
    input: db
      .select({ at: inputs.at })
      .from(inputs)
      .where(eq(inputs.key, value('key')))
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
    alerts: db
      .select()
      .from(alerts)
      .where(ofIncident)
      .orderBy(asc(alerts.receivedAt), asc(alerts.episode))
      .prepare(),
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
    waiting: db
      .select()
      .from(effects)
      .where(
        and(eq(effects.incident, value('incident')), eq(effects.lane, value('lane')), isUnfinished(effects)),
      )
      .orderBy(asc(effects.position))
      .prepare(),
  };
}
