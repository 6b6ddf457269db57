import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { ChainFault } from '../ports/records.ts';
import { beginning, link } from './chain.ts';
import type { Connection } from './connection.ts';
import { events, incidents } from './schema.ts';

type Row = typeof events.$inferSelect;
type Tip = { version: number; hash: string };

/**
 * Recomputes the chain of every incident, or of one, from the stored text. A fault names the event where it shows. One
 * edited event is reported once, not again for all events after it.
 */
export function verifier(
  db: Connection['db'],
): (incident?: number) => { events: number; faults: ChainFault[] } {
  const ask = questions(db);

  function verifyOne(incident: number) {
    const rows = ask.events.all({ incident });
    const tip = ask.tip.get({ incident });
    const faults = [...faultsWithin(rows), ...faultsAtEnd(rows.at(-1), tip)];
    return { events: rows.length, faults: faults.map((fault) => ({ incident, ...fault })) };
  }

  return (incident) => {
    if (incident !== undefined) return verifyOne(incident);
    const all = { events: 0, faults: [] as ChainFault[] };
    for (let number = 0; ; ) {
      const next = nextIncident(ask, number);
      if (next === undefined) return all;
      number = next;
      const one = verifyOne(number);
      all.events += one.events;
      all.faults.push(...one.faults);
    }
  };
}

function nextIncident(ask: ReturnType<typeof questions>, after: number): number | undefined {
  const known = [ask.nextHead.get({ after })?.number, ask.nextLogged.get({ after })?.number];
  const found = known.filter((number) => number !== undefined);
  return found.length > 0 ? Math.min(...found) : undefined;
}

function faultsWithin(rows: Row[]): Omit<ChainFault, 'incident'>[] {
  const faults: Omit<ChainFault, 'incident'>[] = [];
  const places = new Map(rows.map((row) => [row.hash, row.seq]));
  let before: { seq: number; hash: string } = { seq: 0, hash: beginning };
  for (const row of rows) {
    const what = faultOf(row, before, places);
    if (what) faults.push({ seq: row.seq, what });
    before = row;
  }
  return faults;
}

function faultOf(
  row: Row,
  before: { seq: number; hash: string },
  places: Map<string, number>,
): string | undefined {
  const gap = row.seq - before.seq - 1;
  if (gap > 0)
    return gap === 1 ? 'the event before it is missing' : `the ${gap} events before it are missing`;
  if (row.prev !== before.hash) {
    const at = row.prev === beginning ? 0 : places.get(row.prev);
    return at === undefined
      ? 'does not follow the event before it'
      : `out of order: it was made after event ${at}`;
  }
  if (link(row.prev, row, row.body) !== row.hash) return 'its text was changed';
  return agreesWithBody(row) ? undefined : 'its time or type was changed';
}

/** Compares the columns `at` and `type` with the text. They exist for queries; the chain covers only the text. */
function agreesWithBody(row: Row): boolean {
  const event: { at: number; type: string } = JSON.parse(row.body);
  return event.at === row.at && event.type === row.type;
}

function faultsAtEnd(last: Row | undefined, tip: Tip | undefined): Omit<ChainFault, 'incident'>[] {
  const seq = last?.seq ?? 0;
  if (!tip) return last ? [{ seq, what: 'the incident itself is missing' }] : [];
  if (tip.version > seq) {
    const lost = tip.version - seq;
    return [
      {
        seq: seq + 1,
        what: lost === 1 ? 'the last event is missing' : `the last ${lost} events are missing`,
      },
    ];
  }
  if (tip.version < seq) return [{ seq, what: `the incident knows only ${tip.version} events` }];
  return last && last.hash !== tip.hash ? [{ seq, what: 'is not the event the incident ended with' }] : [];
}

function questions(db: Connection['db']) {
  const value = sql.placeholder;
  return {
    events: db
      .select()
      .from(events)
      .where(eq(events.incident, value('incident')))
      .orderBy(asc(events.seq))
      .prepare(),
    tip: db
      .select({ version: incidents.version, hash: incidents.hash })
      .from(incidents)
      .where(eq(incidents.number, value('incident')))
      .prepare(),
    nextHead: db
      .select({ number: incidents.number })
      .from(incidents)
      .where(and(gt(incidents.number, value('after'))))
      .orderBy(asc(incidents.number))
      .limit(1)
      .prepare(),
    nextLogged: db
      .select({ number: events.incident })
      .from(events)
      .where(gt(events.incident, value('after')))
      .orderBy(asc(events.incident))
      .limit(1)
      .prepare(),
  };
}
