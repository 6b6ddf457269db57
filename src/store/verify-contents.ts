import { count, eq, sql } from 'drizzle-orm';
import { keptsOf } from '../domain/incident/kept-apart.ts';
import type { ChainFault } from '../ports/records.ts';
import { sha256 } from './audit-entry.ts';
import { contentReader } from './contents.ts';
import type { Database } from './database.ts';
import { toEvent } from './rows.ts';
import type { EventRow } from './verify-links.ts';

/** Compares what was kept apart with the hashes in events and alerts, which the chain and the audit log hold. */
export interface ContentsCheck {
  /** The faults of one incident; 0 has none, as what belongs to no incident is not kept apart. */
  of(incident: number, rows: EventRow[]): Promise<ChainFault[]>;
  /** What belongs to no incident that was checked. */
  rest(): Promise<ChainFault[]>;
}

export function contentsCheck(database: Database): ContentsCheck {
  const ask = questions(database);
  const { content } = contentReader(database);
  let seen = 0;
  return {
    async of(incident, rows) {
      const wanted = new Map([...ofAlerts(await ask.alerts.all({ incident })), ...ofEvents(rows)]);
      const there = new Set((await ask.hashes.all({ incident })).map(({ hash }) => hash));
      seen += there.size;
      const fault = (seq: number, what: string) => ({ incident, seq, what });
      const faults: ChainFault[] = [];
      for (const [hash, seq] of wanted) {
        const text = there.has(hash) ? await content(incident, hash) : undefined;
        if (text === undefined) faults.push(fault(seq, 'the long text it refers to is missing'));
        else if (sha256(text) !== hash) faults.push(fault(seq, 'the long text it refers to was changed'));
      }
      for (const hash of there)
        if (!wanted.has(hash))
          faults.push(fault(0, `the long text ${hash.slice(0, 12)}… was put in from outside`));
      return faults;
    },
    async rest() {
      const all = (await ask.all.get())?.count ?? 0;
      const what = 'there are long texts of incidents that are not there';
      return all > seen ? [{ incident: 0, seq: 0, what }] : [];
    },
  };
}

function ofEvents(rows: EventRow[]): [hash: string, seq: number][] {
  return rows.flatMap(({ seq, body }): [string, number][] => {
    const refers = body.includes('"kept":') || body.includes('"type":"postmortem.published"');
    return refers ? keptsOf(toEvent(body)).map(({ hash }) => [hash, seq]) : [];
  });
}

function ofAlerts(rows: { alert: { kept?: { hash: string } } }[]): [hash: string, seq: number][] {
  return rows.flatMap(({ alert }): [string, number][] => (alert.kept ? [[alert.kept.hash, 0]] : []));
}

function questions({ db, tables: { alerts, contents } }: Database) {
  const incident = sql.placeholder('incident');
  return {
    alerts: db.select({ alert: alerts.alert }).from(alerts).where(eq(alerts.incident, incident)).prepare(),
    hashes: db
      .select({ hash: contents.hash })
      .from(contents)
      .where(eq(contents.incident, incident))
      .prepare(),
    all: db.select({ count: count() }).from(contents).prepare(),
  };
}
