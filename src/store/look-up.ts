import { and, asc, desc, eq, gte, sql } from 'drizzle-orm';
import type { Store } from '../ports.ts';
import type { Connection } from './connection.ts';
import { toAlert, toEffect, toHead, toSlot } from './rows.ts';
import { alerts, changes, effects, events, incidents, slots } from './schema.ts';

/** SQLite reads a negative limit as none. */
const noLimit = -1;

type Reads = 'events' | 'heads' | 'head' | 'incidentOfRoom' | 'alerts' | 'changes' | 'slot' | 'effects';

/** The plain questions of the port, answered at once. */
export function lookUps({ db }: Connection): {
  [K in Reads]: (...args: Parameters<Store[K]>) => Awaited<ReturnType<Store[K]>>;
} {
  return {
    events: (incident) =>
      db
        .select()
        .from(events)
        .where(eq(events.incident, incident))
        .orderBy(asc(events.seq))
        .all()
        .map(({ seq, body, hash }) => ({ incident, seq, event: JSON.parse(body), hash })),
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
      const row = db.select().from(incidents).where(eq(incidents.number, number)).get();
      return row && toHead(row);
    },
    incidentOfRoom: (room) =>
      db
        .select({ number: incidents.number })
        .from(incidents)
        .where(eq(incidents.room, room))
        .orderBy(desc(incidents.number))
        .get()?.number,
    alerts: (incident) =>
      db
        .select()
        .from(alerts)
        .where(eq(alerts.incident, incident))
        .orderBy(asc(alerts.receivedAt), sql`rowid`)
        .all()
        .map(toAlert),
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
      const row = db
        .select()
        .from(slots)
        .where(and(eq(slots.incident, incident), eq(slots.slot, slot)))
        .get();
      return row && toSlot(row);
    },
    effects: (incident) =>
      db
        .select()
        .from(effects)
        .where(eq(effects.incident, incident))
        .orderBy(asc(effects.position))
        .all()
        .map(toEffect),
  };
}
