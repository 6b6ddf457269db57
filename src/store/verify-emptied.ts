import { headDigest } from './audit-rows.ts';
import { linkOf } from './chain.ts';
import { leftDigest, stubOf } from './empty.ts';
import type { Row } from './tables.ts';
import { type EventRow, type Fault, faultsAtEnd, outOfOrder, placesOf, start } from './verify-links.ts';
import type { Noted } from './verify-log.ts';

/**
 * The faults of an incident whose content was pruned: its chain still has to hold, nothing but stubs may stand in it, and
 * both have to be what the audit log noted when it was emptied.
 */
export function faultsOfEmptied(
  { rows, head }: { rows: EventRow[]; head: Row<'incidents'> | undefined },
  emptied: NonNullable<ReturnType<Noted['emptied']['get']>>,
): Fault[] {
  if (rows.length === 0 && !head) return [{ seq: 0, what: 'the whole incident is missing' }];
  const faults = [...faultsOfStubs(rows), ...faultsAtEnd(rows.at(-1), head)];
  if (faults.length > 0) return faults;
  const seq = rows.at(-1)?.seq ?? 0;
  if (seq !== emptied.to)
    return [{ seq, what: `${emptied.to} events of it were pruned, and there are ${seq}` }];
  if (leftDigest(rows) !== emptied.left)
    return [{ seq, what: 'what pruning left of its events was changed' }];
  return head && headDigest(head) === emptied.head
    ? []
    : [{ seq, what: 'its system, phase or another fact beside the log was changed' }];
}

function faultsOfStubs(rows: EventRow[]): Fault[] {
  const faults: Fault[] = [];
  const places = placesOf(rows);
  let before = start;
  for (const row of rows) {
    const what = outOfOrder(row, before, places) ?? changed(row);
    if (what) faults.push({ seq: row.seq, what });
    before = row;
  }
  return faults;
}

function changed(row: EventRow): string | undefined {
  if (row.body !== stubOf(row)) return 'holds text, although its incident was pruned';
  // Events from before the audit log were linked by their text itself; what was left of them is noted.
  const holds = row.digest === null || linkOf(row.prev, row, row.digest) === row.hash;
  return holds ? undefined : 'its hash was changed';
}
