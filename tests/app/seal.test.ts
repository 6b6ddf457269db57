import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSeal } from '../../src/app/seal.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

const words = ['press', 'page.ack', '1'];

function records() {
  const dir = mkdtempSync(join(tmpdir(), 'airb-seal-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return () => openSqliteStore({ file: join(dir, 'airb.db') });
}

it('the key is made at the first start, and is the same after a restart', async () => {
  const open = records();
  const before = await open();
  const mark = (await openSeal({ sealKey: undefined }, before)).mark(words);
  await before.close();
  const after = await open();
  expect((await openSeal({ sealKey: undefined }, after)).holds(words, mark)).toBe(true);
  await after.close();
});

it('replicas that start together agree on one key', async () => {
  const store = await records()();
  const seals = await Promise.all([1, 2, 3].map(() => openSeal({ sealKey: undefined }, store)));
  expect(new Set(seals.map((seal) => seal.mark(words))).size).toBe(1);
  await store.close();
});

it('two installations have two keys, and a setting decides', async () => {
  const [one, two] = [await records()(), await records()()];
  const mark = async (store: typeof one, sealKey?: string) =>
    (await openSeal({ sealKey }, store)).mark(words);
  expect(await mark(one)).not.toBe(await mark(two));
  expect(await mark(one, 'the same setting')).toBe(await mark(two, 'the same setting'));
  expect(await mark(one, 'the same setting')).not.toBe(await mark(one));
  await one.close();
  await two.close();
});
