import { eq, sql } from 'drizzle-orm';
import type { Outgoing } from '../domain/chat/outgoing.ts';
import { type Tally, tallyShape } from '../domain/report/tally.ts';
import type { Instant } from '../domain/time.ts';
import type { Head } from '../ports/records.ts';
import type { Database } from './database.ts';
import type { Stored } from './insertion.ts';

const value = sql.placeholder;

/** Rows that wait to be written; each is there once. */
export interface Rows {
  events: Stored[][];
  /** By incident; `from` is the first of its events that were gathered. */
  heads: Map<number, { from: number; head: Head; hash: string }>;
  /** By incident, as of its newest event. */
  tallies: Map<number, { tally: Tally; version: number }>;
  /** By episode; the alert is its JSON. */
  alerts: Map<string, { incident: number; text: string; times: number; receivedAt: Instant }>;
  /** By episode: what changes with a delivery that adds nothing. */
  repeats: Map<string, { times: number; receivedAt: Instant }>;
  effects: GatheredEffect[];
}

export type GatheredEffect = Omit<Outgoing, 'waitsFor'> & { waitsFor: string | null };

export function noRows(): Rows {
  return {
    events: [],
    heads: new Map(),
    tallies: new Map(),
    alerts: new Map(),
    repeats: new Map(),
    effects: [],
  };
}

const headColumns = [
  ...['number', 'title', 'system', 'failure', 'severity', 'phase', 'open', 'private'],
  ...[
    'openedAt',
    'updatedAt',
    'activeAt',
    'room',
    'siblings',
    'stray',
    'storm',
    'mergedInto',
    'items',
    'drill',
    'outcome',
    'version',
    'hash',
  ],
];
const tallyColumns = ['incident', 'version', 'shape', 'tally'];
const alertColumns = ['episode', 'incident', 'alert', 'times', 'receivedAt'];
const but =
  (...left: string[]) =>
  (name: string) =>
    !left.includes(name);

/** Prepares writing rows: one insert for each table. */
export function rowWriter({ db, insertion, tables }: Database): (rows: Rows) => Promise<void> {
  const { alerts, effects, events, incidents, tallies: kept } = tables;
  const insert = {
    events: insertion(events, {
      columns: ['incident', 'seq', 'at', 'type', 'body', 'prev', 'hash', 'digest'],
    }),
    heads: insertion(incidents, {
      columns: headColumns,
      // A repeated alert moves the mark without an event; what is folded from events must not move it back.
      conflict: {
        key: 'number',
        set: headColumns.filter(but('number', 'activeAt')),
        greatest: ['activeAt'],
      },
    }),
    tallies: insertion(kept, {
      columns: tallyColumns,
      conflict: { key: 'incident', set: tallyColumns.filter(but('incident')) },
    }),
    alerts: insertion(alerts, {
      columns: alertColumns,
      conflict: { key: 'episode', set: alertColumns.filter(but('episode')) },
    }),
    effects: insertion(effects, {
      columns: [
        ...['key', 'incident', 'dueAt', 'lane', 'coalesce', 'waitsFor', 'priority'],
        ...['kind', 'body', 'state', 'attempts'],
      ],
      conflict: { key: 'key' },
    }),
  };
  const repeat = db
    .update(alerts)
    .set({ times: sql`${value('times')}`, receivedAt: sql`${value('receivedAt')}` })
    .where(eq(alerts.episode, value('episode')))
    .prepare();
  return async ({ events, heads, tallies, alerts, repeats, effects }) => {
    if (events.length > 0) await insert.events(events);
    if (heads.size > 0) await insert.heads([...heads.values()].map(headRow));
    if (tallies.size > 0)
      await insert.tallies(
        [...tallies].map(([incident, { tally, version }]) => [
          ...[incident, version, tallyShape, JSON.stringify(tally)],
        ]),
      );
    if (alerts.size > 0)
      await insert.alerts(
        [...alerts].map(([episode, { incident, text, times, receivedAt }]) => [
          ...[episode, incident, text, times, receivedAt],
        ]),
      );
    for (const [episode, facts] of repeats) await repeat.run({ episode, ...facts });
    if (effects.length > 0) await insert.effects(effects.map(effectRow));
  };
}

function headRow({ head, hash }: { head: Head; hash: string }): Stored[] {
  const { number, title, system, failure, severity, phase, open, version } = head;
  const { openedAt, updatedAt, activeAt, room = null, siblings = [], stray = null, storm = null } = head;
  const { mergedInto = null, items, drill = false, outcome } = head;
  return [
    ...[number, title, system, failure, severity, phase, open, head.private],
    ...[
      openedAt,
      updatedAt,
      activeAt,
      room,
      JSON.stringify(siblings),
      stray,
      storm,
      mergedInto,
      items === undefined ? null : JSON.stringify(items),
      drill,
      outcome === undefined ? null : JSON.stringify(outcome),
      version,
      hash,
    ],
  ];
}

function effectRow({ key, incident, dueAt, lane, coalesce, waitsFor, priority, body }: GatheredEffect) {
  return [
    ...[key, incident, dueAt, lane, coalesce ?? null, waitsFor, priority],
    ...[body.kind, JSON.stringify(body), 'pending', 0],
  ];
}
