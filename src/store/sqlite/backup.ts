import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { day, type Instant } from '../../domain/time.ts';
import { ConfigError } from '../../errors.ts';
import { connect, handOver, ownersOnly } from './connection.ts';
import { explain } from './faults.ts';
import { holdRecords } from './hold.ts';
import { applyMigrations } from './migrate.ts';

/**
 * Copies a records file, also while airb writes it, into one file that holds everything up to one moment.
 * @param to where; its folder is made
 * @throws ConfigError when something is there already, or it can't be written
 */
export async function backUpFile(file: string, to: string): Promise<void> {
  if (existsSync(to)) throw new ConfigError(`${to} is there already`, 'Name a file that is not there yet.');
  // What ends half-way must not look like a backup.
  const part = `${to}.part`;
  try {
    mkdirSync(dirname(to), { recursive: true });
    rmSync(part, { force: true });
    ownersOnly(part);
    const source = new Database(file, { readonly: true, fileMustExist: true });
    await source.backup(part).finally(() => source.close());
    const copy = new Database(part);
    copy.pragma('journal_mode = DELETE');
    copy.close();
    chmodSync(part, 0o600);
    durably(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw explain(error, to);
  }
}

/** What made way for a backup: the files that were there, under new names. */
export interface MadeWay {
  aside: string[];
}

/**
 * Puts a backup in the place of a records file. What was not yet sent when the backup was made may have been sent since, so it
 * is looked for in chat and at the pagers before it is sent.
 * @param replace lets records that are there make way; they are kept beside
 * @throws ConfigError when an airb serves from there, when records are there and may not make way, or when the backup is of
 * a newer airb
 */
export function restoreFile(
  backup: string,
  file: string,
  { replace, now }: { replace: boolean; now: Instant },
): MadeWay {
  if (!existsSync(backup))
    throw new ConfigError(`there is no file ${backup}`, 'Name a file that airb backup made.');
  if (existsSync(file) && !replace)
    throw new ConfigError(
      `${file} holds records already`,
      'With --replace they make way for the backup, and are kept beside it.',
    );
  const hold = holdRecords(file);
  const fresh = `${file}.restored`;
  try {
    copyInto(backup, fresh, now);
    handOver(fresh);
    const aside = setAside(file, now);
    durably(fresh, file);
    return { aside };
  } catch (error) {
    throw explain(error, backup);
  } finally {
    for (const one of [fresh, `${fresh}-wal`, `${fresh}-shm`]) rmSync(one, { force: true });
    hold.release();
  }
}

/** A copy of the backup in the present schema, as one file. */
function copyInto(backup: string, fresh: string, now: Instant): void {
  rmSync(fresh, { force: true });
  ownersOnly(fresh);
  copyFileSync(backup, fresh);
  const connection = connect(fresh);
  try {
    applyMigrations(connection);
    connection.sqlite
      .prepare(
        `update effects set state = 'uncertain', sent_at = coalesce(sent_at, ?), owner = null, leased_until = null
         where state in ('pending', 'sending', 'uncertain') and kind <> 'timer' and waits_for is null`,
      )
      .run(now - day);
  } finally {
    // The last to close it leaves one file.
    void connection.close();
  }
}

/** Heads posted after the backup stand in no log any more; they stay with the records they speak of. */
function setAside(file: string, now: Instant): string[] {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const heads = join(dirname(file), 'audit.heads');
  const there = [file, `${file}-wal`, `${file}-shm`, ...(existsSync(file) ? [heads] : [])].filter((one) =>
    existsSync(one),
  );
  for (const one of there) renameSync(one, `${one}.before-${stamp}`);
  return there.map((one) => `${one}.before-${stamp}`);
}

/** Renames once everything is on the disk, and waits until the new name is too. */
function durably(from: string, to: string): void {
  sync(from, 'r+');
  renameSync(from, to);
  sync(dirname(to), 'r');
}

function sync(path: string, flag: string): void {
  const handle = openSync(path, flag);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
