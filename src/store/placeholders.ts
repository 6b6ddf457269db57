import { type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

/** Placeholders for a statement that is prepared once; each run gives the values: `{ key: <key>, at: <at> }`. */
export function given<K extends string>(...names: K[]): Record<K, Placeholder<K>> {
  const pairs = names.map((name) => [name, sql.placeholder(name)]);
  return Object.fromEntries(pairs) as Record<K, Placeholder<K>>;
}

/** On a conflict, gives the columns the values of the refused row. */
export function incoming<T extends SQLiteTable, K extends keyof T & string>(
  table: T,
  ...names: K[]
): Record<K, SQL> {
  const pairs = names.map((name) => [name, sql`excluded.${sql.identifier(columnName(table, name))}`]);
  return Object.fromEntries(pairs) as Record<K, SQL>;
}

function columnName<T extends SQLiteTable>(table: T, name: keyof T & string): string {
  const column = table[name] as { name: string };
  return column.name;
}
