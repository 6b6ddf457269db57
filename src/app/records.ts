import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../ports/store.ts';
import { isBehind, migrateFile } from '../store/sqlite/migrate.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import { openToVerify } from '../store/sqlite/read-only.ts';

/** The records of an installation, for whoever looks at them while airb may be running: one file in its data folder. */
export function recordsIn(dataDir: string, auditKey?: string) {
  const file = join(dataDir, 'airb.db');
  const open = async (): Promise<Store> => {
    // A newer version beside one that still serves would change the tables below it.
    if (existsSync(file) && isBehind(file)) migrateFile(file);
    return openSqliteStore({ file, auditKey });
  };
  return {
    open,
    /** undefined where nothing has been recorded yet: looking must not make the file. */
    openIfThere: async () => (existsSync(file) ? open() : undefined),
    /** A copy to audit; undefined where there are no records. */
    openToVerify: async () => (existsSync(file) ? openToVerify(file, auditKey) : undefined),
    /** Brings the file to the present schema; throws ConfigError when it can't. */
    migrate: () => migrateFile(file),
  };
}
