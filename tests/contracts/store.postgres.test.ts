import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../support/postgres.ts';
import { storeContract } from './store.contract.ts';

describe.skipIf(!postgresIsThere())('on a server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  storeContract('PostgreSQL', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'airb-store-'));
    const url = await server.prepared();
    return {
      open: (options) => openPostgresStore({ url, folder, auditKey: undefined, ...options }),
      remove: async () => rmSync(folder, { recursive: true }),
    };
  });
});
