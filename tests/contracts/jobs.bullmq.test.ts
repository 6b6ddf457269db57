import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bullmqJobs } from '../../src/jobs/bullmq.ts';
import type { Jobs } from '../../src/ports/jobs.ts';
import { expectLog, logged, mayLog, testLog } from '../support/log.ts';
import { freePort } from '../support/loopback.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';
import { counter, jobsContract, noSweep, patience } from './jobs.contract.ts';

const clock = { now: Date.now };
const idle = fileURLToPath(new URL('./jobs-idle.ts', import.meta.url));
const run = promisify(execFile);
const away = /^warn Redis can not be reached; timers go on in this process until it is back/;
const silent = /^warn Redis gives no answer; timers go on in this process until it is back/;
const warnings = () => logged().filter(({ level }) => level === 'warn');

describe.skipIf(!redisIsThere())('BullMQ on a Redis of our own', { timeout: 30_000 }, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await redisServer();
  });
  afterAll(() => redis.kill());

  jobsContract('BullMQ', (options) => bullmqJobs({ url: redis.url, ...options }));

  let jobs: Jobs | undefined;
  afterEach(() => jobs?.stop());
  const started = async (wake: () => Promise<void>, sweepEvery = noSweep) => {
    jobs = bullmqJobs({ url: redis.url, clock, sweepEvery, log: testLog });
    await jobs.start(wake);
    return { jobs };
  };
  /** Jobs that stand in Redis, by their id. */
  const standing = async () =>
    (await redis.keys())
      .filter((key) => key.startsWith('airb:wake-ups:at-'))
      .map((key) => key.split(':').at(-1));
  const reached = (asker: Jobs) =>
    vi.waitFor(async () => {
      const at = Date.now() + 50_000 + Math.round(performance.now());
      asker.wakeAt(at);
      expect(await standing()).toContain(`at-${at}`);
    }, patience);

  it('a wake-up stands in Redis, once for each instant, and is gone when it was used', async () => {
    await redis.flush();
    const wakes = counter();
    const { jobs } = await started(wakes.wake);
    await reached(jobs);
    await redis.flush();
    await wakes.seen(1);
    const at = Date.now() + 400;
    jobs.wakeAt(at);
    jobs.wakeAt(at);
    await vi.waitFor(async () => expect(await standing()).toEqual([`at-${at}`]), patience);
    await wakes.seen(2);
    await vi.waitFor(async () => expect(await standing()).toEqual([]), patience);
  });

  it('another process on the same Redis is woken when this one is gone', async () => {
    await redis.flush();
    const first = bullmqJobs({ url: redis.url, clock, sweepEvery: noSweep, log: testLog });
    await first.start(async () => {});
    await reached(first);
    first.wakeAt(Date.now() + 700);
    await vi.waitFor(async () => expect((await standing()).length).toBeGreaterThan(1), patience);
    await first.stop();
    const wakes = counter();
    await started(wakes.wake);
    await wakes.seen(2);
  });

  describe('Redis is emptied', () => {
    it('the sweep finds what it forgot', async () => {
      const at = Date.now() + 300;
      const late: number[] = [];
      const { jobs } = await started(async () => void (Date.now() >= at && late.push(Date.now())), 50);
      await reached(jobs);
      jobs.wakeAt(at);
      await redis.flush();
      await vi.waitFor(() => expect(late.length).toBeGreaterThan(0), patience);
    });

    it('and takes new wake-ups as before', async () => {
      const wakes = counter();
      const { jobs } = await started(wakes.wake);
      await reached(jobs);
      await redis.flush();
      const before = wakes.count;
      jobs.wakeAt(Date.now() + 100);
      await wakes.seen(before + 1);
    });
  });

  describe('Redis is killed', () => {
    afterEach(async () => {
      await redis.kill();
      await redis.start();
    });

    it('wake-ups go on without it, said once, and go through it again when it is back', async () => {
      expectLog(away);
      const wakes = counter();
      const { jobs } = await started(wakes.wake);
      await reached(jobs);
      await redis.kill();
      await vi.waitFor(() => expect(warnings()).not.toEqual([]), patience);
      const before = wakes.count;
      jobs.wakeAt(Date.now() + 50);
      await wakes.seen(before + 1);
      await redis.start();
      await reached(jobs);
      const again = wakes.count;
      jobs.wakeAt(Date.now() + 50);
      await wakes.seen(again + 1);
      const back = { level: 'info', fields: {}, message: 'Redis is back' };
      await vi.waitFor(() => expect(logged()).toContainEqual(back), patience);
      expect(warnings()).toHaveLength(1);
    });

    it('stop comes to an end all the same', async () => {
      mayLog(away);
      const { jobs } = await started(async () => {});
      await reached(jobs);
      await redis.kill();
      await jobs.stop();
    });

    it('a Redis that hangs without closing delays nothing', async () => {
      mayLog(silent);
      const wakes = counter();
      const { jobs } = await started(wakes.wake);
      await reached(jobs);
      redis.freeze();
      const before = wakes.count;
      jobs.wakeAt(Date.now());
      await wakes.seen(before + 1);
      jobs.wakeAt(Date.now() + 20);
      await wakes.seen(before + 2);
      await jobs.stop();
      redis.thaw();
    });
  });

  it('no Redis at the start: it starts, wakes and sweeps, says so once, and joins when it comes', async () => {
    expectLog(away);
    await redis.kill();
    const wakes = counter();
    const { jobs } = await started(wakes.wake);
    await wakes.seen(1);
    jobs.wakeAt(Date.now() + 30);
    await wakes.seen(2);
    await vi.waitFor(() => expect(warnings()).toHaveLength(1), patience);
    await redis.start();
    await reached(jobs);
  });

  it('leaves nothing open: the process ends by itself', async () => {
    const done = await run(process.execPath, ['--import', 'tsx', idle, redis.url], { timeout: 20_000 });
    expect(done.stdout).toBe('stopped\n');
    const nobody = `redis://127.0.0.1:${await freePort()}`;
    const alone = await run(process.execPath, ['--import', 'tsx', idle, nobody], { timeout: 20_000 });
    expect(alone.stdout).toBe('stopped\n');
  });
});
