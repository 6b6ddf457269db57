import type { Redis } from 'ioredis';
import { inTime } from './in-time.ts';
import { type RedisAddress, readRedisAddress, redisPlace } from './redis-address.ts';
import { connect, queueName } from './redis-connect.ts';
import { readInfo, type ServerInfo, shortcomings, unfit } from './redis-info.ts';
import { infoOf } from './redis-pulse.ts';
import { inWords, remedy, type Trouble, troubleOf } from './redis-trouble.ts';

export interface RedisFinding {
  what: string;
  fix: string;
  /** True where Redis is of no use at all; false where it could be better. */
  useless: boolean;
}

/** Milliseconds in which the server has to let airb in; less than the doctor waits for all of its looks. */
const wait = 2800;

/**
 * Looks once at the server of `REDIS_URL`. Nothing stays there: what is written lasts a millisecond.
 * @param options.prefix what the keys of the queue begin with, colons included
 */
export async function examineRedis(options: {
  url: string;
  prefix: string;
}): Promise<{ place: string; findings: RedisFinding[] }> {
  const address = readRedisAddress(options.url);
  if ('wrong' in address) return { place: 'REDIS_URL', findings: [wrong(address.wrong)] };
  const redis = connect(address, { maxRetriesPerRequest: 0, once: true });
  try {
    const found = await inTime(lookAt(redis, options.prefix), wait);
    const { info, trouble } = found ?? { info: readInfo(''), trouble: { kind: 'silent', why: 'no answer' } };
    return { place: placeOf(address, info, options.prefix), findings: [...told(trouble), ...could(info)] };
  } finally {
    redis.disconnect();
  }
}

async function lookAt(redis: Redis, prefix: string): Promise<{ info: ServerInfo; trouble?: Trouble }> {
  // What ends a connection is told by an event; the call that waits for it hears only that it has ended.
  let said: Error | undefined;
  redis.on('error', (error) => {
    said ??= error;
  });
  let info = readInfo('');
  try {
    await redis.connect();
    info = await infoOf(redis);
    const useless =
      unfit(info) ?? (info.loading ? { kind: 'loading' as const, why: 'loading:1' } : undefined);
    if (useless) return { info, trouble: useless };
    await redis.select(redis.options.db ?? 0);
    await redis.set(`${prefix}:doctor`, '1', 'PX', 1);
    return { info };
  } catch (error) {
    return { info, trouble: worst(said, error) };
  }
}

function worst(said: Error | undefined, error: unknown): Trouble {
  const known = [said, error].flatMap((one) => (one instanceof Error ? (troubleOf(one) ?? []) : []));
  return known[0] ?? { kind: 'unreachable', why: error instanceof Error ? error.message : String(error) };
}

function placeOf(address: RedisAddress, { version }: ServerInfo, prefix: string): string {
  return `Redis${version ? ` ${version}` : ''} at ${redisPlace(address)}, queue ${queueName} below ${prefix}`;
}

function told(trouble: Trouble | undefined): RedisFinding[] {
  if (!trouble) return [];
  const unsaid = trouble.kind === 'silent' || trouble.kind === 'loading' || trouble.kind === 'sentinel';
  return [
    {
      what: unsaid ? inWords(trouble) : `${inWords(trouble)} (${trouble.why})`,
      fix: remedy(trouble),
      useless: true,
    },
  ];
}

function could(info: ServerInfo): RedisFinding[] {
  return shortcomings(info).map((one) => ({ ...one, useless: false }));
}

function wrong(what: string): RedisFinding {
  return { what, fix: 'Correct REDIS_URL', useless: true };
}
