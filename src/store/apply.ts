import { eq, sql } from 'drizzle-orm';
import type { Change } from '../domain/signals/change.ts';
import type { Instant } from '../domain/time.ts';
import type { SlotRow } from '../ports/outbox.ts';
import type { AlertRow, Document, Writes } from '../ports/records.ts';
import { appender } from './append.ts';
import { type AuditEntry, digestOf } from './audit-entry.ts';
import type { AuditLog } from './audit-log.ts';
import { alertDigest, effectDigest, sameAlert, slotDigest } from './audit-rows.ts';
import type { Database } from './database.ts';
import { effectWriter } from './effects.ts';
import type { Owner } from './leases.ts';
import { given, incoming } from './placeholders.ts';
import { redact } from './redact.ts';

export interface Writer {
  /** Stores an input key; a key that is known already is fine. */
  remember(key: string, at: Instant): Promise<unknown>;
  /** Writes something without meaning, to fail where nothing can be written. */
  prove(at: Instant): Promise<unknown>;
  /** Stores what an adapter must still know after a restart. */
  keep(row: { key: string; value: string }): Promise<unknown>;
  /** The same, where nothing is kept under the key yet. @returns what is kept */
  keepFirst(row: { key: string; value: string }): Promise<string>;
  /**
   * Applies all writes of a decision.
   * @returns the earliest due time of the effects that became ready
   */
  apply(writes: Writes): Promise<Instant | undefined>;
}

/** Prepares all writes that a decision may ask for. Call its functions inside the transaction. */
export function writer(database: Database, { begin, note }: AuditLog, owner: Owner): Writer {
  const append = appender(database);
  const effects = effectWriter(database, owner);
  const say = sentences(database);

  async function apply(writes: Writes): Promise<Instant | undefined> {
    await begin();
    const noted: AuditEntry = {};
    // First, so that a fired timer is done before its command sets the next one, which would otherwise replace it.
    if (writes.settle && (await effects.settle(writes.settle)))
      noted.settle = { key: writes.settle.key, state: writes.settle.state };
    if (writes.append) noted.append = await append(writes.append);
    await rows(writes, noted);
    const added = [];
    for (const effect of writes.effects ?? []) added.push({ effect, ...(await effects.add(effect)) });
    const kept = added.filter((one) => one.added);
    if (kept.length > 0)
      noted.effects = Object.fromEntries(kept.map(({ effect }) => [effect.key, effectDigest(effect)]));
    const due = added.map(({ dueAt }) => dueAt);
    // Last, so that effects the same decision added under these words are released too.
    if (writes.release) due.push(await effects.release(writes.release.incident, writes.release.words));
    if (writes.settle && 'dueAt' in writes.settle) due.push(writes.settle.dueAt);
    if (Object.keys(noted).length > 0) await note(noted);
    // After the note, because it notes anew what this decision may just have written.
    if (writes.redact) for (const entry of await redact(database, writes.redact)) await note(entry);
    return earliest(due);
  }

  /** The rows beside the log. A row that was there before, and stays, is not noted again. */
  async function rows(writes: Writes, noted: AuditEntry): Promise<void> {
    const { alert, rooms, document, change, slot } = writes;
    // A repeat adds nothing to the record, and may come a hundred times a second: it is counted, and what was noted stays,
    // because a repeat may differ in anything but its episode.
    const told = writes.append !== undefined || alert?.times === 1;
    if (alert && told) {
      await say.alert(alert);
      noted.alert = alertNote(alert);
    } else if (alert) await say.repeat(alert);
    if (writes.active) await say.active(writes.active);
    const fresh: string[] = [];
    for (const room of rooms?.refs ?? []) if (await say.room(room, rooms?.incident ?? 0)) fresh.push(room);
    if (rooms && fresh.length > 0) noted.rooms = { incident: rooms.incident, refs: fresh };
    if (document && (await say.document(document)))
      noted.document = { hash: document.hash, file: document.file };
    if (change && (await say.change(change))) noted.change = { id: change.id, row: digestOf(change) };
    if (slot) {
      await say.slot(slot);
      noted.slot = { incident: slot.incident, slot: slot.slot, row: slotDigest(slot) };
    }
  }

  return { apply, remember: say.input, prove: say.proof, keep: say.memory, keepFirst: say.memoryFirst };
}

