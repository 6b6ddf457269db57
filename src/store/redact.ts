import { and, eq } from 'drizzle-orm';
import type { OutgoingBody } from '../domain/chat/outgoing.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { scrubbed } from '../domain/incident/scrub.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Writes } from '../ports/records.ts';
import { type AuditEntry, digestOf, sha256 } from './audit-entry.ts';
import { alertDigest, effectDigest, sameAlert } from './audit-rows.ts';
import { canonical } from './chain.ts';
import type { Database } from './database.ts';

type Redaction = NonNullable<Writes['redact']>;

/**
 * Takes texts out of everything an incident left in the records; inside the transaction.
 * @returns the notes for the audit log: which tombstones stand now, and the rows that changed beside them
 */
export async function redact(
  database: Database,
  { incident, entries, contents: gone = [] }: Redaction,
): Promise<AuditEntry[]> {
  const { db, tables } = database;
  const { contents, events } = tables;
  const taken = entries.flatMap(({ texts, words }) => texts.map((text) => ({ text, words })));
  // The longest first, so that a short text does not spoil a long one that holds it.
  taken.sort((a, b) => b.text.length - a.text.length);
  const notes: AuditEntry[] = [];
  for (const { seq, event } of entries) {
    const body = canonical(event);
    const there = and(eq(events.incident, incident), eq(events.seq, seq));
    await db.update(events).set({ body }).where(there).prepare().run();
    notes.push({ redact: { incident, seq, body: sha256(body) } });
  }
  for (const hash of gone) {
    const there = and(eq(contents.incident, incident), eq(contents.hash, hash));
    await db.delete(contents).where(there).prepare().run();
  }
  notes.push(...(await effectsWithout(database, incident, taken)));
  notes.push(...(await alertsWithout(database, incident, taken, gone)));
  for (const { id } of entries.flatMap(({ event }) => changesIn(event)))
    notes.push(...(await changeWithout(database, id, taken)));
  return notes;
}

type Taken = Parameters<typeof scrubbed>[1];

function changesIn(event: IncidentEvent): Change[] {
  if (event.type === 'incident.opened') return event.changes;
  return event.type === 'change.noted' ? [event.change] : [];
}

async function effectsWithout(
  { db, tables: { effects } }: Database,
  incident: number,
  taken: Taken,
): Promise<AuditEntry[]> {
  const rows = await db.select().from(effects).where(eq(effects.incident, incident)).prepare().all();
  const noted: Record<string, string> = {};
  for (const row of rows) {
    const body = bodyWithout(row.body, taken);
    const lastError = scrubbed(row.lastError, taken);
    if (body === row.body && lastError === row.lastError) continue;
    const there = eq(effects.position, row.position);
    await db.update(effects).set({ body, lastError }).where(there).prepare().run();
    noted[row.key] = effectDigest({ ...row, body });
  }
  return Object.keys(noted).length > 0 ? [{ effects: noted }] : [];
}

/**
 * The body without the texts, where it holds words of somebody. What it is to do, for which version, at which address
 * and in which place stays as it was decided, whatever words were redacted: a note `prompt-v6` changes no call.
 */
function bodyWithout(body: OutgoingBody, taken: Taken): OutgoingBody {
  const after = wordsWithout(body, (words) => scrubbed(words, taken));
  return canonical(after) === canonical(body) ? body : after;
}

function wordsWithout(body: OutgoingBody, without: <T>(words: T) => T): OutgoingBody {
  switch (body.kind) {
    case 'say':
      return { ...body, card: without(body.card) };
    case 'page':
      return { ...body, summary: without(body.summary) };
    case 'room.topic':
      return { ...body, topic: without(body.topic) };
    case 'room.links':
      return { ...body, links: without(body.links) };
    case 'action':
      return { ...body, reason: without(body.reason) };
    case 'share':
      return { ...body, change: { ...body.change, summary: without(body.change.summary) } };
    default:
      return body;
  }
}

async function alertsWithout(
  { db, tables: { alerts } }: Database,
  incident: number,
  taken: Taken,
  gone: string[],
): Promise<AuditEntry[]> {
  const rows = await db.select().from(alerts).where(eq(alerts.incident, incident)).prepare().all();
  const notes: AuditEntry[] = [];
  for (const row of rows) {
    const { title, labels, annotations, link, extra, kept } = row.alert;
    // By the rest the episode is found again, and judged.
    const alert = { ...row.alert, ...scrubbed({ title, labels, annotations, link, extra }, taken) };
    if (kept !== undefined && gone.includes(kept.hash)) delete alert.kept;
    if (canonical(alert) === canonical(row.alert)) continue;
    await db.update(alerts).set({ alert }).where(eq(alerts.episode, row.episode)).prepare().run();
    const after = { ...row, alert };
    const { episode, times } = row;
    notes.push({ alert: { episode, incident, times, same: sameAlert(after), row: alertDigest(after) } });
  }
  return notes;
}

async function changeWithout(
  { db, tables: { changes } }: Database,
  id: string,
  taken: Taken,
): Promise<AuditEntry[]> {
  const row = await db.select().from(changes).where(eq(changes.id, id)).prepare().get();
  if (!row) return [];
  const { summary, link } = row.change;
  const change = { ...row.change, ...scrubbed({ summary, link }, taken) };
  if (canonical(change) === canonical(row.change)) return [];
  await db.update(changes).set({ change }).where(eq(changes.id, id)).prepare().run();
  return [{ change: { id, row: digestOf(change) } }];
}
