import { sql } from 'drizzle-orm';
import type { OutgoingBody } from '../domain/chat/outgoing.ts';
import type { HeadItem } from '../domain/incident/head.ts';
import type { Outcome } from '../domain/incident/similar.ts';
import type { Severity } from '../domain/people.ts';
import type { Tally } from '../domain/report/tally.ts';
import type { SubscribedBy } from '../domain/response/subscription.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import type { EffectState } from '../ports/outbox.ts';
import type { Kit } from './kit.ts';

export type Tables = ReturnType<typeof tablesOf>;
export type Row<Name extends keyof Tables> = Tables[Name]['$inferSelect'];

/**
 * The tables, written once. A database joins by giving its own kit of column and index builders (see store.md). The
 * partial indexes repeat the text of `conditions.ts`, because SQLite uses one only when a query says the same.
 */
export function tablesOf(kit: Kit) {
  const events = kit.table(
    'events',
    {
      incident: kit.number('incident').notNull(),
      seq: kit.number('seq').notNull(),
      at: kit.instant('at').notNull(),
      type: kit.text('type').notNull(),
      /** Canonical JSON as text, because the chain is computed over exactly these characters. */
      body: kit.text('body').notNull(),
      prev: kit.text('prev').notNull(),
      hash: kit.text('hash').notNull(),
      /** sha-256 of the body as it was written; null in events from before the audit log. */
      digest: kit.text('digest'),
    },
    (t) => [kit.primaryKey({ columns: [t.incident, t.seq] })],
  );

  const incidents = kit.table(
    'incidents',
    {
      number: kit.number('number').primaryKey(),
      title: kit.text('title').notNull(),
      system: kit.text('system').notNull(),
      failure: kit.text('failure').notNull(),
      severity: kit.text('severity').$type<Severity>().notNull(),
      phase: kit.text('phase').notNull(),
      open: kit.flag('open').notNull(),
      private: kit.flag('private').notNull(),
      openedAt: kit.instant('opened_at').notNull(),
      updatedAt: kit.instant('updated_at').notNull(),
      activeAt: kit.instant('active_at').notNull().default(0),
      room: kit.text('room'),
      siblings: kit.json<string[]>('siblings').notNull().default(sql`'[]'`),
      stray: kit.text('stray'),
      storm: kit.number('storm'),
      mergedInto: kit.number('merged_into'),
      items: kit.json<HeadItem[]>('items'),
      drill: kit.flag('drill').notNull().default(false),
      outcome: kit.json<Outcome>('outcome'),
      version: kit.number('version').notNull(),
      /** Hash of the newest event, so that a log with its end cut off does not match. */
      hash: kit.text('hash').notNull(),
    },
    (t) => [
      kit.index('incidents_open').on(t.system, t.number).where(sql`${t.open}`),
      kit.index('incidents_strays').on(t.stray, t.openedAt).where(sql`${t.stray} is not null`),
      kit.index('incidents_merged').on(t.system, t.number).where(sql`${t.mergedInto} is not null`),
      kit.index('incidents_system').on(t.system, t.number),
      kit.index('incidents_severity').on(t.severity, t.number),
      kit.index('incidents_opened').on(t.openedAt),
      kit.index('incidents_items').on(t.number).where(sql`${t.items} is not null`),
      // Of what is over: what opens need not be put in.
      kit
        .index('incidents_earlier')
        .on(t.system, t.number)
        .where(sql`not ${t.open} and not ${t.private} and not ${t.drill}`),
      kit
        .index('incidents_alike')
        .on(t.failure, t.number)
        .where(sql`not ${t.open} and not ${t.private} and not ${t.drill}`),
    ],
  );

  const rooms = kit.table(
    'rooms',
    { room: kit.text('room').primaryKey(), incident: kit.number('incident').notNull() },
    (t) => [kit.index('rooms_incident').on(t.incident)],
  );

  const alerts = kit.table(
    'alerts',
    {
      episode: kit.text('episode').primaryKey(),
      incident: kit.number('incident').notNull(),
      alert: kit.json<Alert>('alert').notNull(),
      times: kit.number('times').notNull(),
      receivedAt: kit.instant('received_at').notNull(),
    },
    (t) => [kit.index('alerts_incident').on(t.incident)],
  );

  const changes = kit.table(
    'changes',
    {
      id: kit.text('id').primaryKey(),
      system: kit.text('system').notNull(),
      at: kit.instant('at').notNull(),
      change: kit.json<Change>('change').notNull(),
    },
    (t) => [kit.index('changes_system').on(t.system, t.at), kit.index('changes_at').on(t.at)],
  );

  const inputs = kit.table(
    'inputs',
    { key: kit.text('key').primaryKey(), at: kit.instant('at').notNull() },
    (t) => [kit.index('inputs_at').on(t.at)],
  );

  return {
    events,
    incidents,
    rooms,
    alerts,
    changes,
    inputs,
    ...keepingTablesOf(kit),
    ...deliveryTablesOf(kit),
    ...servingTablesOf(kit),
  };
}

