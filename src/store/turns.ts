import { lte, sql } from 'drizzle-orm';
import type { Serving } from '../ports/serving.ts';
import type { Connection, Database } from './database.ts';
import { until } from './leases.ts';
import { incoming } from './placeholders.ts';
import { roll } from './serving.ts';

const value = sql.placeholder;

/**
 * Prepares asking for turns. Whoever finds that the time has come puts it off for the others, in one statement; who serves
 * alone is always the one.
 */
export function turnTaker(database: Database, { shared }: Pick<Connection, 'shared'>): Serving['takeTurn'] {
  if (!shared) return async () => true;
  const {
    db,
    tables: { turns },
    dialect,
  } = database;
  const replicas = roll(database);
  const statement = db
    .insert(turns)
    .values({ name: value('name'), nextAt: until(dialect.now, sql`${value('every')}`) })
    .onConflictDoUpdate({
      target: turns.name,
      set: incoming(turns, 'nextAt'),
      setWhere: lte(turns.nextAt, dialect.now),
    })
    .prepare();
  return async ({ name, every }) =>
    (await replicas()).length < 2 || (await statement.run({ name, every })).changes > 0;
}
