import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { PgDialect } from 'drizzle-orm/pg-core';
import { SQLiteDialect } from 'drizzle-orm/sqlite-core';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { t0 } from '../contracts/store-samples.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../support/postgres.ts';
import { askEverything } from './support/every-statement.ts';

/** Going over everything is what these mean, or they stop early. A statement that is not here reads by an index. */
const allowed: [says: RegExp, because: string, only?: 'PostgreSQL'][] = [
  [
    /^select "number", "version", "hash" from "incidents"$/,
    'the entry that begins the audit log; once for a database',
  ],
  [
    /^select (?!count).* from "(effects|alerts|rooms|slots|documents|changes)"$/,
    'an audit compares every row',
  ],
  [/"replicas"/, 'a row for each process that serves'],
  [
    /^delete from "(buckets|turns)"/,
    'a row for each channel of the last day, and for each work that comes back',
  ],
  [/^select count\(\*\) from "contents"$/, 'an audit counts what belongs to nobody'],
  [/ order by "incidents"."number" desc limit /, 'a page of the list stops when it is full'],
  [/^select "position" from "audit" limit /, 'whether the audit log has begun', 'PostgreSQL'],
];

/** Partial indexes hold only what is open or unfinished, however much there is beside it. */
const small = /incidents_open|effects_(ready|lane|coalesce|failed)/;

let folder: string;
let now: number;
/** Every statement that is made: a dialect turns each into text, whoever builds it. */
let made: Set<string>;

function watch(dialect: { sqlToQuery: PgDialect['sqlToQuery'] }): void {
  const { sqlToQuery } = dialect;
  vi.spyOn(dialect, 'sqlToQuery').mockImplementation(function (this: PgDialect, ...given) {
    const query = sqlToQuery.apply(this, given);
    if (/^(select|insert|update|delete) /.test(query.sql)) made.add(query.sql);
    return query;
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airb-plans-'));
  now = t0;
  made = new Set();
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const later = (ms: number) => {
  now += ms;
};

/** Statements whose plan reads a whole table, with what they read; allowances nobody needs count as well. */
async function offenders(
  database: 'SQLite' | 'PostgreSQL',
  scansOf: (statement: string) => Promise<string[]>,
): Promise<string[]> {
  expect(made.size).toBeGreaterThan(60);
  const unused = new Set(allowed.filter(([, , only]) => (only ?? database) === database));
  const found: string[] = [];
  for (const statement of made) {
    const scans = (await scansOf(statement)).filter((scan) => !small.test(scan));
    if (scans.length === 0) continue;
    const allowance = allowed.find(([says]) => says.test(statement));
    if (allowance) unused.delete(allowance);
    else found.push(`${scans.join(', ')}: ${statement}`);
  }
  return [...found, ...[...unused].map(([says, because]) => `no statement needs ${says} (${because})`)];
}

describe('however much there is, no statement reads a whole table', () => {
  it('on SQLite', async () => {
    watch(SQLiteDialect.prototype as unknown as PgDialect);
    const file = join(folder, 'airb.db');
    const store = await openSqliteStore({ file, now: () => now });
    await askEverything(store, later);
    await store.close();
    const records = new Database(file);
    const found = await offenders('SQLite', async (statement) =>
      records
        .prepare<unknown[], { detail: string }>(`explain query plan ${statement}`)
        .all(...Array.from({ length: statement.split('?').length - 1 }, () => 1))
        .map(({ detail }) => detail)
        .filter((detail) => /^SCAN (?!json_each|\d)/.test(detail)),
    );
    records.close();
    expect(found).toEqual([]);
  });

  describe.skipIf(!postgresIsThere())('on PostgreSQL', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await postgresServer();
    });
    afterAll(() => server.remove());

    it('by the plan that is made for any value', async () => {
      const url = await server.prepared();
      watch(PgDialect.prototype);
      const store = await openPostgresStore({ url, folder, auditKey: undefined, now: () => now });
      await askEverything(store, later);
      await store.close();
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      // Where a way by an index is left, it is taken; how much lies in the tables of a test says nothing.
      await client.query('set enable_seqscan = off; set plan_cache_mode = force_generic_plan');
      let count = 0;
      const found = await offenders('PostgreSQL', async (statement) => {
        const name = `plan_${++count}`;
        await client.query(`prepare ${name} as ${statement}`);
        const places = Math.max(0, ...[...statement.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
        const values = Array.from({ length: places }, () => 'null').join(', ');
        const { rows } = await client.query(
          `explain (format json) execute ${name}${places > 0 ? `(${values})` : ''}`,
        );
        return scansIn(rows[0]['QUERY PLAN'][0].Plan);
      });
      await client.end();
      expect(found).toEqual([]);
    });
  });
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
}

/** Nodes that go over a whole table, by itself or from one end of an index to the other. */
function scansIn(plan: Plan): string[] {
  const { 'Node Type': node, 'Relation Name': table, 'Index Name': index, 'Index Cond': condition } = plan;
  const isWhole = node === 'Seq Scan' || (/Index.* Scan$/.test(node) && condition === undefined);
  const below = (plan.Plans ?? []).flatMap(scansIn);
  return isWhole ? [`${node} ${index ?? table}`, ...below] : below;
}