/** The tables that are read by key only and never searched. */
function keepingTablesOf(kit: Kit) {
  const documents = kit.table('documents', {
    hash: kit.text('hash').primaryKey(),
    file: kit.text('file').notNull(),
    text: kit.text('text').notNull(),
  });
  /** Texts too long for an event, each with the incident whose log holds its hash. */
  const contents = kit.table(
    'contents',
    {
      incident: kit.number('incident').notNull(),
      hash: kit.text('hash').notNull(),
      text: kit.text('text').notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.incident, t.hash] })],
  );
  const memory = kit.table('memory', {
    key: kit.text('key').primaryKey(),
    value: kit.text('value').notNull(),
  });
  /** One row for each write that matters: what it wrote, in digests, chained with a key over the whole file. */
  const audit = kit.table('audit', {
    position: kit.serial('position'),
    entry: kit.text('entry').notNull(),
    mac: kit.text('mac').notNull(),
  });
  /** Who asked to hear of incidents: people, and not what happened, so the audit log does not hold it. */
  const subscriptions = kit.table(
    'subscriptions',
    {
      person: kit.text('person').notNull(),
      by: kit.text('by').$type<SubscribedBy>().notNull(),
      /** A system, or `all`. */
      system: kit.text('system').notNull(),
      severities: kit.json<Severity[]>('severities').notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.person, t.by, t.system] })],
  );
  /** What the program report counts of each incident, as of an event; made anew from the log where it is of an older shape. */
  const tallies = kit.table('tallies', {
    incident: kit.number('incident').primaryKey(),
    version: kit.number('version').notNull(),
    shape: kit.number('shape').notNull(),
    tally: kit.json<Tally>('tally').notNull(),
  });
  return { documents, contents, memory, audit, subscriptions, tallies };
}

function deliveryTablesOf(kit: Kit) {
  const effects = kit.table(
    'effects',
    {
      /** Order of insertion; within an incident that is the order of the keys. */
      position: kit.serial('position'),
      key: kit.text('key').notNull().unique(),
      incident: kit.number('incident').notNull(),
      dueAt: kit.instant('due_at').notNull(),
      lane: kit.text('lane').notNull(),
      coalesce: kit.text('coalesce'),
      waitsFor: kit.text('waits_for'),
      priority: kit.number('priority').notNull(),
      kind: kit.text('kind').$type<OutgoingBody['kind']>().notNull(),
      body: kit.json<OutgoingBody>('body').notNull(),
      state: kit.text('state').$type<EffectState>().notNull(),
      attempts: kit.number('attempts').notNull(),
      sentAt: kit.instant('sent_at'),
      lastError: kit.text('last_error'),
      /** The process that took it last; it may settle it. */
      owner: kit.text('owner'),
      /** Until then, by the clock of the database, nobody else takes it. */
      leasedUntil: kit.instant('leased_until'),
    },
    (t) => [
      kit
        .index('effects_ready')
        .on(t.priority, t.dueAt, t.incident, t.position)
        .where(sql`${t.state} in ('pending', 'uncertain') and ${t.waitsFor} is null`),
      kit
        .index('effects_lane')
        .on(t.incident, t.lane, t.position)
        .where(
          sql`${t.state} in ('pending', 'sending', 'uncertain') and ${t.waitsFor} is null and ${t.kind} <> 'timer'`,
        ),
      kit.index('effects_coalesce').on(t.incident, t.coalesce).where(sql`${t.state} = 'pending'`),
      kit.index('effects_failed').on(t.state).where(sql`${t.state} = 'failed'`),
      kit.index('effects_incident').on(t.incident, t.position),
    ],
  );

  const released = kit.table(
    'released',
    { incident: kit.number('incident').notNull(), word: kit.text('word').notNull() },
    (t) => [kit.primaryKey({ columns: [t.incident, t.word] })],
  );

  const slots = kit.table(
    'slots',
    {
      incident: kit.number('incident').notNull(),
      slot: kit.text('slot').notNull(),
      message: kit.text('message').notNull(),
      drawn: kit.text('drawn').notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.incident, t.slot] })],
  );

  return { effects, released, slots };
}

/** What processes that serve the same records tell each other. It is of the moment, and nobody carries it anywhere. */
function servingTablesOf(kit: Kit) {
  const replicas = kit.table('replicas', {
    id: kit.text('id').primaryKey(),
    /** For people: `process 12 on host-a`. */
    label: kit.text('label').notNull(),
    since: kit.instant('since').notNull(),
    /** By the clock of the database, like that of an effect. */
    leasedUntil: kit.instant('leased_until').notNull(),
    /** Digests of the settings that all have to share, by name. */
    settings: kit.json<Record<string, string>>('settings').notNull(),
  });
  /** Token buckets of the chats' limits, by the clock of the database; see `postgres/rate-limiter.ts`. */
  const buckets = kit.table('buckets', {
    name: kit.text('name').primaryKey(),
    /** When it would be full, if nothing more were taken. */
    fullAt: kit.instant('full_at').notNull(),
    pausedUntil: kit.instant('paused_until').notNull().default(0),
    /** The rank of the most severe that waits for it in some process, and until when that counts. */
    awaited: kit.number('awaited'),
    awaitedUntil: kit.instant('awaited_until').notNull().default(0),
  });
  /** Work that comes back, and from when on somebody is to do it again, by the clock of the database. */
  const turns = kit.table('turns', {
    name: kit.text('name').primaryKey(),
    nextAt: kit.instant('next_at').notNull(),
  });
  return { replicas, buckets, turns };
}
