import { getTableColumns, getTableName } from 'drizzle-orm';
import { ConfigError } from '../../errors.ts';
import type { Audited, AuditHead } from '../../ports/records.ts';
import type { Rows } from '../carried.ts';
import { verifier, type Witnesses } from '../verify.ts';
import type { Ask } from './ask.ts';
import type { PostgresConnection } from './connection.ts';
import { holdDatabase } from './hold.ts';
import { applyMigrations, takesWrites } from './migrate.ts';
import { onConnection } from './open.ts';
import { tables } from './schema.ts';

/** The most rows, and characters, that go in one statement. */
const most = { rows: 200, characters: 4_000_000 };

export interface CarryInto extends Witnesses {
  url: string;
  /** What the address is called in an error. */
  name: string;
  rows: Rows;
  /** Where the audit log stands over there. */
  head: AuditHead | undefined;
}

/** What has come to lie in the database. */
export interface Received {
  to: string;
  rows: Record<string, number>;
  audited: Audited;
}

/**
 * Carries all rows into an empty database, in one transaction: each is read back and compared before anything is kept,
 * and afterwards the audit goes over all of it.
 * @throws ConfigError when the database holds records, is served, or gives back another row than it was given
 */
export async function carryInto({ url, name, rows, head, ...witnesses }: CarryInto): Promise<Received> {
  return onConnection(
    url,
    async (connection) => {
      await takesWrites(connection);
      const hold = await holdDatabase(connection.address, silent, 'alone');
      try {
        await applyMigrations(connection);
        const counted = await inOne(connection, rows);
        const audited = await verifier(connection, witnesses)();
        if (audited.head?.hash !== head?.hash)
          throw new ConfigError(
            `${connection.place} has the rows, and its audit log does not end as it did`,
            'Empty the database and carry them again; the file is as it was.',
          );
        return { to: connection.place, rows: counted, audited };
      } finally {
        await hold.release();
        await connection.close();
      }
    },
    name,
  );
}

const silent = { warn: () => undefined, error: () => undefined };

async function inOne(connection: PostgresConnection, rows: Rows): Promise<Record<string, number>> {
  const { transaction } = connection.writing;
  try {
    await transaction.begin();
    for (const table of Object.values(carried)) await mustBeEmpty(connection, getTableName(table));
    const counted: Record<string, number> = {};
    for (const table of Object.values(carried)) {
      const columns = Object.values(getTableColumns(table)).map((column) => column.name);
      counted[getTableName(table)] = await carryTable(connection, {
        table: getTableName(table),
        columns,
        rows,
      });
    }
    // Whoever served from the file is not there any more, and a lease on a file has no end.
    await connection.ask.query('update effects set leased_until = null where leased_until is not null');
    for (const [table, column] of counters)
      await connection.ask.query(
        `select setval(pg_get_serial_sequence('${table}', '${column}'), max(${column})) from ${table} having max(${column}) > 0`,
      );
    await transaction.commit();
    return counted;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

/** Who serves is of the moment. */
const { replicas: _serving, buckets: _limits, turns: _turns, ...carried } = tables;

/** Columns that count by themselves, and go on after what was carried. */
const counters = [
  ['effects', 'position'],
  ['audit', 'position'],
];

async function mustBeEmpty({ ask, place }: PostgresConnection, table: string): Promise<void> {
  const { rows } = await ask.query(`select exists (select from "${table}") as some`);
  if (!(rows[0] as { some: boolean }).some) return;
  throw new ConfigError(
    `${place} holds records already: there are ${table}`,
    'Name an empty database; what is there stays as it is.',
  );
}

interface Part {
  table: string;
  columns: string[];
  rows: Rows;
}

async function carryTable(connection: PostgresConnection, { table, columns, rows }: Part): Promise<number> {
  let count = 0;
  let page: unknown[][] = [];
  let size = 0;
  const send = async () => {
    if (page.length > 0) await carryPage(connection, { table, columns, page });
    count += page.length;
    page = [];
    size = 0;
  };
  for (const row of rows(table, columns)) {
    page.push(row);
    for (const value of row) if (typeof value === 'string') size += value.length;
    if (page.length >= most.rows || size >= most.characters) await send();
  }
  await send();
  const there = await countOf(connection.ask, table);
  if (there !== count) throw differs(connection, `the number of its ${table}`);
  return count;
}

async function countOf(ask: Ask, table: string): Promise<number> {
  const { rows } = await ask.query(`select count(*) as count from "${table}"`);
  return (rows[0] as { count: number }).count;
}

async function carryPage(
  connection: PostgresConnection,
  { table, columns, page }: { table: string; columns: string[]; page: unknown[][] },
): Promise<void> {
  const named = columns.map((column) => `"${column}"`).join(', ');
  const places = page.map(
    (_, row) => `(${columns.map((_column, at) => `$${row * columns.length + at + 1}`).join(', ')})`,
  );
  const { rows } = await connection.ask.query(
    `insert into "${table}" (${named}) values ${places.join(', ')} returning ${named}`,
    page.flat(),
  );
  page.forEach((row, at) => {
    const kept = rows[at] as Record<string, unknown> | undefined;
    const same = columns.every((column, i) => asKept(kept?.[column]) === row[i]);
    if (!same) throw differs(connection, `a row of its ${table}`);
  });
}

/** SQLite keeps yes and no as 1 and 0. */
function asKept(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

function differs({ place }: PostgresConnection, what: string): ConfigError {
  return new ConfigError(
    `${place} gives back something else than it was given: ${what}`,
    'Nothing was carried; look for triggers and rules on its tables.',
  );
}
