import type { ChainFault } from '../ports/records.ts';
import { sha256 } from './audit-entry.ts';
import { beginning, link, linkOf } from './chain.ts';
import type { Row } from './tables.ts';

export type EventRow = Row<'events'>;
export type Fault = Omit<ChainFault, 'incident'>;

/**
 * The faults in the events of one incident, from their text. One edited event is reported once, not again for all events
 * after it.
 * @param tombstone the digest of the text that stands in place of the event's, when it was redacted
 */
export function faultsWithin(rows: EventRow[], tombstone: (seq: number) => string | undefined): Fault[] {
  const faults: Fault[] = [];
  const places = placesOf(rows);
  let before = start;
  for (const row of rows) {
    const what = outOfOrder(row, before, places) ?? changed(row, tombstone(row.seq));
    if (what) faults.push({ seq: row.seq, what });
    before = row;
  }
  return faults;
}

/** What the first event follows. */
export const start: { seq: number; hash: string } = { seq: 0, hash: beginning };

/** Where each hash stands. */
export function placesOf(rows: EventRow[]): Map<string, number> {
  return new Map(rows.map((row) => [row.hash, row.seq]));
}

/** What is wrong with the place of an event, if anything. */
export function outOfOrder(
  row: EventRow,
  before: { seq: number; hash: string },
  places: Map<string, number>,
): string | undefined {
  const gap = row.seq - before.seq - 1;
  if (gap > 0)
    return gap === 1 ? 'the event before it is missing' : `the ${gap} events before it are missing`;
  if (row.prev === before.hash) return undefined;
  const at = row.prev === beginning ? 0 : places.get(row.prev);
  return at === undefined
    ? 'does not follow the event before it'
    : `out of order: it was made after event ${at}`;
}

function changed(row: EventRow, tombstone: string | undefined): string | undefined {
  if (tombstone !== undefined) {
    if (sha256(row.body) !== tombstone) return 'its tombstone was changed';
    if (row.digest !== null && linkOf(row.prev, row, row.digest) !== row.hash) return 'its text was changed';
  } else if (!holdsText(row)) return 'its text was changed';
  return agreesWithBody(row) ? undefined : 'its time or type was changed';
}

function holdsText(row: EventRow): boolean {
  // Events from before the audit log are linked by their text itself.
  if (row.digest === null) return link(row.prev, row, row.body) === row.hash;
  return sha256(row.body) === row.digest && linkOf(row.prev, row, row.digest) === row.hash;
}

/** Compares the columns `at` and `type` with the text. They exist for queries; the chain covers only the text. */
function agreesWithBody(row: EventRow): boolean {
  const event: { at: number; type: string } = JSON.parse(row.body);
  return event.at === row.at && event.type === row.type;
}

/** The faults between the newest event and what the incident's row says of it. */
export function faultsAtEnd(
  last: EventRow | undefined,
  tip: { version: number; hash: string } | undefined,
): Fault[] {
  const seq = last?.seq ?? 0;
  if (!tip) return last ? [{ seq, what: 'the incident itself is missing' }] : [];
  if (tip.version > seq) {
    const lost = tip.version - seq;
    const what = lost === 1 ? 'the last event is missing' : `the last ${lost} events are missing`;
    return [{ seq: seq + 1, what }];
  }
  if (tip.version < seq) return [{ seq, what: `the incident knows only ${tip.version} events` }];
  return last && last.hash !== tip.hash ? [{ seq, what: 'is not the event the incident ended with' }] : [];
}
