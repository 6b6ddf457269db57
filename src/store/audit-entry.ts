import { createHmac, hash, type KeyObject } from 'node:crypto';
import { beginning } from './chain.ts';

/**
 * What a write wrote, in digests. Only what it did is there. Rows that are written again are noted again; the last
 * note counts.
 */
export interface AuditEntry {
  /** The log begins here: with this key, and with these incidents, each with its version and newest hash. */
  begin?: { key: string; heads: Record<string, [version: number, hash: string]> };
  /**
   * Events `from` to `to` of an incident, of one write or of several in a row; `hash` is that of the last one, and so
   * binds all before it.
   */
  append?: { incident: number; from: number; to: number; hash: string; head: string };
  /** Digest by key. */
  effects?: Record<string, string>;
  settle?: { key: string; state: string };
  /** `same` binds what no repeat of the alert changes. */
  alert?: { episode: string; incident: number; times: number; same: string; row: string };
  rooms?: { incident: number; refs: string[] };
  document?: { hash: string; file: string };
  change?: { id: string; row: string };
  slot?: { incident: number; slot: string; row: string };
  /** The text of an event was replaced by this tombstone. */
  redact?: { incident: number; seq: number; body: string };
  /** Rows that airb itself took away: all effects of an incident up to this event, or these changes. */
  prune?: { incident: number; to: number } | { changes: string[] };
  /**
   * Somebody had the content of an incident pruned: what its events and the rows beside them said. `left` binds what stays of
   * the events up to `to`, `head` the row of the incident.
   */
  emptied?: { incident: number; to: number; left: string; head: string; at: number; by: string };
}

/**
 * A short digest of values in their order: 132 bits of sha-256 over their JSON. What SQLite keeps as JSON comes back with
 * its fields in the same order.
 */
export function digestOf(...values: unknown[]): string {
  return digestOfJson(JSON.stringify(values));
}

/** The same of values whose JSON, the list of them, is there already. */
export function digestOfJson(list: string): string {
  return hash('sha256', list, 'base64url').slice(0, 22);
}

/**
 * The text of a row of the log for all that was noted. Writes that share a commit share a row, and what one entry has room for
 * stands in one.
 */
export function rowText(notes: AuditEntry[]): string {
  const entries: AuditEntry[] = [];
  const used = new Map<string, number>();
  for (const note of notes) {
    for (const [field, value] of Object.entries(note)) {
      const place = used.get(field) ?? 0;
      entries[place] = { ...entries[place], [field]: value };
      used.set(field, place + 1);
    }
  }
  return JSON.stringify(entries.length === 1 ? entries[0] : entries);
}

/** The entries a row of the log holds, in their order. */
export function entriesIn(text: string): AuditEntry[] {
  const read: AuditEntry | AuditEntry[] = JSON.parse(text);
  return Array.isArray(read) ? read : [read];
}

/** sha-256 of a text, hex. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * The link of an entry: HMAC-SHA-256, hex, over the one before it, its position and its text. Who does not have the key
 * can't make one.
 */
export function macOf(
  key: KeyObject,
  before: string | undefined,
  row: { position: number; entry: string },
): string {
  return createHmac('sha256', key)
    .update(`${before ?? beginning}\n${row.position}\n${row.entry}`)
    .digest('hex');
}
