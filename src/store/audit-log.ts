import type { KeyObject } from 'node:crypto';
import { desc, eq, sql } from 'drizzle-orm';
import type { ConfigError } from '../errors.ts';
import { type AuditEntry, macOf, rowText } from './audit-entry.ts';
import type { AuditKey } from './audit-key.ts';
import type { Database } from './database.ts';
import { given } from './placeholders.ts';

export interface AuditLog {
  /** Begins the log where it has not begun yet; in a transaction, before anything else is written. */
  begin(): Promise<void>;
  /** Adds a row to the end; inside the transaction of what it notes. */
  note(notes: AuditEntry[]): Promise<void>;
  /** Called when the transaction ends or a part of it is taken back: where the log ends has to be read again. */
  forget(why: 'committed' | 'taken back'): void;
}

export interface AuditLogOptions {
  /** Called when the log is first written to, so that no key is made for reading. */
  key(): AuditKey;
  /**
   * Why a log that was made with another key must not go on with this one; undefined where it may. Records that several
   * machines share would otherwise begin anew with each of them.
   */
  refuses(key: AuditKey): ConfigError | undefined;
}

/**
 * Prepares the audit log: one chain over all incidents, made with a key. It begins with its first entry, and anew where
 * the key is another one than before; who only reads never begins it.
 */
export function auditLog(database: Database, { key, refuses }: AuditLogOptions): AuditLog {
  const ask = questions(database);
  let known: AuditKey | undefined;
  let last: { position: number; mac?: string } | undefined;

  async function add(notes: AuditEntry[], own: KeyObject): Promise<void> {
    last ??= (await ask.last.get()) ?? { position: 0 };
    const position = last.position + 1;
    const entry = rowText(notes);
    const mac = macOf(own, last.mac, { position, entry });
    await ask.add.run({ position, entry, mac });
    last = { position, mac };
  }

  async function begun(): Promise<AuditKey> {
    const own = key();
    const made = await madeWith(database, own);
    if (made === true) {
      known = own;
      return own;
    }
    const refusal = made === false ? refuses(own) : undefined;
    if (refusal) throw refusal;
    await add([{ begin: { key: own.name, heads: await headsIn(database) } }], own.key);
    return own;
  }

  return {
    begin: async () => void (known ?? (await begun())),
    note: async (notes) => add(notes, (known ?? (await begun())).key),
    forget(why) {
      last = undefined;
      // The entry that begins the log may have been rolled back with the rest.
      if (why === 'taken back') known = undefined;
    },
  };
}

const newest = sql`(select max(position) from audit)`;

/** Whether the newest entry was made with this key; undefined where there is none. */
export async function madeWith(
  { db, tables: { audit } }: Database,
  { key }: AuditKey,
): Promise<boolean | undefined> {
  const lastTwo = db
    .select()
    .from(audit)
    .where(sql`${audit.position} >= ${newest} - 1`)
    .orderBy(desc(audit.position))
    .prepare();
  const [last, before] = await lastTwo.all();
  return last && macOf(key, before?.mac, last) === last.mac;
}

/** Every incident there is, for the entry that begins the log. */
async function headsIn({
  db,
  tables: { incidents },
}: Database): Promise<NonNullable<AuditEntry['begin']>['heads']> {
  const rows = await db
    .select({ number: incidents.number, version: incidents.version, hash: incidents.hash })
    .from(incidents)
    .prepare()
    .all();
  return Object.fromEntries(rows.map(({ number, version, hash }) => [String(number), [version, hash]]));
}

function questions({ db, tables: { audit } }: Database) {
  return {
    last: db.select().from(audit).where(eq(audit.position, newest)).prepare(),
    add: db
      .insert(audit)
      .values(given('position', 'entry', 'mac'))
      .prepare(),
  };
}
