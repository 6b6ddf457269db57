import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { holdRecords } from '../../src/store/sqlite/hold.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { append } from '../contracts/store-samples.ts';
import { airb } from './airb.ts';
import { recordsIn } from './odd-records.ts';

const all = mkdtempSync(join(tmpdir(), 'airb-backup-'));
afterAll(() => rmSync(all, { recursive: true, force: true }));

let data: string;
let backup: string;
let env: { AIRB_DATA_DIR: string };
beforeEach(async () => {
  data = mkdtempSync(join(all, 'data-'));
  backup = join(mkdtempSync(join(all, 'out-')), 'airb.backup');
  env = { AIRB_DATA_DIR: data };
  await recordsIn(data);
});

describe('airb backup', () => {
  it('copies records that are being written into one file for the owner alone, and audits it', async () => {
    const hold = holdRecords(join(data, 'airb.db'));
    const serving = await openSqliteStore({ file: join(data, 'airb.db') });
    await append(serving, 3, ['only in the write-ahead log']);
    const made = await airb(['backup', backup], env);
    await serving.close();
    hold.release();
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(
      /entries, the chain is intact\.\nThe audit key is not in it: keep a copy of audit\.key/,
    );
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(backup, '..'))).toEqual(['airb.backup']);
    expect(readFileSync(backup).includes('only in the write-ahead log')).toBe(true);
  });

  it('overwrites nothing', async () => {
    writeFileSync(backup, 'yesterday’s');
    expect(await airb(['backup', backup], env)).toMatchObject({ code: 2, out: '' });
    expect(readFileSync(backup, 'utf8')).toBe('yesterday’s');
  });

  it('says that there is nothing to copy, and makes nothing', async () => {
    const empty = { AIRB_DATA_DIR: join(all, 'nothing') };
    expect(await airb(['backup', backup], empty)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no records/),
    });
    expect(existsSync(backup)).toBe(false);
  });

  it('leaves PostgreSQL to its own tools, with their names', async () => {
    const there = { ...env, DATABASE_URL: 'postgres://airb@127.0.0.1:1/airb' };
    expect(await airb(['backup', backup], there)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/pg_dump/),
    });
    expect(await airb(['restore', backup], there)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/pg_restore/),
    });
  });
});

describe('airb restore', () => {
  beforeEach(async () => {
    expect(await airb(['backup', backup], env)).toMatchObject({ code: 0 });
  });

  it('puts the records back in a folder that has only the key', async () => {
    const key = readFileSync(join(data, 'audit.key'));
    const timeline = await airb(['timeline', '1'], env);
    const fresh = mkdtempSync(join(all, 'fresh-'));
    writeFileSync(join(fresh, 'audit.key'), key, { mode: 0o600 });
    const restored = await airb(['restore', backup], { AIRB_DATA_DIR: fresh });
    expect(restored).toMatchObject({ code: 0, out: expect.stringMatching(/the chain is intact/) });
    expect(await airb(['timeline', '1'], { AIRB_DATA_DIR: fresh })).toEqual(timeline);
    expect(await airb(['audit', 'verify'], { AIRB_DATA_DIR: fresh })).toMatchObject({ code: 0 });
  });

  it.skipIf(process.getuid?.() !== 0)(
    'gives what root puts back to the account that the folder belongs to, which serves from it',
    async () => {
      const fresh = mkdtempSync(join(all, 'fresh-'));
      chownSync(fresh, 65532, 65532);
      await airb(['restore', backup], { AIRB_DATA_DIR: fresh });
      const owners = readdirSync(fresh).map((name) => [name, statSync(join(fresh, name)).uid]);
      expect(owners).toEqual([
        ['airb.db', 65532],
        ['airb.lock', 65532],
      ]);
    },
  );

  it('says aloud that nothing can be proven without the key', async () => {
    const fresh = mkdtempSync(join(all, 'fresh-'));
    const restored = await airb(['restore', backup], { AIRB_DATA_DIR: fresh });
    expect(restored).toMatchObject({ code: 1, out: expect.stringMatching(/fault.*\n.*key/) });
  });

  it('refuses while an airb serves, and while records are there that nobody said may go', async () => {
    const before = readFileSync(join(data, 'airb.db'));
    expect(await airb(['restore', backup], env)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/holds records already\nWith --replace/),
    });
    const hold = holdRecords(join(data, 'airb.db'));
    expect(await airb(['restore', backup, '--replace'], env)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/served by another airb/),
    });
    hold.release();
    expect(readFileSync(join(data, 'airb.db')).equals(before)).toBe(true);
  });

  it('keeps what made way, with the heads that were posted since', async () => {
    const store = await openSqliteStore({ file: join(data, 'airb.db') });
    await append(store, 3, ['after the backup']);
    const head = await store.auditHead();
    if (head) await store.rememberHead(head);
    await store.close();
    const restored = await airb(['restore', backup, '--replace'], env);
    expect(restored).toMatchObject({
      code: 0,
      out: expect.stringMatching(/What was there is kept as .*airb\.db\.before-/),
    });
    const aside = readdirSync(data).filter((name) => name.includes('.before-'));
    expect(aside.map((name) => name.replace(/\.before-.*/, '')).sort()).toEqual(['airb.db', 'audit.heads']);
    expect(await airb(['audit', 'verify'], env)).toMatchObject({ code: 0 });
    expect((await airb(['timeline', '3'], env)).code).not.toBe(0);
  });

  it('looks for what was not sent when it was made before sending it', async () => {
    expect(await airb(['restore', backup, '--replace'], env)).toMatchObject({ code: 0 });
    const store = await openSqliteStore({ file: join(data, 'airb.db') });
    const open = (await store.effects(42)).filter(({ state }) => ['pending', 'sending'].includes(state));
    const doubtful = (await store.effects(42)).filter(({ state }) => state === 'uncertain');
    await store.close();
    expect(doubtful.length).toBeGreaterThan(0);
    const ready = open.filter(({ body, waitsFor }) => body.kind !== 'timer' && waitsFor === undefined);
    expect(ready).toEqual([]);
  });

  it.each([
    ['no file', () => join(all, 'missing')],
    [
      'a text',
      () => {
        writeFileSync(`${backup}.txt`, 'not a database'.repeat(100));
        return `${backup}.txt`;
      },
    ],
  ])('refuses %s, and the records stay', async (_, given) => {
    const before = readFileSync(join(data, 'airb.db'));
    expect(await airb(['restore', given(), '--replace'], env)).toMatchObject({ code: 2 });
    expect(readFileSync(join(data, 'airb.db')).equals(before)).toBe(true);
    expect(readdirSync(data).filter((name) => /restored|before/.test(name))).toEqual([]);
  });
});
