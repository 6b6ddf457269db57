import { and, desc, eq, sql } from 'drizzle-orm';
import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { Instant } from '../domain/time.ts';
import { ConflictError } from '../errors.ts';
import type { AlertRow, Head, Loaded, Needs, Writes } from '../ports/records.ts';
import { type AuditEntry, sha256 } from './audit-entry.ts';
import type { AuditLog } from './audit-log.ts';
import { alertDigest, effectDigest, headDigest, sameAlert } from './audit-rows.ts';
import { beginning, canonical, linkOf } from './chain.ts';
import type { Database } from './database.ts';
import type { EffectWriter } from './effects.ts';
import { pruned } from './empty.ts';
import { type GatheredEffect, noRows, rowWriter } from './gathered-rows.ts';
import { toHead } from './rows.ts';

/** The newest event of an incident. */
interface Tip {
  version: number;
  hash: string;
  /** Its content was pruned, so nothing can follow. */
  emptied?: boolean;
}

/**
 * What the writes of a transaction have decided and not written yet. A storm brings many alerts to one incident at once: their
 * rows gather here and are written with one insert a table, the incident's row and the entry of the audit log once. What a
 * write of the same transaction asks of them it hears from here.
 */
export interface Gathered {
  tip(incident: number): Promise<Tip>;
  episode(episode: string): Promise<Loaded['episode']>;
  /** An incident as the writes of this transaction left it. */
  head(incident: number): Promise<Head | undefined>;
  /** The open incidents of a system, newest first; see `Needs.openOf`. */
  open(which: NonNullable<Needs['openOf']>): Promise<Head[]>;
  /** @throws ConflictError when somebody else appended first */
  append(append: NonNullable<Writes['append']>): Promise<void>;
  /** An alert with its note. */
  alert(row: AlertRow): void;
  /** An alert that came again: it is counted, and what was noted of it stays. */
  repeat(row: AlertRow): void;
  active(row: NonNullable<Writes['active']>): Promise<void>;
  /** @returns when it is due; undefined where it is held back */
  effect(effect: Outgoing): Promise<Instant | undefined>;
  note(entry: AuditEntry): void;
  /** Writes the rows; before anything else is asked of the database that may have to do with them. */
  rows(): Promise<void>;
  /** Writes the rows and what the audit log is to say of them. */
  write(): Promise<void>;
  /** Forgets what was read, and what was not written: others wrote, the transaction is over, or it was taken back. */
  forget(why: 'others wrote' | 'committed' | 'taken back'): void;
}

/** Of those that were merged, the newest: what was merged long ago goes on nowhere any more. */
const mergedLookedAt = 20;

