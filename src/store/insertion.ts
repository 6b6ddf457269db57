import { getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';

/** A value as it is stored: JSON is its text. */
export type Stored = string | number | boolean | null;

/** What becomes of a row whose key is there already. */
export interface OnConflict {
  key: string;
  /** Columns that take the values of the refused row; none, and the row that is there stays. */
  set?: readonly string[];
  /** Columns that never go back. */
  greatest?: readonly string[];
}

/** Rows of one table, their values in the order of the columns. */
export type Insertion = (rows: readonly Stored[][]) => void | Promise<void>;

/** How a database is told to put in many rows with one statement. */
export interface InsertionWords {
  /** Where the rows come from: `values (?, ?)`. */
  rows(columns: SQLiteColumn[]): string;
  /** The word for the greater of two values. */
  greatest: string;
}

/**
 * The text of an insert. It stands beside drizzle, which takes longer to fill in one row than SQLite to store it.
 * @param columns names as in `tables.ts`
 */
export function insertText(
  words: InsertionWords,
  table: SQLiteTable,
  { columns, conflict }: { columns: readonly string[]; conflict?: OnConflict | undefined },
): string {
  const all: Record<string, SQLiteColumn> = getTableColumns(table);
  const column = (name: string) => {
    const found = all[name];
    if (found === undefined) throw new Error(`${getTableName(table)} has no column ${name}`);
    return found;
  };
  const quoted = (name: string) => `"${column(name).name}"`;
  const into = `insert into "${getTableName(table)}" (${columns.map(quoted).join(', ')})`;
  const text = `${into} ${words.rows(columns.map(column))}`;
  if (conflict === undefined) return text;
  const { key, set = [], greatest = [] } = conflict;
  const changes = [
    ...set.map((name) => `${quoted(name)} = excluded.${quoted(name)}`),
    ...greatest.map((name) => {
      const own = `"${getTableName(table)}".${quoted(name)}`;
      return `${quoted(name)} = ${words.greatest}(${own}, excluded.${quoted(name)})`;
    }),
  ];
  const then = changes.length === 0 ? 'nothing' : `update set ${changes.join(', ')}`;
  return `${text} on conflict (${quoted(key)}) do ${then}`;
}
