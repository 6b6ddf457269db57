import type Database from 'better-sqlite3';
import type { AuditHead, ChainFault } from '../ports/records.ts';
import { type AuditEntry, macOf } from './audit-entry.ts';
import type { AuditKey } from './audit-key.ts';

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

/** Recomputes the chain of the audit log, and gathers what it noted. */
export function replay(sqlite: Database.Database, key: AuditKey | undefined): Replayed {
  const result: Replayed = { noted: nothingNoted(), faults: [], hashes: new Map() };
  if (!hasLog(sqlite)) return result;
  const rows = sqlite.prepare<[], Row>('select position, entry, mac from audit order by position').iterate();
  const check = checker(key, result.faults);
  for (const row of rows) {
    const entry = JSON.parse(row.entry) as AuditEntry;
    check(row, entry);
    note(result.noted, entry);
    result.hashes.set(row.position, row.mac);
    result.head = { position: row.position, hash: row.mac };
  }
  return result;
}

/** A file of an older airb has no table for it. */
function hasLog(sqlite: Database.Database): boolean {
  return sqlite.prepare(`select 1 from sqlite_master where name = 'audit'`).get() !== undefined;
}

function checker(key: AuditKey | undefined, faults: ChainFault[]): (row: Row, entry: AuditEntry) => void {
  const fault = (seq: number, what: string) => void faults.push({ incident: 0, seq, what });
  let before: Row | undefined;
  let own = key !== undefined;
  if (!key)
    fault(0, 'the key is missing, so the log proves nothing: set AIRB_AUDIT_KEY or bring audit.key back');
  return (row, entry) => {
    const gap = row.position - (before?.position ?? 0) - 1;
    if (gap > 0)
      fault(
        row.position,
        gap === 1 ? 'the entry before it is missing' : `the ${gap} entries before it are missing`,
      );
    if (!before && !entry.begin) fault(row.position, 'the beginning of the log is missing');
    if (key && entry.begin && own !== (entry.begin.key === key.name)) {
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
  };
}

function note(noted: Noted, entry: AuditEntry): void {
  const { begin, append, effects = {}, settle, alert, rooms, document, change, slot, redact } = entry;
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
}