/** Prepares gathering. Call its functions inside the transaction. */
export function gathering(database: Database, effects: EffectWriter, audit: AuditLog): Gathered {
  const ask = sentences(database);
  const insert = rowWriter(database);
  let notes: AuditEntry[] = [];
  let waiting = noRows();
  let known = nothingKnown();

  async function tip(incident: number): Promise<Tip> {
    const tip = known.tips.get(incident) ?? (await stored(incident));
    known.tips.set(incident, tip);
    return tip;
  }

  async function stored(incident: number): Promise<Tip> {
    const row = await ask.tip.get({ number: incident });
    if (row === undefined) return { version: 0, hash: beginning };
    return { version: row.version, hash: row.hash, ...(row.phase === pruned && { emptied: true }) };
  }

  async function append({
    incident,
    expected,
    events,
    head,
    tally,
  }: NonNullable<Writes['append']>): Promise<void> {
    const { emptied, ...last } = await tip(incident);
    let { version, hash } = last;
    if (version !== expected || emptied) throw new ConflictError(incident, expected, version);
    for (const event of events) {
      const prev = hash;
      const body = canonical(event);
      const digest = sha256(body);
      version += 1;
      hash = linkOf(prev, { incident, seq: version }, digest);
      waiting.events.push([incident, version, event.at, event.type, body, prev, hash, digest]);
    }
    // The version is that of the last event, whatever the caller set.
    const own = { ...head, number: incident, version };
    const from = waiting.heads.get(incident)?.from ?? expected + 1;
    waiting.heads.set(incident, { from, head: own, hash });
    if (tally) waiting.tallies.set(incident, { tally, version });
    known.tips.set(incident, { version, hash });
    seen(own);
  }

  /** Keeps the list of open incidents for the next write of the batch. */
  function seen(head: Head): void {
    const listed = known.open.get(head.system);
    const place = listed?.findIndex(({ number }) => number === head.number) ?? -1;
    const before = listed?.[place];
    if (listed && before && head.open)
      listed[place] = { ...head, activeAt: Math.max(head.activeAt, before.activeAt) };
    else known.open.delete(head.system);
  }

  /** When the effect that draws the same is due, if there is one: it is sent as early and as urgently as this one asks. */
  async function takenOver(effect: Outgoing): Promise<Instant | undefined> {
    const { incident, coalesce, dueAt, priority } = effect;
    const word = `${incident}/${coalesce}`;
    const other = known.words.get(word);
    if (other !== undefined && 'key' in other) {
      other.dueAt = Math.min(other.dueAt, dueAt);
      other.priority = Math.min(other.priority, priority);
      return other.dueAt;
    }
    if (other !== undefined && other.dueAt <= dueAt && other.priority <= priority) return other.answer;
    const answer = await effects.takenOver(effect);
    if (answer !== undefined) known.words.set(word, { dueAt, priority, answer });
    return answer;
  }

  async function effect(asked: Outgoing): Promise<Instant | undefined> {
    const { incident, coalesce } = asked;
    const drawnAt = coalesce === undefined ? undefined : await takenOver(asked);
    if (drawnAt !== undefined) return drawnAt;
    const own = { ...asked, waitsFor: await effects.stillHeld(asked) };
    waiting.effects.push(own);
    if (coalesce !== undefined) known.words.set(`${incident}/${coalesce}`, own);
    return own.waitsFor === null ? own.dueAt : undefined;
  }

  async function headNow(number: number): Promise<Head | undefined> {
    const gathered = waiting.heads.get(number)?.head;
    if (gathered !== undefined) return gathered;
    const row = await ask.head.get({ number });
    return row && toHead(row);
  }

  /** Those of the system, and those that others of it go on as. */
  async function openOf(system: string): Promise<Head[]> {
    const open = (await ask.open.all({ system })).map(toHead);
    for (const merged of await ask.merged.all({ system })) {
      const survivor = await survivorOf(toHead(merged));
      if (
        survivor?.open &&
        !open.some(({ number }) => number === survivor.number && survivor.system === system)
      )
        open.push({ ...survivor, failure: merged.failure, siblings: merged.siblings });
    }
    return open;
  }

  /** No ring can come about: only an open incident is merged, only into an open one, and it is never opened again. */
  async function survivorOf({ mergedInto }: Head): Promise<Head | undefined> {
    const next = mergedInto === undefined ? undefined : await headNow(mergedInto);
    return next?.mergedInto === undefined ? next : survivorOf(next);
  }

  async function rows(): Promise<void> {
    const rows = waiting;
    waiting = noRows();
    known.words.clear();
    for (const [incident, { from, head, hash }] of rows.heads)
      notes.push({ append: { incident, from, to: head.version, hash, head: headDigest(head) } });
    const asked = rows.effects.map((one) => [one.key, effectDigest(one)]);
    if (asked.length > 0) notes.push({ effects: Object.fromEntries(asked) });
    await insert(rows);
  }

  return {
    tip,
    head: headNow,
    append,
    effect,
    rows,
    episode: async (episode) => known.episodes.get(episode) ?? ask.episode.get({ episode }),
    async open({ system, drills }) {
      const listed = known.open.get(system) ?? (await openOf(system));
      known.open.set(system, listed);
      return listed.filter((head) => (head.drill === true) === (drills === true));
    },
    alert(row) {
      const { episode, alert, ...facts } = row;
      const text = JSON.stringify(alert);
      waiting.repeats.delete(episode);
      waiting.alerts.set(episode, { ...facts, text });
      known.episodes.set(episode, facts);
      const { incident, times } = facts;
      notes.push({
        alert: { episode, incident, times, same: sameAlert(row), row: alertDigest(row, text) },
      });
    },
    repeat({ episode, incident, times, receivedAt }) {
      const own = waiting.alerts.get(episode);
      if (own === undefined) waiting.repeats.set(episode, { times, receivedAt });
      else waiting.alerts.set(episode, { ...own, times, receivedAt });
      known.episodes.set(episode, { incident, times });
    },
    async active(row) {
      await ask.active.run(row);
      known.open.clear();
    },
    note: (entry) => void notes.push(entry),
    async write() {
      await rows();
      const noted = notes;
      notes = [];
      if (noted.length > 0) await audit.note(noted);
    },
    forget(why) {
      notes = [];
      waiting = noRows();
      known = nothingKnown();
      if (why !== 'others wrote') audit.forget(why);
    },
  };
}

/** What was read in the transaction or follows from what was gathered. */
function nothingKnown() {
  return {
    tips: new Map<number, Tip>(),
    episodes: new Map<string, NonNullable<Loaded['episode']>>(),
    open: new Map<string, Head[]>(),
    /** Who draws what a word stands for: an effect that was gathered, or one in the database and what it was asked last. */
    words: new Map<string, GatheredEffect | { dueAt: Instant; priority: number; answer: Instant }>(),
  };
}

function sentences({ db, tables: { alerts, incidents } }: Database) {
  const value = sql.placeholder;
  return {
    tip: db
      .select({ version: incidents.version, hash: incidents.hash, phase: incidents.phase })
      .from(incidents)
      .where(eq(incidents.number, value('number')))
      .prepare(),
    episode: db
      .select({ incident: alerts.incident, times: alerts.times })
      .from(alerts)
      .where(eq(alerts.episode, value('episode')))
      .prepare(),
    open: db
      .select()
      .from(incidents)
      .where(and(sql`${incidents.open}`, eq(incidents.system, value('system'))))
      .orderBy(desc(incidents.number))
      .prepare(),
    head: db
      .select()
      .from(incidents)
      .where(eq(incidents.number, value('number')))
      .prepare(),
    merged: db
      .select()
      .from(incidents)
      .where(and(sql`${incidents.mergedInto} is not null`, eq(incidents.system, value('system'))))
      .orderBy(desc(incidents.number))
      .limit(mergedLookedAt)
      .prepare(),
    active: db
      .update(incidents)
      .set({ activeAt: sql`${value('at')}` })
      .where(eq(incidents.number, value('incident')))
      .prepare(),
  };
}
