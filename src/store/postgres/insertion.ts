import type { Database } from '../database.ts';
import { type InsertionWords, insertText } from '../insertion.ts';
import type { Ask } from './ask.ts';

/** One list for each column, so that the statement is the same however many rows there are. */
const words: InsertionWords = {
  rows(columns) {
    const lists = columns.map((column, n) => `$${n + 1}::${typeOf(column.getSQLType())}[]`);
    const names = columns.map((_, n) => `c${n + 1}`).join(', ');
    // Numbers that the table gives out follow the order of the rows.
    return `select ${names} from unnest(${lists.join(', ')}) with ordinality as given (${names}, place) order by place`;
  },
  greatest: 'greatest',
};

function typeOf(declared: string): string {
  return declared === 'bigserial' ? 'bigint' : declared;
}

/** Inserts of many rows, each with one journey to the server. */
export function insertionOn(ask: Ask): Database['insertion'] {
  return (table, asked) => {
    const text = insertText(words, table, asked);
    return async (rows) => {
      if (rows.length === 0) return;
      const lists = asked.columns.map((_, n) => rows.map((row) => row[n]));
      await ask.query(text, lists);
    };
  };
}
