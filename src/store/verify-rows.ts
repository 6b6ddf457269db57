import type { ChainFault } from '../ports/records.ts';
import { digestOf, sha256 } from './audit-entry.ts';
import { alertDigest, effectDigest, sameAlert, slotDigest } from './audit-rows.ts';
import type { Database } from './database.ts';
import type { Row } from './tables.ts';
import type { Noted } from './verify-log.ts';

/** Compares the rows beside the log with what the audit log noted: none missing, none changed, none added. */
export async function faultsBeside(database: Database, noted: Noted): Promise<ChainFault[]> {
  return [
    ...(await faultsOfEffects(database, noted)),
    ...(await faultsOfAlerts(database, noted)),
    ...(await faultsOfRooms(database, noted)),
    ...(await faultsOfSlots(database, noted)),
    ...(await faultsOfDocuments(database, noted)),
    ...(await faultsOfChanges(database, noted)),
  ];
}

const fault = (incident: number, what: string): ChainFault => ({ incident, seq: 0, what });

/** Keys that were noted and that no row has. */
function missing<T>(known: Map<string, T>, found: { key: string }[]): [string, T][] {
  const there = new Set(found.map(({ key }) => key));
  return [...known].filter(([key]) => !there.has(key));
}

async function faultsOfEffects({ db, tables: { effects } }: Database, noted: Noted): Promise<ChainFault[]> {
  const rows = await db.select().from(effects).prepare().all();
  const gone = missing(noted.effects, rows).filter(([key]) => !isPruned(key, noted));
  return [
    ...rows.flatMap((row) => {
      const what = effectFault(row, noted);
      return what ? [fault(row.incident, `effect ${row.key} ${what}`)] : [];
    }),
    ...gone.map(([key]) => fault(Number(key.split('.')[0]), `effect ${key} is missing`)),
  ];
}

function effectFault(row: Row<'effects'>, noted: Noted): string | undefined {
  const digest = noted.effects.get(row.key);
  const state = noted.states.get(row.key);
  if (digest === undefined) {
    if (!isOlder(row, noted)) return 'was put in from outside';
  } else if (digest !== effectDigest(row) || row.kind !== row.body.kind) return 'was changed';
  if (state === 'done' || state === 'failed')
    return row.state === state ? undefined : `ended ${state}, and is said to be ${row.state}`;
  const ended = row.state === 'done' || row.state === 'failed';
  return ended && digest !== undefined ? `is said to be ${row.state} and never was` : undefined;
}

/** `42.7.1` is an effect of event 7 of incident 42. */
function isPruned(key: string, { pruned }: Noted): boolean {
  const [incident = 0, seq = 0] = key.split('.').map(Number);
  return seq <= (pruned.get(incident) ?? 0);
}

/** True for an effect of an event from before the audit log. */
function isOlder({ key, incident }: { key: string; incident: number }, { older, emptied }: Noted): boolean {
  return !emptied.has(incident) && Number(key.split('.')[1]) <= (older.get(incident)?.version ?? 0);
}

async function faultsOfAlerts({ db, tables: { alerts } }: Database, noted: Noted): Promise<ChainFault[]> {
  const rows = await db.select().from(alerts).prepare().all();
  const found = rows.map((row) => ({ ...row, key: row.episode }));
  return [
    ...found.flatMap((row) => {
      const known = noted.alerts.get(row.key);
      if (!known)
        return noted.older.size > 0 && !noted.emptied.has(row.incident)
          ? []
          : [fault(row.incident, `alert ${row.key} was put in from outside`)];
      // A repeat changes the row without a note; what all deliveries have in common still holds.
      const held = row.times > known.times ? known.same === sameAlert(row) : known.row === alertDigest(row);
      return held ? [] : [fault(known.incident, `alert ${row.key} was changed`)];
    }),
    ...missing(noted.alerts, found).map(([key, { incident }]) => fault(incident, `alert ${key} is missing`)),
  ];
}

/** Whether rows of an incident may be there that nobody noted. */
function isFromBefore(incident: number, { older, emptied }: Noted): boolean {
  return older.has(incident) && !emptied.has(incident);
}

async function faultsOfRooms({ db, tables: { rooms } }: Database, noted: Noted): Promise<ChainFault[]> {
  const rows = await db.select().from(rooms).prepare().all();
  const found = rows.map((row) => ({ ...row, key: row.room }));
  return [
    ...found.flatMap(({ key, incident }) => {
      const known = noted.rooms.get(key);
      if (known === incident || (known === undefined && isFromBefore(incident, noted))) return [];
      return [fault(known ?? incident, `room ${key} leads to INC-${incident}`)];
    }),
    ...missing(noted.rooms, found).map(([key, incident]) => fault(incident, `room ${key} is missing`)),
  ];
}

async function faultsOfSlots({ db, tables: { slots } }: Database, noted: Noted): Promise<ChainFault[]> {
  const rows = await db.select().from(slots).prepare().all();
  const found = rows.map((row) => ({ ...row, key: `${row.incident}/${row.slot}` }));
  return [
    ...found.flatMap((row) => {
      const known = noted.slots.get(row.key);
      const held = known ? known.row === slotDigest(row) : isFromBefore(row.incident, noted);
      return held ? [] : [fault(row.incident, `message ${row.slot} was changed`)];
    }),
    ...missing(noted.slots, found).map(([, { incident, slot }]) =>
      fault(incident, `message ${slot} is missing`),
    ),
  ];
}

async function faultsOfDocuments(
  { db, tables: { documents } }: Database,
  noted: Noted,
): Promise<ChainFault[]> {
  const rows = await db.select().from(documents).prepare().all();
  const found = rows.map((row) => ({ ...row, key: row.hash }));
  return [
    ...found.flatMap(({ key, text, file }) => {
      const known = noted.documents.get(key);
      const held = sha256(text) === key && (known === file || (known === undefined && noted.older.size > 0));
      return held ? [] : [fault(0, `the kept runbook ${file} was changed`)];
    }),
    ...missing(noted.documents, found).map(([, file]) => fault(0, `the kept runbook ${file} is missing`)),
  ];
}

async function faultsOfChanges({ db, tables: { changes } }: Database, noted: Noted): Promise<ChainFault[]> {
  const rows = await db.select().from(changes).prepare().all();
  const found = rows.map((row) => ({ ...row, key: row.id }));
  return [
    ...found.flatMap(({ key, change, system, at }) => {
      const known = noted.changes.get(key);
      const same = change.system === system && change.at === at && change.id === key;
      const held = known === undefined ? noted.older.size > 0 : known === digestOf(change);
      return held && same ? [] : [fault(0, `change ${key} was changed`)];
    }),
    ...missing(noted.changes, found).map(([key]) => fault(0, `change ${key} is missing`)),
  ];
}
