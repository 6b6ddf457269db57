import type { AuditHead, ChainFault } from '../ports/records.ts';

/** Gives the rows of a table, with these columns. */
export type Rows = (table: string, columns: string[]) => Iterable<unknown[]>;

/** What was carried from one database to another. */
export interface Carried {
  from: string;
  to: string;
  /** How many rows, by table. */
  rows: Record<string, number>;
  /** The same on both sides; absent where the audit log has not begun. */
  head?: AuditHead;
  /** What the audit found on the other side. It finds the same here: every row is as it was. */
  faults: ChainFault[];
}
