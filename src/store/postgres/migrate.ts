import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../errors.ts';
import { packageRoot } from '../../package-root.ts';
import { type Applied, notNewer, pending, type Step, steps } from '../steps.ts';
import type { Ask } from './ask.ts';
import type { PostgresConnection } from './connection.ts';
import { explainStart } from './faults.ts';
import { inThisSchema, locks } from './transaction.ts';

const folder = join(packageRoot, 'migrations', 'postgres');
/** Not under the name drizzle gives it, which another program in the same database may use. */
const noted = 'airb_migrations';

export interface Migrated extends Applied {
  /** Host and database. */
  database: string;
}

/**
 * Brings the database to the present schema: all steps in one transaction, under a lock, so that several processes that
 * start together take each step once.
 * @throws ConfigError when it was written by a newer airb, takes no writes, or does not let this user make tables
 */
export async function applyMigrations({ alone, address }: PostgresConnection): Promise<Migrated> {
  const { label } = address;
  try {
    const all = steps(folder);
    const known = await alone(newestApplied);
    notNewer(all, known, `The database ${label}`);
    const applied = pending(all, known).length === 0 ? [] : await alone((ask) => takeSteps(ask, all, label));
    return { database: label, applied, total: all.length };
  } catch (error) {
    throw explainStart(error, label);
  }
}

/** How far the schema is: nothing there, steps to be taken, or as this airb knows it. */
export async function schemaState({
  alone,
  address,
}: PostgresConnection): Promise<'none' | 'behind' | 'present'> {
  try {
    const known = await alone(newestApplied);
    if (known === 0) return 'none';
    const all = steps(folder);
    notNewer(all, known, `The database ${address.label}`);
    return pending(all, known).length > 0 ? 'behind' : 'present';
  } catch (error) {
    throw explainStart(error, address.label);
  }
}

/** The statements of each step that is still to be taken. */
export async function missingSteps({ alone, address }: PostgresConnection): Promise<string[][]> {
  try {
    const known = await alone(newestApplied);
    const all = steps(folder);
    notNewer(all, known, `The database ${address.label}`);
    return pending(all, known).map(statementsOf);
  } catch (error) {
    throw explainStart(error, address.label);
  }
}

function statementsOf({ tag }: Step): string[] {
  return readFileSync(join(folder, `${tag}.sql`), 'utf8').split('--> statement-breakpoint');
}

/** @throws ConfigError on a standby, or where the role or the database is set to read only */
export async function takesWrites({ alone, address }: PostgresConnection): Promise<void> {
  const { standby, only } = await alone(async (ask) => {
    const { rows } = await ask.query(
      `select pg_is_in_recovery() as standby, current_setting('transaction_read_only') = 'on' as only`,
    );
    return rows[0] as { standby: boolean; only: boolean };
  });
  if (!standby && !only) return;
  const why = standby ? 'it is a standby' : 'it is set to read only';
  throw new ConfigError(
    `PostgreSQL at ${address.label} takes no writes: ${why}`,
    'Point DATABASE_URL to the primary, or make it writable.',
  );
}

async function takeSteps(ask: Ask, all: Step[], label: string): Promise<string[]> {
  await ask.query('begin');
  await ask.query(`select pg_advisory_xact_lock(${locks.schema}, ${inThisSchema})`);
  await ask.query(`create table if not exists ${noted} (step text primary key, created_at bigint not null)`);
  const newest = await newestApplied(ask);
  notNewer(all, newest, `The database ${label}`);
  const open = pending(all, newest);
  for (const step of open) {
    for (const statement of statementsOf(step)) await ask.query(statement);
    const { tag, when } = step;
    await ask.query(`insert into ${noted} (step, created_at) values ($1, $2)`, [tag, when]);
  }
  await ask.query('commit');
  return open.map(({ tag }) => tag);
}

async function newestApplied(ask: Ask): Promise<number> {
  const { rows: there } = await ask.query(`select to_regclass('${noted}') is not null as it`);
  if (!(there[0] as { it: boolean }).it) return 0;
  const { rows } = await ask.query(`select max(created_at) as newest from ${noted}`);
  return Number((rows[0] as { newest: number | null }).newest ?? 0);
}
