import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { storeContract } from './store.contract.ts';

storeContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'airb-store-'));
  return {
    open: (options) => openSqliteStore({ file: join(folder, 'airb.db'), ...options }),
    leasesEnd: async () => {},
    remove: () => rm(folder, { recursive: true }),
  };
});
