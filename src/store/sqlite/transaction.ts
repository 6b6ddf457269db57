import type Sqlite from 'better-sqlite3';
import type { Transaction } from '../database.ts';
import { isFileFault } from './faults.ts';

/** The transaction of the connection that writes. */
export function transaction(sqlite: Sqlite.Database): Transaction {
  const word = (text: string) => {
    const statement = sqlite.prepare(text);
    return () => void statement.run();
  };
  const rollback = word('ROLLBACK');
  return {
    begin: word('BEGIN IMMEDIATE'),
    commit: word('COMMIT'),
    rollback: () => {
      if (sqlite.inTransaction) rollback();
    },
    savepoint: word('SAVEPOINT one'),
    undo: word('ROLLBACK TO one'),
    release: word('RELEASE one'),
    isOver: (error) => !sqlite.inTransaction || isFileFault(error),
  };
}
