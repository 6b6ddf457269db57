import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Store } from '../../ports/store.ts';
import { createStore } from '../store.ts';
import { connect } from './connection.ts';
import { explain } from './faults.ts';
import { applyMigrations } from './migrate.ts';

export type ToVerify = Pick<Store, 'events' | 'head' | 'verify' | 'close'>;

/**
 * Opens records for an audit. It reads a copy, so that a file which may not be written, or that airb writes meanwhile, can be
 * audited, and one of an older airb is not changed by being looked at.
 * @param auditKey the key, when the environment gives one
 * @param beside the folder with the key and the posted heads, when it is not the file's own
 * @throws ConfigError when the file can't be read
 */
export async function openToVerify(
  file: string,
  auditKey: string | undefined,
  beside = dirname(file),
): Promise<ToVerify> {
  const folder = mkdtempSync(join(tmpdir(), 'airb-audit-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(file));
    await copyRecords(file, copy);
    const connection = connect(copy);
    applyMigrations(connection);
    // Key and posted heads lie beside the records themselves.
    const store = createStore(connection, { folder: beside, auditKey });
    return { ...store, close: () => store.close().finally(remove) };
  } catch (error) {
    remove();
    throw explain(error, file);
  }
}

/** A consistent copy, also of a file that is open elsewhere. */
async function copyRecords(file: string, copy: string): Promise<void> {
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    try {
      const source = new Database(file, { readonly: true, fileMustExist: true });
      await source.backup(copy).finally(() => source.close());
      return;
    } catch {
      // The folder may not be written, so nobody writes the file either, and both parts can be copied as they are.
      copyFileSync(log, `${copy}-wal`);
    }
  }
  copyFileSync(file, copy);
}
