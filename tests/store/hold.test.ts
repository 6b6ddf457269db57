import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { holdRecords } from '../../src/store/sqlite/hold.ts';
import { migrateFile } from '../../src/store/sqlite/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

describe('the hold on the records', () => {
  let file: string;
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'airb-hold-'));
    file = join(folder, 'data', 'airb.db');
    onTestFinished(() => rmSync(folder, { recursive: true }));
  });

  it('is had by one, and who asks second hears which process that is, where, and since when', () => {
    const hold = holdRecords(file);
    const second = `served by another airb: process ${process.pid} on ${hostname()}, since 20`;
    expect(() => holdRecords(file)).toThrow(second);
    expect(() => holdRecords(file)).toThrow(ConfigError);
    hold.release();
    holdRecords(file).release();
  });

  it('keeps a migration out, and nobody who reads', async () => {
    const hold = holdRecords(file);
    expect(() => migrateFile(file)).toThrow('served by another airb');
    const store = await openSqliteStore({ file });
    expect(await store.heads({})).toEqual([]);
    await store.close();
    hold.release();
    expect(migrateFile(file).applied).toEqual([]);
  });

  it('is for its owner only', () => {
    const hold = holdRecords(file);
    expect(statSync(join(file, '..', 'airb.lock')).mode & 0o077).toBe(0);
    hold.release();
  });
});
