import type { Rows } from '../carried.ts';
import type { SqliteConnection } from './connection.ts';

/** Every row as it lies in the file, in the order of writing; nothing is read into values and written out again. */
export function rowsOut({ sqlite }: Pick<SqliteConnection, 'sqlite'>): Rows {
  return (table, columns) => {
    const named = columns.map((column) => `"${column}"`).join(', ');
    const rows = sqlite.prepare<[], unknown[]>(`select ${named} from "${table}" order by rowid`);
    return rows.raw().iterate();
  };
}
