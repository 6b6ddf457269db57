import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import type { Store } from '../../../src/ports/store.ts';
import { openPostgresStore, type PostgresOptions } from '../../../src/store/postgres/open.ts';

/** A data folder for one test. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'airb-postgres-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The records at an address; closed with the test. */
export async function opened(url: string, options: Partial<PostgresOptions> = {}): Promise<Store> {
  const store = await openPostgresStore({ url, folder: dataFolder(), auditKey: undefined, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** The sentences a start is refused with. */
export async function refused(work: Promise<unknown>): Promise<{ message: string; hint: string }> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, got ${error}`);
  return { message: error.message, hint: error.hint ?? '' };
}
