import { DrizzleQueryError, type Query } from 'drizzle-orm';
import { NoopCache } from 'drizzle-orm/cache/core/cache';
import { type NodePgClient, NodePgPreparedQuery, NodePgSession } from 'drizzle-orm/node-postgres';
import { PgDatabase, PgDialect, type PreparedQueryConfig } from 'drizzle-orm/pg-core';
import type { Builder } from '../database.ts';
import type { Ask } from './ask.ts';

type Values = Record<string, unknown>;
type Prepare = Parameters<NodePgSession<Record<string, never>, Record<string, never>>['prepareQuery']>;

/** A prepared statement that is asked as one of SQLite is. */
class Statement extends NodePgPreparedQuery<PreparedQueryConfig & { execute: unknown }> {
  override async execute(values: Values = {}): Promise<unknown> {
    try {
      return await super.execute(values);
    } catch (error) {
      // Drizzle puts statement and values around it, which are nobody's business.
      throw error instanceof DrizzleQueryError && error.cause ? error.cause : error;
    }
  }

  override async all(values: Values = {}): Promise<unknown[]> {
    return (await this.execute(values)) as unknown[];
  }

  async get(values: Values = {}): Promise<unknown> {
    return (await this.all(values))[0];
  }

  async run(values: Values = {}): Promise<{ changes: number }> {
    const { rowCount } = (await this.execute(values)) as { rowCount: number | null };
    return { changes: rowCount ?? 0 };
  }
}

class Session extends NodePgSession<Record<string, never>, Record<string, never>> {
  readonly #client: NodePgClient;
  constructor(client: NodePgClient, dialect: PgDialect) {
    super(client, dialect, undefined);
    this.#client = client;
  }

  override prepareQuery<T extends PreparedQueryConfig>(...[query, fields, , asArrays, mapper]: Prepare) {
    return statement(this.#client, query, { fields, asArrays, mapper }) as NodePgPreparedQuery<T>;
  }
}

function statement(
  client: NodePgClient,
  { sql, params }: Query,
  { fields, asArrays, mapper }: { fields: Prepare[1]; asArrays: boolean; mapper: Prepare[4] },
): Statement {
  const log = { logQuery: () => undefined };
  const rest = [fields, undefined, asArrays, mapper] as const;
  return new Statement(client, sql, params, log, new NoopCache(), undefined, undefined, ...rest);
}

/** Builds statements for whoever is asked. */
export function builderOn(ask: Ask): Builder {
  const dialect = new PgDialect();
  const session = new Session(ask as unknown as NodePgClient, dialect);
  return new PgDatabase(dialect, session, undefined) as unknown as Builder;
}
