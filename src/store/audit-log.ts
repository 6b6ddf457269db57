import type { KeyObject } from 'node:crypto';
import { type AuditEntry, macOf } from './audit-entry.ts';
import type { AuditKey } from './audit-key.ts';
import type { Connection } from './connection.ts';
import { incidents } from './schema.ts';

type Row = { position: number; mac: string; entry: string };

export interface AuditLog {
  /** Begins the log where it has not begun yet; in a transaction, before anything else is written. */
  begin(): void;
  /** Adds an entry to the end; inside the transaction of what it notes. */
  note(entry: AuditEntry): void;
}

/**
 * Prepares the audit log: one chain over all incidents, made with a key. It begins with its first entry, and anew where
 * the key is another one than before; who only reads never begins it.
 * @param found called when the log is first written to, so that no key is made for reading
 */
export function auditLog(connection: Connection, found: () => AuditKey): AuditLog {
  const ask = questions(connection);
  let known: AuditKey | undefined;

  function add(entry: AuditEntry, key: KeyObject): void {
    const before = ask.last.get();
    const position = (before?.position ?? 0) + 1;
    const text = JSON.stringify(entry);
    ask.add.run(position, text, macOf(key, before?.mac, { position, entry: text }));
  }

  /** Whether the newest entry was made with this key. */
  function goesOn(key: KeyObject): boolean {
    const [last, before] = ask.lastTwo.all();
    return last !== undefined && macOf(key, before?.mac, last) === last.mac;
  }

  function begun(): AuditKey {
    const own = found();
    if (goesOn(own.key)) {
      // Remembered only now: the entry that begins the log may yet be rolled back.
      known = own;
      return own;
    }
    add({ begin: { key: own.name, heads: headsIn(connection) } }, own.key);
    return own;
  }

  return {
    begin: () => void (known ?? begun()),
    note: (entry) => add(entry, (known ?? begun()).key),
  };
}

/** Every incident there is, for the entry that begins the log. */
function headsIn({ db }: Connection): NonNullable<AuditEntry['begin']>['heads'] {
  const rows = db
    .select({ number: incidents.number, version: incidents.version, hash: incidents.hash })
    .from(incidents)
    .all();
  return Object.fromEntries(rows.map(({ number, version, hash }) => [String(number), [version, hash]]));
}

/** Plain prepared SQL: two of these run with every write. */
function questions({ sqlite }: Connection) {
  const newest = '(select max(position) from audit)';
  return {
    last: sqlite.prepare<[], Row>(`select position, mac, entry from audit where position = ${newest}`),
    lastTwo: sqlite.prepare<[], Row>(
      `select position, mac, entry from audit where position >= ${newest} - 1 order by position desc`,
    ),
    add: sqlite.prepare<[number, string, string]>(
      'insert into audit (position, entry, mac) values (?, ?, ?)',
    ),
  };
}
