import { asc, eq } from 'drizzle-orm';
import type { AuditHead, AuditNote, Chain } from '../ports/records.ts';
import { type AuditEntry, entriesIn } from './audit-entry.ts';
import type { Connection, Database } from './database.ts';
import { toEvent } from './rows.ts';
import { entries } from './verify-log.ts';

/** Reads the log of one incident as it is stored, for whoever wants to check it without airb. */
export function chainReader({
  snapshot,
}: Pick<Connection, 'snapshot'>): (incident: number) => Promise<Chain> {
  // At one moment, so that a redaction that comes in between is there as a whole or not at all.
  return (incident) => snapshot((database) => chained(database, incident));
}

async function chained(database: Database, incident: number): Promise<Chain> {
  const { db, tables } = database;
  const { contents, events } = tables;
  const rows = await db
    .select()
    .from(events)
    .where(eq(events.incident, incident))
    .orderBy(asc(events.seq))
    .prepare()
    .all();
  const notes: AuditNote[] = [];
  let head: AuditHead | undefined;
  let pruned: Chain['pruned'];
  for await (const { position, mac, entry } of entries(database)) {
    head = { position, hash: mac };
    // Most rows speak of others; to read their JSON as well would take most of the time.
    if (!entry.includes(`"incident":${incident},`) && !entry.includes('"begin":')) continue;
    for (const one of entriesIn(entry)) {
      for (const note of notesIn(one, incident)) notes.push({ position, mac, ...note });
      if (one.emptied?.incident === incident) pruned = { at: one.emptied.at, by: one.emptied.by };
    }
  }
  const texts = await db
    .select({ hash: contents.hash, text: contents.text })
    .from(contents)
    .where(eq(contents.incident, incident))
    .orderBy(asc(contents.hash))
    .prepare()
    .all();
  // What is left of a pruned incident are no events that could be read.
  const whole = pruned === undefined ? rows : [];
  return {
    events: whole.map(({ seq, prev, digest, hash, body }) => ({
      ...{ seq, prev, digest, hash, body },
      event: toEvent(body),
    })),
    notes,
    contents: texts,
    ...(head && { head }),
    ...(pruned && { pruned }),
  };
}

type Noted = Omit<AuditNote, 'position' | 'mac'>;

/** What an entry of the audit log says of this incident's events. Of others it may say more, which is not handed on. */
function notesIn({ begin, append, redact }: AuditEntry, incident: number): Noted[] {
  const older = begin?.heads[String(incident)];
  return [
    ...(older ? [{ begin: { to: older[0], hash: older[1] } }] : []),
    ...(append?.incident === incident
      ? [{ append: { from: append.from, to: append.to, hash: append.hash } }]
      : []),
    ...(redact?.incident === incident ? [{ redact: { seq: redact.seq, body: redact.body } }] : []),
  ];
}
