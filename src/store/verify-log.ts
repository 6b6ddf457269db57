import { asc, gt, sql } from 'drizzle-orm';
import type { AuditHead, ChainFault } from '../ports/records.ts';
import { type AuditEntry, entriesIn, macOf } from './audit-entry.ts';
import type { AuditKey } from './audit-key.ts';
import type { Database } from './database.ts';

/** What the audit log noted last of each row, by its key. */
export interface Noted {
  /** Incidents the log began with: what was written of them before was not noted. */
  older: Map<number, { version: number; hash: string }>;
  appends: Map<number, { to: number; hash: string; head: string }>;
  effects: Map<string, string>;
  states: Map<string, string>;
  alerts: Map<string, NonNullable<AuditEntry['alert']>>;
  rooms: Map<string, number>;
  documents: Map<string, string>;
  changes: Map<string, string>;
  slots: Map<string, NonNullable<AuditEntry['slot']>>;
  /** Digest of the tombstone by `incident/seq`. */
  redactions: Map<string, string>;
  /** The event up to which the effects of an incident may be gone. */
  pruned: Map<number, number>;
  /** Incidents whose content was pruned. */
  emptied: Map<number, NonNullable<AuditEntry['emptied']>>;
}

interface Row {
  position: number;
  entry: string;
  mac: string;
}

/** The audit log read from its beginning: its faults, its head, and what it noted. */
export interface Replayed {
  noted: Noted;
  faults: ChainFault[];
  head?: AuditHead;
  /** Hash by position. */
  hashes: Map<number, string>;
}

const partSize = 1000;

/** Recomputes the chain of the audit log, and gathers what it noted. */
export async function replay(database: Database, key: AuditKey | undefined): Promise<Replayed> {
  const result: Replayed = { noted: nothingNoted(), faults: [], hashes: new Map() };
  const check = checker(key, result.faults);
  for await (const row of entries(database)) {
    const inRow = entriesIn(row.entry);
    check(row, inRow[0]?.begin);
    for (const entry of inRow) note(result.noted, entry);
    result.hashes.set(row.position, row.mac);
    result.head = { position: row.position, hash: row.mac };
  }
  forgetEmptied(result.noted);
  return result;
}

/** A part of the log at a time, because nobody knows how long it is. */
export async function* entries({ db, tables: { audit } }: Database): AsyncGenerator<Row> {
  const part = db
    .select()
    .from(audit)
    .where(gt(audit.position, sql.placeholder('after')))
    .orderBy(asc(audit.position))
    .limit(partSize)
    .prepare();
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await part.all({ after });
    yield* rows;
    after = rows.at(-1)?.position ?? after;
    if (rows.length < partSize) return;
  }
}

function checker(
  key: AuditKey | undefined,
  faults: ChainFault[],
): (row: Row, begin: AuditEntry['begin']) => void {
  const fault = (seq: number, what: string) => void faults.push({ incident: 0, seq, what });
  let before: Row | undefined;
  let own = key !== undefined;
  if (!key)
    fault(0, 'the key is missing, so the log proves nothing: set AIRB_AUDIT_KEY or bring audit.key back');
  return (row, begin) => {
    const gap = row.position - (before?.position ?? 0) - 1;
    if (gap > 0)
      fault(
        row.position,
        gap === 1 ? 'the entry before it is missing' : `the ${gap} entries before it are missing`,
      );
    if (!before && !begin) fault(row.position, 'the beginning of the log is missing');
    if (key && begin && own !== (begin.key === key.name)) {
      own = !own;
      fault(
        row.position,
        own
          ? 'the entries before it were made with another key'
          : 'it and what follows were made with another key',
      );
    }
    if (key && own && gap === 0 && macOf(key.key, before?.mac, row) !== row.mac)
      fault(row.position, 'was changed, or made without the key');
    before = row;
  };
}

function nothingNoted(): Noted {
  return {
    older: new Map(),
    appends: new Map(),
    effects: new Map(),
    states: new Map(),
    alerts: new Map(),
    rooms: new Map(),
    documents: new Map(),
    changes: new Map(),
    slots: new Map(),
    redactions: new Map(),
    pruned: new Map(),
    emptied: new Map(),
  };
}

function note(noted: Noted, entry: AuditEntry): void {
  const { begin, append, effects = {}, settle, alert, rooms, document, change, slot, redact, prune } = entry;
  if (entry.emptied) noted.emptied.set(entry.emptied.incident, entry.emptied);
  for (const [incident, [version, hash]] of Object.entries(begin?.heads ?? {}))
    if (!noted.appends.has(Number(incident))) noted.older.set(Number(incident), { version, hash });
  if (append) noted.appends.set(append.incident, append);
  for (const [key, digest] of Object.entries(effects)) noted.effects.set(key, digest);
  if (settle) noted.states.set(settle.key, settle.state);
  if (alert) noted.alerts.set(alert.episode, alert);
  for (const ref of rooms?.refs ?? []) noted.rooms.set(ref, rooms?.incident ?? 0);
  if (document) noted.documents.set(document.hash, document.file);
  if (change) noted.changes.set(change.id, change.row);
  if (slot) noted.slots.set(`${slot.incident}/${slot.slot}`, slot);
  if (redact) noted.redactions.set(`${redact.incident}/${redact.seq}`, redact.body);
  if (prune && 'incident' in prune) noted.pruned.set(prune.incident, prune.to);
  else for (const id of prune?.changes ?? []) noted.changes.delete(id);
}

/** Of an incident whose content was pruned no row is missing, and any that is there is one too many. */
function forgetEmptied({ emptied, effects, alerts, rooms, slots, redactions }: Noted): void {
  if (emptied.size === 0) return;
  const numberOf = (key: string) => Number.parseInt(key, 10);
  for (const key of effects.keys()) if (emptied.has(numberOf(key))) effects.delete(key);
  for (const [episode, { incident }] of alerts) if (emptied.has(incident)) alerts.delete(episode);
  for (const [room, incident] of rooms) if (emptied.has(incident)) rooms.delete(room);
  for (const [key, { incident }] of slots) if (emptied.has(incident)) slots.delete(key);
  for (const key of redactions.keys()) if (emptied.has(numberOf(key))) redactions.delete(key);
}