function alertNote(alert: AlertRow): NonNullable<AuditEntry['alert']> {
  const { episode, incident, times } = alert;
  return { episode, incident, times, same: sameAlert(alert), row: alertDigest(alert) };
}

function earliest(due: (Instant | undefined)[]): Instant | undefined {
  const known = due.filter((at) => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function sentences({ db, tables }: Database) {
  const { alerts, changes, documents, incidents, inputs, memory, rooms, slots } = tables;
  const input = db.insert(inputs).values(given('key', 'at')).onConflictDoNothing().prepare();
  const proof = db
    .insert(inputs)
    .values({ key: 'airb/ping', at: sql.placeholder('at') })
    .onConflictDoUpdate({ target: inputs.key, set: incoming(inputs, 'at') })
    .prepare();
  const alert = db
    .insert(alerts)
    .values(given('episode', 'incident', 'alert', 'times', 'receivedAt'))
    .onConflictDoUpdate({
      target: alerts.episode,
      set: incoming(alerts, 'incident', 'alert', 'times', 'receivedAt'),
    })
    .prepare();
  const repeat = db
    .update(alerts)
    .set({ times: sql`${sql.placeholder('times')}`, receivedAt: sql`${sql.placeholder('receivedAt')}` })
    .where(eq(alerts.episode, sql.placeholder('episode')))
    .prepare();
  const active = db
    .update(incidents)
    .set({ activeAt: sql`${sql.placeholder('at')}` })
    .where(eq(incidents.number, sql.placeholder('incident')))
    .prepare();
  const change = db
    .insert(changes)
    .values(given('id', 'system', 'at', 'change'))
    .onConflictDoNothing()
    .prepare();
  const slot = db
    .insert(slots)
    .values(given('incident', 'slot', 'message', 'drawn'))
    .onConflictDoUpdate({ target: [slots.incident, slots.slot], set: incoming(slots, 'message', 'drawn') })
    .prepare();
  const room = db.insert(rooms).values(given('room', 'incident')).onConflictDoNothing().prepare();
  const document = db
    .insert(documents)
    .values(given('hash', 'file', 'text'))
    .onConflictDoNothing()
    .prepare();
  const note = db
    .insert(memory)
    .values(given('key', 'value'))
    .onConflictDoUpdate({ target: memory.key, set: incoming(memory, 'value') })
    .prepare();
  const noteFirst = db.insert(memory).values(given('key', 'value')).onConflictDoNothing().prepare();
  const noted = db
    .select({ value: memory.value })
    .from(memory)
    .where(eq(memory.key, sql.placeholder('key')))
    .prepare();
  return {
    async memoryFirst(row: { key: string; value: string }) {
      await noteFirst.run(row);
      return (await noted.get({ key: row.key }))?.value ?? row.value;
    },
    memory: (row: { key: string; value: string }) => note.run(row),
    room: async (ref: string, incident: number) => (await room.run({ room: ref, incident })).changes > 0,
    document: async (row: Document) => (await document.run({ ...row })).changes > 0,
    input: (key: string, at: Instant) => input.run({ key, at }),
    proof: (at: Instant) => proof.run({ at }),
    alert: (row: AlertRow) => alert.run({ ...row }),
    repeat: ({ episode, times, receivedAt }: AlertRow) => repeat.run({ episode, times, receivedAt }),
    active: (row: { incident: number; at: Instant }) => active.run(row),
    change: async (row: Change) =>
      (await change.run({ id: row.id, system: row.system, at: row.at, change: row })).changes > 0,
    slot: (row: SlotRow) => slot.run({ ...row }),
  };
}
