import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { freePort } from './loopback.ts';

export interface PostgresServer {
  port: number;
  /** A new, empty database. @returns its address */
  database(): Promise<string>;
  /** The same with the tables of airb, which is quicker than making them. */
  prepared(): Promise<string>;
  /** Runs statements as the one who may do everything. @returns the rows of the last one */
  run(url: string, ...statements: string[]): Promise<Record<string, unknown>[]>;
  /** Ends it at once, as a crash does; `start` brings it back with what was committed. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it for good. */
  remove(): Promise<void>;
}

/** The clock of a database can't be moved, so what is measured by it moves: no lease is renewed for a minute. */
export const aMinuteLater = [
  'begin',
  // As every write of airb begins, so that none is in the way.
  `select pg_advisory_xact_lock(${0x61690001}, hashtext(coalesce(current_schema(), '')))`,
  ...['effects', 'replicas'].map((table) => `update ${table} set leased_until = leased_until - 60000`),
  'update turns set next_at = next_at - 60000',
  'commit',
];

/** Debian keeps the programs of each version apart from PATH. */
function program(name: string): string | undefined {
  if (spawnSync(name, ['--version']).status === 0) return name;
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return undefined;
  const found = readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, 'bin', name));
  return found.find((path) => existsSync(path));
}

/**
 * Is there a PostgreSQL to start? Says so aloud when not; on CI its absence is an error. Mutants are judged on SQLite alone: what is
 * decided is the same on both, and a server takes longer to start than the stories to tell.
 */
export function postgresIsThere(): boolean {
  if (process.env.AIRB_TESTS_ON === 'SQLite') return false;
  if (program('initdb') && program('postgres')) return true;
  if (process.env.CI) throw new Error('postgres is not installed, and CI must run the tests that need it');
  console.warn('postgres is not installed: the tests that need it are skipped');
  return false;
}

/** It refuses to run as root, so root runs it as somebody who may do little. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const name = spawnSync('id', ['-u', 'postgres']).status === 0 ? 'postgres' : 'nobody';
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A server of our own on a loopback port, whose folder is gone with it. @param settings `-c` settings of the server */
export async function postgresServer(settings: string[] = []): Promise<PostgresServer> {
  const [initdb, postgres] = [program('initdb'), program('postgres')];
  if (!initdb || !postgres) throw new Error('postgres is not installed');
  const as = account();
  const folder = mkdtempSync(join(tmpdir(), 'airb-postgres-'));
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const made = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(initdb, made, { ...as, cwd: folder, stdio: 'ignore' });
  // One account that has to prove who it is; the others are trusted.
  const rules = join(data, 'pg_hba.conf');
  writeFileSync(rules, `host all guarded 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  const port = await freePort();
  let child: ChildProcess | undefined;
  let count = 0;
  let template: Promise<string> | undefined;

  const addressOf = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`;

  async function run(url: string, ...statements: string[]) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      let rows: Record<string, unknown>[] = [];
      for (const statement of statements) rows = (await client.query(statement)).rows;
      return rows;
    } finally {
      await client.end();
    }
  }

  async function create(from: string): Promise<string> {
    count += 1;
    const name = `airb_${count}`;
    await run(addressOf('postgres'), `create database ${name} template ${from}`);
    return addressOf(name);
  }

  async function makeTemplate(): Promise<string> {
    const url = await create('template0');
    const store = await openPostgresStore({ url, folder, auditKey: 'of no store that writes' });
    await store.close();
    return new URL(url).pathname.slice(1);
  }

  async function start() {
    const quick = ['fsync=off', 'full_page_writes=off', 'shared_buffers=16MB', 'max_connections=60'];
    const where = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
    const given = [...where, ...quick, ...settings].flatMap((one) => ['-c', one]);
    child = spawn(postgres as string, ['-D', data, ...given], { ...as, cwd: folder, stdio: 'ignore' });
    for (let tries = 0; ; tries++) {
      const up = await run(addressOf('postgres'), 'select 1').then(
        () => true,
        () => false,
      );
      if (up) return;
      if (tries > 400 || child.exitCode !== null) throw new Error('postgres did not start');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async function kill() {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    // The immediate end: no connection is waited for, and what was not committed is lost.
    child.kill('SIGQUIT');
    await once(child, 'exit');
  }

  await start();
  return {
    port,
    database: () => create('template0'),
    async prepared() {
      template ??= makeTemplate();
      return create(await template);
    },
    run,
    kill,
    start,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
