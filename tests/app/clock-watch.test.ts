import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { clockWatch } from '../../src/app/clock-watch.ts';
import { hour, minute } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { add, append, claimed, effect, settle, t0, timer } from '../contracts/store-samples.ts';
import { expectLog, testLog } from '../support/log.ts';

const ahead = 30 * hour;
describe('a clock that was thirty hours ahead and is set back', () => {
  let store: Store;
  let now: number;
  let elapsed: number;
  beforeEach(async () => {
    const dir = mkdtempSync(join(tmpdir(), 'airb-clock-'));
    store = await openSqliteStore({ file: join(dir, 'airb.db') });
    onTestFinished(async () => {
      await store.close();
      rmSync(dir, { recursive: true });
    });
    now = t0 + ahead;
    elapsed = 0;
  });
  const dueOf = async (key: string) =>
    (await store.effects(1)).find((one) => one.key === key)?.dueAt ?? Number.NaN;
  const watching = () => {
    let woken = 0;
    const wake = async () => {
      woken += 1;
    };
    const watch = clockWatch({
      clock: { now: () => now },
      elapsed: () => elapsed,
      store,
      log: testLog,
      wake,
    });
    return { check: watch.check, woken: () => woken };
  };
  const setBack = () => {
    elapsed += minute;
    now = t0 + minute;
  };

  it('has its retries after their own wait and its timers when they were meant', async () => {
    expectLog(/^warn the clock was set back; planned anew .*minutes: 1800/);
    await append(store, 1, ['opened'], { updatedAt: now });
    await append(store, 2, ['opened'], { updatedAt: t0 });
    await add(
      store,
      effect('1.1.0', { dueAt: now }),
      timer('1.1.1', now + 5 * minute),
      timer('2.1.0', t0 + 9 * hour),
    );
    await store.claim({ now, busyLanes: [], limit: 9 });
    await settle(store, {
      key: '1.1.0',
      state: 'pending',
      dueAt: now + 2 * minute,
      error: 'x',
      counted: true,
    });
    const { check, woken } = watching();
    await check();
    expect(woken()).toBe(0);

    setBack();
    await check();

    expect(await dueOf('1.1.0')).toBe(now + 2 * minute);
    expect(await dueOf('1.1.1')).toBe(t0 + 5 * minute);
    expect((await store.effects(2))[0]?.dueAt).toBe(t0 + 9 * hour);
    expect(woken()).toBe(1);
    await check();
    expect(woken()).toBe(1);
  });

  it('is noticed at a start too, from what the log says', async () => {
    await append(store, 1, ['opened'], { updatedAt: now });
    await add(store, effect('1.1.0', { dueAt: now }), timer('1.1.1', now + 5 * minute));
    setBack();
    expect(await store.replan(now)).toBe(2);
    expect(await claimed(store, now)).toEqual(['1.1.0']);
    expect(await dueOf('1.1.1')).toBe(now + 5 * minute);
  });

  it('moves nothing when it only goes on, or is set ahead', async () => {
    await append(store, 1, ['opened'], { updatedAt: now });
    await add(store, timer('1.1.1', now + 5 * minute));
    const { check, woken } = watching();
    now += minute;
    elapsed += minute;
    await check();
    now += ahead;
    await check();
    expect(woken()).toBe(0);
  });
});
