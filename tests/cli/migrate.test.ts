import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerMigrate } from '../../src/cli/migrate/migrate.ts';
import { migrateFile } from '../../src/store/sqlite/migrate.ts';

describe('airb migrate', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airb-migrate-'));
    file = join(folder, 'airb.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const said = async (...argv: string[]) => {
    const printed: (string | number)[] = [];
    const io = {
      out: (text: string) => void printed.push(text),
      err: (text: string) => void printed.push(text),
      exit: (code: number) => void printed.push(code),
    };
    const program = new Command();
    registerMigrate(program, { migrate: async () => migrateFile(file), carry: async () => undefined }, io);
    await program.parseAsync(['migrate', ...argv], { from: 'user' });
    return printed;
  };

  it('says which steps it took, and the next time that there are none to take', async () => {
    expect(await said()).toEqual([
      `${file} brought up to date:\n  0000_records\n  0001_rooms\n  0002_lanes\n  0003_active\n  0004_strays\n  0005_audit\n  0006_growth\n  0007_replicas\n  0008_limits\n  0009_subscriptions\n  0010_merged\n  0011_learning`,
      0,
    ]);
    expect(await said()).toEqual([`${file} is up to date (12 steps)`, 0]);
  });

  it('says it as JSON to machines', async () => {
    const [text, code] = await said('--json');
    expect(JSON.parse(String(text))).toEqual({
      file,
      applied: [
        '0000_records',
        '0001_rooms',
        '0002_lanes',
        '0003_active',
        '0004_strays',
        '0005_audit',
        '0006_growth',
        '0007_replicas',
        '0008_limits',
        '0009_subscriptions',
        '0010_merged',
        '0011_learning',
      ],
      total: 12,
    });
    expect(code).toBe(0);
  });
});
