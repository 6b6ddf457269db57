import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { bullmqJobs } from '../../src/jobs/bullmq.ts';
import type { Jobs } from '../../src/ports/jobs.ts';
import { counter, noSweep } from '../contracts/jobs.contract.ts';
import { expectLog, logged, mayLog, testLog } from '../support/log.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';

const clock = { now: Date.now };
const secret = ['of', 'the', 'test'].join('-');
const soon = { timeout: 20_000, interval: 20 };
const backs = () => logged().filter(({ message }) => message === 'Redis is back');

/** What befalls the server, and what mends it. */
interface Ill {
  what: string;
  befall(redis: RedisServer): Promise<unknown>;
  mend(redis: RedisServer): Promise<unknown>;
  /** It breaks the connection too, and that may be heard first. */
  breaks?: true;
}

const ills: Ill[] = [
  {
    what: 'Redis is a replica that takes no writes',
    befall: (redis) => redis.ask((ask) => ask.replicaof('127.0.0.1', 1)),
    mend: (redis) => redis.ask((ask) => ask.replicaof('NO', 'ONE')),
  },
  {
    what: 'Redis has no memory left',
    befall: (redis) => redis.ask((ask) => ask.config('SET', 'maxmemory', '1')),
    mend: (redis) => redis.ask((ask) => ask.config('SET', 'maxmemory', '0')),
  },
  {
    what: 'Redis takes no writes because it can not keep them safe',
    befall: (redis) => redis.ask((ask) => ask.config('SET', 'min-replicas-to-write', '1')),
    mend: (redis) => redis.ask((ask) => ask.config('SET', 'min-replicas-to-write', '0')),
  },
  {
    what: 'Redis does not permit what BullMQ needs',
    befall: (redis) => redis.ask((ask) => ask.acl('SETUSER', 'default', '-@scripting', '-bzpopmin')),
    mend: (redis) => redis.ask((ask) => ask.acl('SETUSER', 'default', '+@all')),
  },
  {
    what: 'Redis does not permit what BullMQ needs',
    befall: (redis) => redis.ask((ask) => ask.acl('SETUSER', 'default', 'resetkeys', '~other:*')),
    mend: (redis) => redis.ask((ask) => ask.acl('SETUSER', 'default', '~*')),
  },
  {
    what: 'Redis refuses user or password',
    befall: (redis) =>
      redis.ask(async (ask) => {
        await ask.config('SET', 'requirepass', secret);
        await ask.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      }),
    mend: (redis) => redis.ask((ask) => ask.config('SET', 'requirepass', ''), { password: secret }),
    breaks: true,
  },
  {
    what: 'Redis gives no answer',
    befall: async (redis) => redis.freeze(),
    mend: async (redis) => redis.thaw(),
  },
  {
    what: 'Redis can not be reached',
    befall: (redis) => redis.kill(),
    mend: (redis) => redis.start(),
  },
];

