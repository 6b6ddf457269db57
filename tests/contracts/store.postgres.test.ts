import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { aMinuteLater, type PostgresServer, postgresIsThere, postgresServer } from '../support/postgres.ts';
import { storeContract } from './store.contract.ts';
import { replicasContract } from './store-replicas.contract.ts';

describe.skipIf(!postgresIsThere())('on a server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  const records = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'airb-store-'));
    const url = await server.prepared();
    return {
      open: (options: { owner?: string } = {}) =>
        openPostgresStore({ url, folder, auditKey: undefined, ...options }),
      leasesEnd: async () => void (await server.run(url, ...aMinuteLater)),
      remove: async () => rmSync(folder, { recursive: true }),
    };
  };
  storeContract('PostgreSQL', records);
  replicasContract('PostgreSQL', records);
});
