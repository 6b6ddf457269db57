import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bullmqJobs } from '../../src/jobs/bullmq.ts';
import { openSession } from '../../src/jobs/redis-session.ts';
import type { Jobs, Repeated } from '../../src/ports/jobs.ts';
import { counter, noSweep } from '../contracts/jobs.contract.ts';
import { mayLog, testLog } from '../support/log.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';
import { redisProxy } from '../support/redis-proxy.ts';

const clock = { now: Date.now };
const soon = { timeout: 20_000, interval: 20 };

describe.skipIf(!redisIsThere())('several processes on one Redis', { timeout: 60_000 }, () => {
  let redis: RedisServer;
  const running: Jobs[] = [];
  beforeEach(async () => {
    redis = await redisServer();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
    await redis.kill();
  });

  const started = async (
    wake: () => Promise<void>,
    { repeated = [] as Repeated[], sweepEvery = noSweep, prefix = 'airb', url = redis.url } = {},
  ) => {
    const jobs = bullmqJobs({ url, prefix, clock, sweepEvery, log: testLog });
    running.push(jobs);
    await jobs.start(wake, repeated);
    return jobs;
  };
  const reached = (asker: Jobs, { server = redis, prefix = 'airb' } = {}) =>
    vi.waitFor(async () => {
      const at = Date.now() + 50_000 + Math.round(performance.now());
      asker.wakeAt(at);
      expect(await server.keys()).toContain(`${prefix}:wake-ups:at-${at}`);
    }, soon);
  const scheduler = () =>
    redis.ask(async (ask) => Number((await ask.hget('airb:wake-ups:repeat:prune', 'ic')) ?? 0));
  /** Work of one process, and how often each of several did it. */
  const prune = (every: number) => {
    const done = counter();
    return { done, work: { name: 'prune', every, run: done.wake } };
  };

  it('do repeated work in turns: once in each interval, and not once for each of them', async () => {
    const works = [prune(200), prune(200), prune(200)];
    for (const { work } of works) await reached(await started(async () => {}, { repeated: [work] }));
    // Given out by Redis from here on; what each did until it saw that does not count.
    await vi.waitFor(async () => expect(await scheduler()).toBeGreaterThan(3), soon);
    const did = () => works.reduce((sum, { done }) => sum + done.count, 0);
    const [turns, before] = [await scheduler(), did()];
    await vi.waitFor(async () => expect(await scheduler()).toBeGreaterThanOrEqual(turns + 20), soon);
    const [given, taken] = [(await scheduler()) - turns, did() - before];
    expect(taken).toBeGreaterThanOrEqual(given - 2);
    // A look that comes between two turns may make a process do one of its own; three processes would do three times as many.
    expect(taken).toBeLessThan(given * 2);
  });

  it('go on with repeated work when the one that had the turns is gone, and when Redis forgot it', async () => {
    const [first, second] = [prune(100), prune(100)];
    const one = await started(async () => {}, { repeated: [first.work] });
    await reached(one);
    await reached(await started(async () => {}, { repeated: [second.work] }));
    await one.stop();
    const before = second.done.count;
    await second.done.seen(before + 5);
    await redis.flush();
    const after = second.done.count;
    await second.done.seen(after + 5);
    await vi.waitFor(async () => expect(await scheduler()).toBeGreaterThan(2), soon);
  });

  it('of two installations never take each other’s wake-ups', async () => {
    const [ours, theirs] = [counter(), counter()];
    const us = await started(ours.wake, { prefix: 'airb:1111aaaa' });
    const them = await started(theirs.wake, { prefix: 'airb:2222bbbb' });
    await reached(us, { prefix: 'airb:1111aaaa' });
    await reached(them, { prefix: 'airb:2222bbbb' });
    const before = theirs.count;
    for (let n = 1; n <= 20; n++) us.wakeAt(Date.now() + 20 * n);
    const known = ours.count;
    await ours.seen(known + 10);
    expect(theirs.count).toBe(before);
  });

  it('repeated work that a newer airb no longer has is taken out of Redis', async () => {
    const queue = new Queue('wake-ups', { connection: { port: redis.port }, prefix: 'airb' });
    await queue.upsertJobScheduler('of-old', { every: 50 });
    await started(async () => {});
    await vi.waitFor(async () => expect(await queue.getJobScheduler('of-old')).toBeUndefined(), soon);
    await queue.close();
  });

  it('a stopping process leaves nothing half done: what it did not begin waits for the next one, and not for a stall', async () => {
    // So much at once may keep a busy machine from hearing an answer for a second.
    mayLog(/^warn Redis gives no answer/);
    const queue = new Queue('wake-ups', { connection: { port: redis.port }, prefix: 'airb' });
    const one = await started(async () => {});
    await reached(one);
    const many = Array.from({ length: 1500 }, (_, n) => ({
      name: `INC-${n}`,
      data: { at: n },
      opts: { removeOnComplete: true },
    }));
    await queue.addBulk(many);
    await vi.waitFor(async () => expect(await queue.getWaitingCount()).toBeLessThan(1450), {
      ...soon,
      interval: 1,
    });
    await one.stop();
    const left = await queue.getWaitingCount();
    expect(left).toBeGreaterThan(0);
    expect(await queue.getJobCounts('active', 'failed')).toEqual({ active: 0, failed: 0 });
    const wakes = counter();
    await started(wakes.wake);
    await wakes.seen(2);
    const nothing = { waiting: 0, active: 0, failed: 0 };
    const counts = () => queue.getJobCounts('waiting', 'active', 'failed');
    await vi.waitFor(async () => expect(await counts()).toEqual(nothing), soon);
    await queue.close();
  });

  it('what is taken while it stops is not begun and goes back to the queue', async () => {
    const made = () => new Redis(redis.port, { maxRetriesPerRequest: null });
    const [producing, consuming, begun] = [made(), made(), [] as number[]];
    let closed: Promise<void> | undefined;
    const takers = {
      due(at: number) {
        begun.push(at);
        closed ??= session.close(false);
      },
      repeat: () => true,
    };
    const queue = new Queue('wake-ups', { connection: { port: redis.port }, prefix: 'airb' });
    await queue.addBulk(Array.from({ length: 200 }, (_, n) => ({ name: 'wake-up', data: { at: n } })));
    const heard: Error[] = [];
    const session = openSession({
      producing,
      consuming,
      prefix: 'airb',
      takers,
      heard: (error) => heard.push(error),
    });
    await vi.waitFor(() => expect(closed).toBeDefined(), soon);
    await closed;
    expect(begun).toHaveLength(1);
    expect(await queue.getJobCounts('waiting', 'active', 'failed')).toEqual({
      waiting: 199,
      active: 0,
      failed: 0,
    });
    expect(heard).toEqual([]);
    producing.disconnect();
    await queue.close();
  });

  it('a failover to an empty server behind the same address, while the old one lives on as its replica', async () => {
    mayLog(/^warn Redis (?:is a replica|can not be reached)/);
    const next = await redisServer();
    const proxy = await redisProxy(redis.port);
    try {
      const wakes = counter();
      const jobs = await started(wakes.wake, { url: proxy.url });
      await reached(jobs);
      proxy.leadTo(next.port);
      await redis.ask((ask) => ask.replicaof('127.0.0.1', next.port));
      await vi.waitFor(
        () => expect(jobs.standing().trouble).toBe('Redis is a replica that takes no writes'),
        soon,
      );
      const before = wakes.count;
      jobs.wakeAt(Date.now() + 10);
      await wakes.seen(before + 1);
      await reached(jobs, { server: next });
      await vi.waitFor(() => expect(jobs.standing()).toEqual({ by: 'redis' }), soon);
      const after = wakes.count;
      jobs.wakeAt(Date.now() + 100);
      await wakes.seen(after + 1);
    } finally {
      await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
      await proxy.close();
      await next.kill();
    }
  });

  it('thousands of timers at once are taken, and look like no trouble', async () => {
    const jobs = await started(async () => {});
    await reached(jobs);
    const at = Date.now() + 3_600_000;
    for (let n = 0; n < 5000; n++) jobs.wakeAt(at + n, { incident: n, what: 'update deadline' });
    const queue = new Queue('wake-ups', { connection: { port: redis.port }, prefix: 'airb' });
    await vi.waitFor(async () => expect(await queue.getDelayedCount()).toBeGreaterThanOrEqual(5000), soon);
    expect(jobs.standing()).toEqual({ by: 'redis' });
    await queue.close();
  });

  it('a job that nobody of airb made is harmless', async () => {
    const wakes = counter();
    const jobs = await started(wakes.wake);
    await reached(jobs);
    const queue = new Queue('wake-ups', { connection: { port: redis.port }, prefix: 'airb' });
    const before = wakes.count;
    await queue.add('what is this', { at: 'tomorrow' });
    await queue.add('and this', {});
    await wakes.seen(before + 1);
    await vi.waitFor(async () => expect(await queue.getActiveCount()).toBe(0), soon);
    await queue.close();
  });
});
