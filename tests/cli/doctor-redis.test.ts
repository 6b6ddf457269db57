import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { freePort } from '../support/loopback.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';
import { redisProxy } from '../support/redis-proxy.ts';
import { doctor, given, installed, matching, wrong } from './examine.ts';

const secret = ['of', 'the', 'test'].join('-');

/** What the doctor says of Redis, and nothing else that it finds. */
async function ofRedis(url: string, env: Record<string, string> = {}) {
  const { lines, text, code } = await doctor({ ...given(installed).env, ...env, REDIS_URL: url });
  expect(text).not.toContain(secret);
  return { lines: lines.filter(({ check }) => check === 'redis'), code };
}

it('says nothing of Redis where none is set up', async () => {
  const { lines } = await doctor(given(installed).env);
  expect(lines.filter(({ check }) => check === 'redis')).toEqual([]);
});

it('finds an address that airb can not use among the settings', async () => {
  const { lines, code } = await doctor({ REDIS_URL: `redis+sentinel://:${secret}@10.0.0.1:26379` });
  expect(lines).toMatchObject(
    [{ check: 'settings', state: 'broken', what: /^REDIS_URL: airb does not ask Sentinel/ }].map(matching),
  );
  expect(code).toBe(1);
});

it('finds that nobody is there', async () => {
  const { lines, code } = await ofRedis(`redis://:${secret}@127.0.0.1:${await freePort()}`);
  expect(lines).toMatchObject(
    [
      {
        state: 'broken',
        what: /^Redis can not be reached \(connect ECONNREFUSED/,
        cost: /^timers go on in the memory of each airb/,
        fix: /^Start it, or correct REDIS_URL/,
      },
    ].map(matching),
  );
  expect(code).toBe(1);
});

describe.skipIf(!redisIsThere())('a Redis of our own', { timeout: 30_000 }, () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await redisServer(['--maxmemory-policy', 'noeviction']);
  });
  afterEach(async () => {
    redis.thaw();
    await redis.kill();
  });
  const finds = async (what: RegExp, fix: RegExp, url = redis.url) => {
    const { lines, code } = await ofRedis(url);
    expect(wrong(lines)).toMatchObject([{ state: 'broken', what, fix }].map(matching));
    expect(code).toBe(1);
  };

  it('is well: the doctor names it, its queue too once airb has run, and leaves nothing there', async () => {
    const { env, dataDir } = given(installed);
    const store = await openSqliteStore({ file: join(dataDir, 'airb.db') });
    await store.settleOn('jobs/queue', '4f1c08aa');
    await store.close();
    const { lines, code } = await ofRedis(`${redis.url}/3`, env);
    expect(lines).toMatchObject(
      [
        {
          state: 'ok',
          what: /^Redis 7[.\d]+ at 127\.0\.0\.1:\d+, database 3, queue wake-ups below airb:4f1c08aa$/,
        },
      ].map(matching),
    );
    expect(code).toBe(0);
    await expect.poll(() => redis.ask((ask) => ask.info('keyspace'))).not.toContain('db');
  });

  it('throws keys away when it is full', async () => {
    await redis.ask((ask) => ask.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    await finds(
      /^maxmemory-policy is allkeys-lru, so Redis may throw wake-ups away/,
      /CONFIG SET maxmemory-policy noeviction/,
    );
  });

  it('is older than BullMQ recommends, or than it takes', async () => {
    const version = /redis_version:(\S+)/.exec(await redis.ask((ask) => ask.info('server')))?.[1] ?? '';
    for (const [old, what] of [
      ['6.0.', /^it is Redis 6\.0\.\d+, and BullMQ recommends 6\.2 or newer/],
      ['4.0.', /^Redis is too old for BullMQ \(it is Redis 4\.0\.\d+\)/],
    ] as const) {
      const stated = (answer: string) =>
        answer.replace(`redis_version:${version}`, `redis_version:${old.padEnd(version.length, '9')}`);
      const proxy = await redisProxy(redis.port, stated);
      onTestFinished(() => proxy.close());
      await finds(what, /^Update it/, proxy.url);
    }
  });

  it('is a replica', async () => {
    await redis.ask((ask) => ask.replicaof('127.0.0.1', 1));
    await finds(/^Redis is a replica that takes no writes \(READONLY/, /^Name the primary in REDIS_URL/);
  });

  it('is full', async () => {
    await redis.ask((ask) => ask.config('SET', 'maxmemory', '1'));
    await finds(/^Redis has no memory left \(OOM command not allowed/, /^Raise maxmemory/);
  });

  it('can not keep writes safe', async () => {
    await redis.ask((ask) => ask.config('SET', 'min-replicas-to-write', '1'));
    await finds(/^Redis takes no writes because it can not keep them safe \(NOREPLICAS/, /^Mend its disk/);
  });

  it('wants a password, another one, or a user it knows', async () => {
    await redis.ask((ask) => ask.config('SET', 'requirepass', secret));
    await finds(/^Redis refuses user or password \(NOAUTH/, /^Correct them in REDIS_URL/);
    await finds(/^Redis refuses user or password \(WRONGPASS/, /%40/, redis.url.replace('//', '//:wrong@'));
    await finds(
      /^Redis refuses user or password \(WRONGPASS/,
      /%40/,
      redis.url.replace('//', `//nobody:${secret}@`),
    );
    const { lines } = await ofRedis(redis.url.replace('//', `//:${secret}@`));
    expect(wrong(lines)).toEqual([]);
  });

  it('permits too little', async () => {
    await redis.ask((ask) => ask.acl('SETUSER', 'airb', 'on', `>${secret}`, '~other:*', '+@all'));
    await finds(
      /^Redis does not permit what BullMQ needs \(NOPERM/,
      /ACL SETUSER/,
      redis.url.replace('//', `//airb:${secret}@`),
    );
  });

  it('has no database of that number', async () => {
    await finds(/^Redis has no database of that number/, /the number after the host/, `${redis.url}/99`);
  });

  it('hangs', async () => {
    redis.freeze();
    await finds(/^Redis gives no answer$/, /SLOWLOG/);
  });

  it('is a node of a Cluster', async () => {
    await redis.kill();
    const dir = mkdtempSync(join(tmpdir(), 'airb-redis-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    redis = await redisServer(['--cluster-enabled', 'yes', '--dir', dir]);
    await finds(/^Redis is a node of a Cluster/, /not part of a Cluster/);
  });
});
