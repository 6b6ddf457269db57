import { afterAll, beforeAll, describe } from 'vitest';
import { ownLimits } from '../../src/chat/kit/own-limits.ts';
import { redisLimiter } from '../../src/jobs/redis-limiter.ts';
import { addressOf } from '../../src/store/postgres/address.ts';
import { connect } from '../../src/store/postgres/connection.ts';
import { type PostgresServer, postgresIsThere, postgresServer } from '../support/postgres.ts';
import { type RedisServer, redisIsThere, redisServer } from '../support/redis.ts';
import { rateLimiterContract } from './rate-limiter.contract.ts';

rateLimiterContract(
  'of one process',
  async () => {
    let now = 1_000_000;
    const limiter = ownLimits({ now: () => now });
    return {
      one: limiter,
      other: limiter,
      later: async (ms) => {
        now += ms;
      },
      close: async () => undefined,
    };
  },
  false,
);

describe.skipIf(!redisIsThere())('on a Redis of our own', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await redisServer();
  });
  afterAll(() => redis.kill());

  const limits = async () => {
    await redis.flush();
    const [one, other] = [1, 2].map(() => redisLimiter({ url: redis.url, prefix: 'airb:test' }));
    if (!one || !other) throw new Error('there are two');
    for (const made of [one, other]) await made.opened();
    return {
      one,
      other,
      // The clock of a server can't be moved, so what is measured by it moves.
      later: (ms: number) =>
        redis.ask(async (ask) => {
          for (const key of await ask.keys('*'))
            for (const [field, value] of Object.entries(await ask.hgetall(key)))
              if (field !== 'rank') await ask.hset(key, field, Number(value) - ms);
        }),
      close: async () => [one, other].forEach((made) => void made.close()),
    };
  };
  rateLimiterContract('in Redis', limits, true);
});

describe.skipIf(!postgresIsThere())('on a PostgreSQL of our own', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  const limits = async () => {
    const url = await server.prepared();
    const [one, other] = await Promise.all([1, 2].map(() => connect(addressOf(url, 'DATABASE_URL'))));
    if (!one?.limiter || !other?.limiter) throw new Error('replicas share limits in PostgreSQL');
    return {
      one: one.limiter,
      other: other.limiter,
      later: async (ms: number) => {
        const columns = ['full_at', 'paused_until', 'awaited_until'];
        const moved = columns.map((column) => `${column} = ${column} - ${ms}`).join(', ');
        await server.run(url, `update buckets set ${moved}`);
      },
      close: async () => void (await Promise.all([one.close(), other.close()])),
    };
  };
  rateLimiterContract('in PostgreSQL', limits, true);
});
