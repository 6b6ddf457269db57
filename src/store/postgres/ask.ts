import pg, { type QueryConfig, type QueryResult } from 'pg';

/** An error the database gave, or the lack of an answer; told by this from what a decision throws. */
export class DatabaseFault extends Error {
  /** SQLSTATE, or the code of the system for a connection; empty where there is none. */
  readonly code: string;
  /** False where the database itself said nothing, so that its connection can't be trusted any more. */
  readonly answered: boolean;
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'DatabaseFault';
    this.code = codeOf(cause);
    this.answered = cause instanceof pg.DatabaseError;
  }
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

type Speaker = Pick<pg.ClientBase, 'query'>;

/** One statement to the database. */
export interface Ask {
  query(asked: string | QueryConfig, values?: unknown[]): Promise<QueryResult>;
}

/**
 * Speaks to the database: statements are parsed once per connection, whole numbers are numbers, a text may hold what
 * every text of JavaScript may, and what goes wrong is a `DatabaseFault`.
 * @param speaker who is spoken to; asked anew for each statement
 * @param patience milliseconds until silence is taken for the end; that of the connection when left out
 */
export function asking(speaker: () => Speaker, patience?: number): Ask {
  return {
    async query(asked, values) {
      const text = typeof asked === 'string' ? { text: asked } : asked;
      const named = values === undefined ? {} : { name: nameOf(text.text) };
      const wait = patience === undefined ? {} : { query_timeout: patience };
      try {
        return await speaker().query({ ...text, ...named, ...wait, types, values: values?.map(toDatabase) });
      } catch (error) {
        throw new DatabaseFault(error);
      }
    },
  };
}

const names = new Map<string, string>();

/** There are some fifty statements; those made up as they are asked, such as a carried page, are few as well. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `airb_${names.size + 1}`;
  names.set(text, name);
  return name;
}

/**
 * PostgreSQL keeps no U+0000 in a text, which SQLite does and a foreign key or error may hold. It is kept as a mark and
 * a letter; the mark itself, of the private use area, is kept twice.
 */
const mark = '\ue000';

function toDatabase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDatabase);
  if (typeof value !== 'string' || !(value.includes('\0') || value.includes(mark))) return value;
  return value.replaceAll(mark, mark + mark).replaceAll('\0', `${mark}0`);
}

function fromDatabase(text: string): string {
  if (!text.includes(mark)) return text;
  return text.replace(/\ue000([\ue0000])/g, (_, kept: string) => (kept === '0' ? '\0' : mark));
}

const { builtins } = pg.types;
const types: pg.CustomTypesConfig = {
  getTypeParser(type, format) {
    if (type === builtins.INT8) return Number;
    if (type === builtins.TEXT) return fromDatabase;
    return pg.types.getTypeParser(type, format);
  },
};
