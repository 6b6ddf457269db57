import { eq, sql } from 'drizzle-orm';
import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Instant } from '../domain/time.ts';
import type { SlotRow } from '../ports/outbox.ts';
import type { AlertRow, Document, Writes } from '../ports/records.ts';
import { digestOf } from './audit-entry.ts';
import type { AuditLog } from './audit-log.ts';
import { effectDigest, slotDigest } from './audit-rows.ts';
import type { Database } from './database.ts';
import type { EffectWriter } from './effects.ts';
import { emptier } from './empty.ts';
import type { Gathered } from './gathered.ts';
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
export function writer(
  database: Database,
  { audit, effects, gathered }: { audit: AuditLog; effects: EffectWriter; gathered: Gathered },
): Writer {
  const say = sentences(database);
  const { empty } = emptier(database);

  async function apply(writes: Writes): Promise<Instant | undefined> {
    await audit.begin();
    const due: (Instant | undefined)[] = [];
    // First, so that a fired timer is done before its command sets the next one, which would otherwise replace it.
    if (writes.settle && (await effects.settle(writes.settle)))
      gathered.note({ settle: { key: writes.settle.key, state: writes.settle.state } });
    if (writes.append) await gathered.append(writes.append);
    if (writes.alert) alertRow(writes.alert, writes.append !== undefined);
    if (writes.active) await gathered.active(writes.active);
    await rowsBeside(writes);
    for (const effect of writes.effects ?? [])
      due.push(await (canGather(effect, writes) ? gathered.effect(effect) : added(effect)));
    // Last, so that effects the same decision added under these words are released too.
    if (writes.release) {
      await gathered.rows();
      due.push(await effects.release(writes.release.incident, writes.release.words));
    }
    if (writes.settle && 'dueAt' in writes.settle) due.push(writes.settle.dueAt);
    if (writes.redact) await redacted(writes.redact);
    if (writes.empty) {
      await gathered.write();
      gathered.note(await empty(writes.empty));
    }
    return earliest(due);
  }

  /**
   * A repeat adds nothing to the record, and may come a hundred times a second: it is counted, and what was noted stays,
   * because a repeat may differ in anything but its episode.
   */
  function alertRow(alert: AlertRow, appended: boolean): void {
    if (appended || alert.times === 1) gathered.alert(alert);
    else gathered.repeat(alert);
  }

  /** The rows beside the log. A row that was there before, and stays, is not noted again. */
  async function rowsBeside({ rooms, document, contents, change, slot }: Writes): Promise<void> {
    const fresh: string[] = [];
    for (const room of rooms?.refs ?? []) if (await say.room(room, rooms?.incident ?? 0)) fresh.push(room);
    if (rooms && fresh.length > 0) gathered.note({ rooms: { incident: rooms.incident, refs: fresh } });
    if (document && (await say.document(document)))
      gathered.note({ document: { hash: document.hash, file: document.file } });
    // Not noted: the events and alerts that hold their hashes are.
    for (const { hash, text } of contents?.texts ?? [])
      await say.content({ incident: contents?.incident ?? 0, hash, text });
    if (change && (await say.change(change)))
      gathered.note({ change: { id: change.id, row: digestOf(change) } });
    if (slot) {
      await say.slot(slot);
      gathered.note({ slot: { incident: slot.incident, slot: slot.slot, row: slotDigest(slot) } });
    }
  }

  /** An effect that was there before is not noted again. */
  async function added(effect: Outgoing): Promise<Instant | undefined> {
    await gathered.rows();
    const { added, dueAt } = await effects.add(effect);
    if (added) gathered.note({ effects: { [effect.key]: effectDigest(effect) } });
    return dueAt;
  }

  async function redacted(redaction: NonNullable<Writes['redact']>): Promise<void> {
    // Before, because it notes anew what this decision may just have written.
    await gathered.write();
    for (const entry of await redact(database, redaction)) gathered.note(entry);
  }

  return { apply, remember: say.input, prove: say.proof, keep: say.memory, keepFirst: say.memoryFirst };
}

/** A timer replaces an older one at once; the key of what no event asked for may be there already. */
function canGather({ body }: Outgoing, { append }: Writes): boolean {
  return append !== undefined && body.kind !== 'timer';
}

/** Whether all of a write can wait for the others of its batch. What else there is needs statements of its own. */
export function canWait({ append, alert, active, effects = [], ...others }: Writes): boolean {
  if (Object.values(others).some((other) => other !== undefined)) return false;
  return effects.every((effect) => canGather(effect, { append }));
}

function earliest(due: (Instant | undefined)[]): Instant | undefined {
  const known = due.filter((at) => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function sentences({ db, tables }: Database) {
  const { changes, contents, documents, inputs, memory, rooms, slots } = tables;
  const input = db.insert(inputs).values(given('key', 'at')).onConflictDoNothing().prepare();
  const proof = db
    .insert(inputs)
    .values({ key: 'airb/ping', at: sql.placeholder('at') })
    .onConflictDoUpdate({ target: inputs.key, set: incoming(inputs, 'at') })
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
  const content = db
    .insert(contents)
    .values(given('incident', 'hash', 'text'))
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
    content: (row: { incident: number; hash: string; text: string }) => content.run(row),
    input: (key: string, at: Instant) => input.run({ key, at }),
    proof: (at: Instant) => proof.run({ at }),
    change: async (row: Change) =>
      (await change.run({ id: row.id, system: row.system, at: row.at, change: row })).changes > 0,
    slot: (row: SlotRow) => slot.run({ ...row }),
  };
}
