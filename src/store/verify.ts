import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { fold, nothing } from '../domain/incident/evolve.ts';
import { headOf } from '../domain/incident/head.ts';
import type { Audited, AuditHead, ChainFault } from '../ports/records.ts';
import { rememberedHeads } from './audit-heads.ts';
import { findKey } from './audit-key.ts';
import { headDigest } from './audit-rows.ts';
import type { Connection } from './connection.ts';
import { toEvent } from './rows.ts';
import { events, incidents } from './schema.ts';
import { type EventRow, type Fault, faultsAtEnd, faultsWithin } from './verify-links.ts';
import { type Noted, type Replayed, replay } from './verify-log.ts';
import { faultsBeside } from './verify-rows.ts';

type HeadRow = typeof incidents.$inferSelect;

/**
 * Recomputes everything from the stored text: the audit log with its key, the events of every incident, and the rows
 * beside them. A fault names where it shows.
 * @param auditKey the key, when the environment gives one
 */
export function verifier(
  { db, sqlite, file }: Connection,
  auditKey: string | undefined,
): (incident?: number, posted?: string[]) => Audited {
  const ask = questions(db);

  function incidentsThere(noted: Noted): number[] {
    const all = new Set([...noted.appends.keys(), ...noted.older.keys()]);
    for (let next = 0; ; ) {
      const found = nextIncident(ask, next);
      if (found === undefined) return [...all].sort((a, b) => a - b);
      next = found;
      all.add(found);
    }
  }

  function verified(only: number | undefined, posted: string[], remembered: AuditHead[]): Audited {
    const key = findKey(file, auditKey);
    const log = replay(sqlite, key);
    // Without a first entry there is nothing a key could have made: records of an older airb.
    const began = log.head !== undefined;
    const faults = [
      ...(began ? log.faults : unbegun(db, remembered)),
      ...faultsOfHeads(log, remembered, posted),
    ];
    let count = 0;
    let redacted = 0;
    for (const incident of incidentsThere(log.noted)) {
      if (only !== undefined && incident !== only) continue;
      const rows = ask.events.all({ incident });
      const head = ask.head.get({ incident });
      const found = faultsOfIncident({ incident, rows, head }, log.noted, began);
      faults.push(...found.map((fault) => ({ incident, ...fault })));
      count += rows.length;
      redacted += rows.filter(({ seq }) => log.noted.redactions.has(`${incident}/${seq}`)).length;
    }
    if (began) faults.push(...faultsBeside(db, log.noted));
    const meant = faults.filter(({ incident }) => only === undefined || incident === 0 || incident === only);
    return { events: count, faults: meant, redacted, ...(log.head && { head: log.head }) };
  }

  // One transaction, so that what another process writes meanwhile is seen whole or not at all. The remembered heads are
  // read before it: none of them is then newer than what it sees.
  return (only, posted = []) => {
    const remembered = rememberedHeads(file);
    return sqlite.transaction(() => verified(only, posted, remembered))();
  };
}

/** Events that were written into an audit log while there is none: the log was taken away. */
function unbegun(db: Connection['db'], remembered: AuditHead[]): ChainFault[] {
  const linked =
    db.get(sql`select 1 from ${events} where ${events.digest} is not null limit 1`) !== undefined;
  const what = 'the audit log is missing';
  return linked || remembered.length > 0 ? [{ incident: 0, seq: 0, what }] : [];
}

function faultsOfHeads({ hashes, head }: Replayed, heads: AuditHead[], posted: string[]): ChainFault[] {
  const known = new Set(hashes.values());
  const lost = heads.filter(({ position, hash }) => hashes.get(position) !== hash);
  const remembered = lost.map(({ position, hash }: AuditHead) => ({
    incident: 0,
    seq: position,
    what: `is not the entry that was posted (${hash.slice(0, 12)}…); the log ends with ${head?.position ?? 0}`,
  }));
  const asked = posted
    .filter((hash) => !known.has(hash.trim().toLowerCase()))
    .map((hash) => ({
      incident: 0,
      seq: 0,
      what: `the posted head ${hash.slice(0, 12)}… is not in the log: its end was cut off, or it was written anew`,
    }));
  return [...remembered, ...asked];
}

interface Stored {
  incident: number;
  rows: EventRow[];
  head: HeadRow | undefined;
}

function faultsOfIncident({ incident, rows, head }: Stored, noted: Noted, began: boolean): Fault[] {
  const last = rows.at(-1);
  const known = noted.appends.get(incident);
  const older = noted.older.get(incident);
  if (rows.length === 0 && !head && (known || older))
    return [{ seq: 0, what: 'the whole incident is missing' }];
  if (began && !known && !older) return [{ seq: 1, what: 'was put in from outside' }];
  const faults = [
    ...faultsWithin(rows, (seq) => noted.redactions.get(`${incident}/${seq}`)),
    ...faultsAtEnd(last, head),
  ];
  if (faults.length > 0) return faults;
  const seq = last?.seq ?? 0;
  const end = known ? { version: known.to, hash: known.hash } : older;
  if (end && (end.version !== seq || end.hash !== last?.hash))
    return [
      {
        seq: Math.min(seq, end.version) + 1,
        what: `the log noted ${end.version} events of it, and another end`,
      },
    ];
  const same = known ? head && known.head === headDigest(head) : agreesWithFold(rows, head);
  return same ? [] : [{ seq, what: 'its title, phase or another fact beside the log was changed' }];
}

/** What was written of an incident before the audit log was not noted, so its row is compared with its events. */
function agreesWithFold(rows: EventRow[], head: HeadRow | undefined): boolean {
  const state = fold(
    nothing,
    rows.map(({ body }) => toEvent(body)),
  );
  if (state.phase === 'none' || !head) return true;
  const { version, updatedAt } = head;
  return headDigest(headOf(state, version, updatedAt)) === headDigest(head);
}

function nextIncident(ask: ReturnType<typeof questions>, after: number): number | undefined {
  const known = [ask.nextHead.get({ after })?.number, ask.nextLogged.get({ after })?.number];
  const found = known.filter((number) => number !== undefined);
  return found.length > 0 ? Math.min(...found) : undefined;
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
    head: db
      .select()
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
