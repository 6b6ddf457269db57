import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Carried } from '../store/carried.ts';
import { connect } from '../store/sqlite/connection.ts';
import { holdRecords } from '../store/sqlite/hold.ts';
import { applyMigrations } from '../store/sqlite/migrate.ts';
import { sqliteStore } from '../store/sqlite/open.ts';
import { rowsOut } from '../store/sqlite/rows-out.ts';

/**
 * Carries the SQLite file of the data folder into a PostgreSQL database, and leaves the file as it is. Nobody writes the
 * file meanwhile: a serving airb holds it, and everybody else waits for the transaction that is open on it.
 * @param url where to
 * @returns undefined where there is no file
 * @throws ConfigError when an airb serves from the file, or the database can't take it
 */
export async function carryTo(
  url: string,
  { dataDir, auditKey }: Pick<Config, 'dataDir' | 'auditKey'>,
): Promise<Carried | undefined> {
  const file = join(dataDir, 'airb.db');
  if (!existsSync(file)) return undefined;
  const { carryInto } = await import('../store/postgres/carry.ts');
  const hold = holdRecords(file);
  try {
    const connection = connect(file);
    const { transaction } = connection.writing;
    try {
      applyMigrations(connection);
      await transaction.begin();
      const head = await sqliteStore(connection, { auditKey }).auditHead();
      const into = { url, name: '--to', rows: rowsOut(connection), head, folder: dataDir, auditKey };
      const { to, rows, audited } = await carryInto(into);
      return { from: file, to, rows, faults: audited.faults, ...(head && { head }) };
    } finally {
      await transaction.rollback();
      await connection.close();
    }
  } finally {
    hold.release();
  }
}
