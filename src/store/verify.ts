import { asc, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { fold, nothing } from '../domain/incident/evolve.ts';
import { headOf } from '../domain/incident/head.ts';
import type { Audited, AuditHead, ChainFault } from '../ports/records.ts';
import { rememberedHeads } from './audit-heads.ts';
import { type AuditKey, findKey } from './audit-key.ts';
import { headDigest } from './audit-rows.ts';
import type { Connection, Database } from './database.ts';
import { toEvent } from './rows.ts';
import type { Row } from './tables.ts';
import { contentsCheck } from './verify-contents.ts';
import { faultsOfEmptied } from './verify-emptied.ts';
import { type EventRow, type Fault, faultsAtEnd, faultsWithin } from './verify-links.ts';
import { type Noted, type Replayed, replay } from './verify-log.ts';
import { faultsBeside } from './verify-rows.ts';

type HeadRow = Row<'incidents'>;

/** Where the key and the heads that were posted are found. */
export interface Witnesses {
  /** The data folder. */
  folder: string;
  /** The key, when the environment gives one. */
  auditKey: string | undefined;
}

/**
 * Recomputes everything from the stored text: the audit log with its key, the events of every incident, and the rows
 * beside them. A fault names where it shows.
 */
export function verifier(
  { snapshot }: Pick<Connection, 'snapshot'>,
  { folder, auditKey }: Witnesses,
): (incident?: number, posted?: string[]) => Promise<Audited> {
  // At one moment, so that what another process writes meanwhile is seen whole or not at all. The remembered heads are
  // read before it: none of them is then newer than what it sees.
  return async (only, posted = []) => {
    const heads = { remembered: rememberedHeads(folder), posted };
    const key = findKey(folder, auditKey);
    return snapshot((database) => verified(database, { only, heads, key }));
  };
}

interface Asked {
  only: number | undefined;
  heads: { remembered: AuditHead[]; posted: string[] };
  key: AuditKey | undefined;
}

async function verified(database: Database, { only, heads, key }: Asked): Promise<Audited> {
  const ask = questions(database);
  const log = await replay(database, key);
  // Without a first entry there is nothing a key could have made: records of an older airb.
  const began = log.head !== undefined;
  const faults = [
    ...(began ? log.faults : await unbegun(database, heads.remembered)),
    ...faultsOfHeads(log, heads.remembered, heads.posted),
  ];
  const contents = contentsCheck(database);
  let count = 0;
  let redacted = 0;
  for (const incident of await incidentsThere(ask, log.noted)) {
    if (only !== undefined && incident !== only) continue;
    const rows = await ask.events.all({ incident });
    const head = await ask.head.get({ incident });
    const found = faultsOfIncident({ incident, rows, head }, log.noted, began);
    faults.push(...found.map((fault) => ({ incident, ...fault })), ...(await contents.of(incident, rows)));
    count += rows.length;
    redacted += rows.filter(({ seq }) => log.noted.redactions.has(`${incident}/${seq}`)).length;
  }
  faults.push(...(await contents.of(0, [])));
  if (only === undefined) faults.push(...(await contents.rest()));
  if (began) faults.push(...(await faultsBeside(database, log.noted)));
  const meant = faults.filter(({ incident }) => only === undefined || incident === 0 || incident === only);
  const pruned = [...log.noted.emptied.values()]
    .filter(({ incident }) => only === undefined || incident === only)
    .map(({ incident, to, at, by }) => ({ incident, entries: to, at, by }));
  return {
    events: count,
    faults: meant,
    redacted,
    ...(pruned.length > 0 && { pruned }),
    ...(log.head && { head: log.head }),
  };
}

async function incidentsThere(ask: Questions, noted: Noted): Promise<number[]> {
  const all = new Set([...noted.appends.keys(), ...noted.older.keys()]);
  for (let next = 0; ; ) {
    const found = await nextIncident(ask, next);
    if (found === undefined) return [...all].sort((a, b) => a - b);
    next = found;
    all.add(found);
  }
}

/** Events that were written into an audit log while there is none: the log was taken away. */
async function unbegun({ db, tables: { events } }: Database, remembered: AuditHead[]): Promise<ChainFault[]> {
  const linked = db
    .select({ seq: events.seq })
    .from(events)
    .where(isNotNull(events.digest))
    .limit(1)
    .prepare();
  const what = 'the audit log is missing';
  return remembered.length > 0 || (await linked.get()) !== undefined ? [{ incident: 0, seq: 0, what }] : [];
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
  const emptied = noted.emptied.get(incident);
  if (emptied) return faultsOfEmptied({ rows, head }, emptied);
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

async function nextIncident(ask: Questions, after: number): Promise<number | undefined> {
  const known = [(await ask.nextHead.get({ after }))?.number, (await ask.nextLogged.get({ after }))?.number];
  const found = known.filter((number) => number !== undefined);
  return found.length > 0 ? Math.min(...found) : undefined;
}

type Questions = ReturnType<typeof questions>;

function questions({ db, tables: { events, incidents } }: Database) {
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
      .where(gt(incidents.number, value('after')))
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