describe.skipIf(!redisIsThere())('a Redis that is there and is of no use', { timeout: 60_000 }, () => {
  let redis: RedisServer;
  let jobs: Jobs | undefined;
  beforeEach(async () => {
    redis = await redisServer();
  });
  afterEach(async () => {
    await jobs?.stop();
    jobs = undefined;
    redis.thaw();
    await redis.kill();
  });
  const started = async (wake: () => Promise<void>, { url = redis.url, sweepEvery = noSweep } = {}) => {
    jobs = bullmqJobs({ url, clock, sweepEvery, log: testLog });
    await jobs.start(wake);
    return jobs;
  };
  /** A wake-up that Redis keeps. */
  const reached = (asker: Jobs, server = redis) =>
    vi.waitFor(async () => {
      const at = Date.now() + 50_000 + Math.round(performance.now());
      asker.wakeAt(at);
      expect(await server.keys()).toContain(`airb:wake-ups:at-${at}`);
    }, soon);
  const trouble = () => jobs?.standing().trouble;

  describe.each(ills)('$what', ({ what, befall, mend, breaks }) => {
    it('is said once, delays nothing by more than the sweep, and is over when it is mended', async () => {
      expectLog(new RegExp(`^warn ${what}; timers go on in this process until it is back`));
      if (breaks) mayLog(/^warn Redis can not be reached/);
      const wakes = counter();
      const { wakeAt, standing } = await started(wakes.wake, { sweepEvery: 100 });
      await reached({ wakeAt } as Jobs);
      expect(standing()).toEqual({ by: 'redis' });

      await befall(redis);
      await vi.waitFor(() => expect(standing()).toEqual({ by: 'redis', trouble: what }), soon);
      const before = wakes.count;
      wakeAt(Date.now() + 10);
      await wakes.seen(before + 3);

      await mend(redis);
      await vi.waitFor(() => expect(standing()).toEqual({ by: 'redis' }), soon);
      await reached({ wakeAt } as Jobs);
      expect(logged().filter(({ message }) => message.startsWith(what))).toHaveLength(1);
      expect(backs()).toHaveLength(1);
    });
  });

  it('is loading its data: that is said, and over when it has loaded them', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'airb-redis-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    await redis.kill();
    const slowly = [
      '--dir',
      dir,
      '--key-load-delay',
      '20000',
      '--loading-process-events-interval-bytes',
      '1024',
    ];
    redis = await redisServer(slowly);
    await redis.ask(async (ask) => {
      const many = ask.pipeline();
      for (let n = 0; n < 2000; n++) many.set(`filler:${n}`, 'x'.repeat(100));
      await many.exec();
      await ask.save();
    });
    await redis.kill();
    await redis.start();

    expectLog(/^warn Redis is still loading its data; timers go on in this process until it is back/);
    const wakes = counter();
    const { wakeAt, standing } = await started(wakes.wake);
    await vi.waitFor(() => expect(trouble()).toBe('Redis is still loading its data'), soon);
    const before = wakes.count;
    wakeAt(Date.now() + 10);
    await wakes.seen(before + 1);
    await redis.ask((ask) => ask.config('SET', 'key-load-delay', '0'));
    await vi.waitFor(() => expect(standing()).toEqual({ by: 'redis' }), soon);
    await reached({ wakeAt } as Jobs);
    expect(logged().filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('refuses what a worker asks: it is not asked again and again', async () => {
    expectLog(/^warn Redis does not permit what BullMQ needs/);
    await redis.ask((ask) => ask.acl('SETUSER', 'default', '-@scripting'));
    await started(async () => {});
    const stat = async (section: string, name: RegExp) =>
      Number(name.exec(await redis.ask((ask) => ask.info(section)))?.[1] ?? 0);
    // Four pulses, each of which writes once.
    const writes = () => stat('commandstats', /cmdstat_set:calls=(\d+)/);
    await vi.waitFor(async () => expect(await writes()).toBeGreaterThanOrEqual(4), soon);
    expect(await stat('errorstats', /errorstat_NOPERM:count=(\d+)/)).toBeLessThan(50);
  });

  it('has no database of that number: nothing of airb goes to another one', async () => {
    expectLog(/^warn Redis has no database of that number/);
    const wakes = counter();
    const { wakeAt } = await started(wakes.wake, { url: `${redis.url}/99` });
    await vi.waitFor(() => expect(trouble()).toBe('Redis has no database of that number'), soon);
    const before = wakes.count;
    wakeAt(Date.now() + 10);
    await wakes.seen(before + 1);
    expect(await redis.keys()).toEqual([]);
  });

  it('does not know the user: the log says so without what the password was', async () => {
    expectLog(/^warn Redis refuses user or password/);
    await started(async () => {}, { url: redis.url.replace('//', `//airb:${secret}@`) });
    await vi.waitFor(() => expect(trouble()).toBe('Redis refuses user or password'), soon);
    expect(JSON.stringify(logged())).not.toContain(secret);
  });

  it('is a node of a Cluster', async () => {
    await redis.kill();
    const dir = mkdtempSync(join(tmpdir(), 'airb-redis-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    redis = await redisServer(['--cluster-enabled', 'yes', '--dir', dir]);
    expectLog(/^warn Redis is a node of a Cluster, which airb does not speak to/);
    await started(async () => {});
    await vi.waitFor(() => expect(trouble()).toMatch(/^Redis is a node of a Cluster/), soon);
  });

  it('a user with a password and the keys of airb alone is enough', async () => {
    await redis.ask((ask) => ask.acl('SETUSER', 'airb', 'on', `>${secret}`, '~airb:*', '+@all'));
    const wakes = counter();
    const asker = await started(wakes.wake, { url: redis.url.replace('//', `//airb:${secret}@`) });
    await reached(asker);
    const before = wakes.count;
    asker.wakeAt(Date.now() + 20);
    await wakes.seen(before + 1);
  });
});
