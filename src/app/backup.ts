import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { ConfigError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Audited } from '../ports/records.ts';
import { findKey } from '../store/audit-key.ts';
import { backUpFile, restoreFile } from '../store/sqlite/backup.ts';
import { openToVerify } from '../store/sqlite/read-only.ts';

/** A backup or a restoring, with what the audit of its result found. */
export interface Copied {
  file: string;
  audited: Audited;
  /** True when the audit key lies in the data folder: the backup can't be proven without it. */
  keyInFolder: boolean;
}

type Where = Pick<Config, 'dataDir' | 'auditKey' | 'databaseUrl'>;

/**
 * Copies the records into one file, also while airb serves, and audits the copy.
 * @returns undefined where there are no records
 * @throws ConfigError when the file is there already, or the records are in PostgreSQL
 */
export async function backUp(to: string, where: Where): Promise<Copied | undefined> {
  needsSqlite(where, 'pg_dump backs it up');
  const file = join(where.dataDir, 'airb.db');
  if (!existsSync(file)) return undefined;
  await backUpFile(file, to);
  return audited(to, where);
}

/**
 * Puts a backup where the records are, and audits it there.
 * @param replace lets records that are there make way; they are kept beside
 * @throws ConfigError when an airb serves, when records are there, or the records are in PostgreSQL
 */
export async function restore(
  backup: string,
  where: Where,
  { replace, clock }: { replace: boolean; clock: Clock },
): Promise<Copied & { aside: string[] }> {
  needsSqlite(where, 'pg_restore puts it back');
  const file = join(where.dataDir, 'airb.db');
  const { aside } = restoreFile(backup, file, { replace, now: clock.now() });
  return { ...(await audited(file, where)), aside };
}

function needsSqlite({ databaseUrl }: Where, instead: string): void {
  if (databaseUrl !== undefined)
    throw new ConfigError(
      'DATABASE_URL: the records are in PostgreSQL, which has its own way',
      `${instead}; see docs/backup.md.`,
    );
}

async function audited(file: string, { dataDir, auditKey }: Where): Promise<Copied> {
  // A backup may lie anywhere; its key, and the heads that were posted, are where the records are.
  const records = await openToVerify(file, auditKey, dirname(join(dataDir, 'airb.db')));
  try {
    const keyInFolder = auditKey === undefined && findKey(dataDir, undefined) !== undefined;
    return { file, audited: await records.verify(), keyInFolder };
  } finally {
    await records.close();
  }
}
