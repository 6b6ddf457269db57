import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { holdRecords } from '../store/sqlite/hold.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { OnStop } from './app.ts';
import { patiently } from './patiently.ts';
import type { Settings } from './settings.ts';

type Where = Pick<Settings, 'dataDir' | 'auditKey' | 'databaseUrl'>;

interface Around {
  clock: Clock;
  log: Log;
  onStop: OnStop;
}

/**
 * The records, after putting in doubt what an earlier process was sending when it ended. Two processes on the same
 * file would each take what the other is sending for something left by a dead one, and send it again; in PostgreSQL leases tell
 * which it is.
 * @throws ConfigError when another process serves the file, or they are unusable
 */
export async function openStore(where: Where, around: Around): Promise<Store> {
  const { clock, log, onStop } = around;
  const { databaseUrl: url } = where;
  const store = url === undefined ? await inFile(where, around) : await inPostgres({ ...where, url }, around);
  onStop('the records', () => store.close());
  const revived = await patiently(() => store.reviveInterrupted(clock.now()));
  if (revived > 0)
    log.warn(
      { effects: revived },
      'found effects that were being sent when the process ended; looking before repeating them',
    );
  // Beside others the future is what their clocks say, and clocks differ.
  if ((await store.replicas()).length > 0) return store;
  // Only what was written by a clock that ran ahead lies in the future.
  const moved = await patiently(() => store.replan(clock.now()));
  if (moved > 0) log.warn({ effects: moved }, 'the clock ran ahead before this start; planned anew');
  return store;
}

async function inFile({ dataDir, auditKey }: Where, { clock, onStop }: Around): Promise<Store> {
  const file = join(dataDir, 'airb.db');
  const hold = holdRecords(file);
  onStop('the hold on the records', () => hold.release());
  return openSqliteStore({ file, now: clock.now, auditKey });
}

/** Loaded only where it is used: it costs start-up time and memory. */
async function inPostgres(
  { url, dataDir, auditKey }: Where & { url: string },
  { clock, log, onStop }: Around,
): Promise<Store> {
  makeFolder(dataDir, auditKey !== undefined);
  const { holdPostgres, openPostgresStore } = await import('../store/postgres/open.ts');
  const hold = await holdPostgres(url, log);
  onStop('the hold on the records', () => hold.release());
  return openPostgresStore({ url, folder: dataDir, now: clock.now, auditKey });
}

/**
 * The data folder is for the audit key, for the heads that were posted and for the sandbox. Where the key is given, a
 * machine that keeps no files will do.
 */
function makeFolder(dataDir: string, optional: boolean): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    if (optional) return;
    const why = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new ConfigError(
      `AIRB_DATA_DIR: the folder ${dataDir} can not be made${why}, and the audit key is kept there`,
      'Set AIRB_DATA_DIR to a folder airb may write, or give the key in AIRB_AUDIT_KEY.',
    );
  }
}
