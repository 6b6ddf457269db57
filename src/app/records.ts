import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Store } from '../ports/store.ts';
import { loadDriver } from '../store/sqlite/connection.ts';
import { isBehind, type Migrated, migrateFile } from '../store/sqlite/migrate.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import { openToVerify } from '../store/sqlite/read-only.ts';

/** The records of an installation, for whoever looks at them while airb may be running. */
export interface InstalledRecords {
  /** Where nothing is, when nothing is: `data holds no airb.db`. */
  absent: string;
  open(): Promise<Store>;
  /** undefined where nothing has been recorded yet: looking must not make them. */
  openIfThere(): Promise<Store | undefined>;
  /** To audit, without a change to them; undefined where there are none. */
  openToVerify(): Promise<Pick<Store, 'events' | 'head' | 'verify' | 'close'> | undefined>;
  /** Brings them to the present schema; throws ConfigError when it can't. */
  migrate(): Promise<Omit<Migrated, 'file'> & { file?: string; database?: string }>;
}

type Where = Pick<Config, 'dataDir' | 'auditKey' | 'databaseUrl'>;

/** Where the settings say. PostgreSQL is loaded only where it is used. */
export function recordsOf({ dataDir, auditKey, databaseUrl: url }: Where): InstalledRecords {
  if (url === undefined) return recordsIn(dataDir, auditKey);
  const where = { url, folder: dataDir, auditKey };
  const postgres = () => import('../store/postgres/open.ts');
  return {
    absent: 'the database in DATABASE_URL holds none of airb',
    open: async () => (await postgres()).openPostgresBeside(where),
    openIfThere: async () => (await postgres()).openPostgresIfThere(where),
    openToVerify: async () => (await postgres()).openPostgresToVerify(where),
    migrate: async () => (await postgres()).migratePostgres(url),
  };
}

/** In one file of a data folder. */
export function recordsIn(dataDir: string, auditKey?: string): InstalledRecords {
  const file = join(dataDir, 'airb.db');
  const open = async (): Promise<Store> => {
    // A newer version beside one that still serves would change the tables below it.
    if (existsSync(file) && isBehind(file)) migrateFile(file);
    return openSqliteStore({ file, auditKey });
  };
  return {
    absent: `${dataDir} holds no airb.db`,
    open,
    openIfThere: async () => {
      if (existsSync(file)) return open();
      // What would keep the first start from making them is found while somebody looks.
      loadDriver();
      return undefined;
    },
    openToVerify: async () => (existsSync(file) ? openToVerify(file, auditKey) : undefined),
    migrate: async () => migrateFile(file),
  };
}
