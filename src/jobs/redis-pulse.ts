import type { Redis } from 'ioredis';
import { readInfo, type ServerInfo, unfit } from './redis-info.ts';
import { type Trouble, troubleOf } from './redis-trouble.ts';

/** How it is with the server; undefined while a connection is being made, which says itself what is wrong. */
export type Finding = 'well' | Trouble | undefined;

/**
 * Asks the server for what airb needs of it: that it is one airb can use, and takes a write.
 * @param key written, for some seconds
 */
export async function feel(redis: Redis, key: string): Promise<Finding> {
  try {
    // Connected and not ready for longer than a moment: it is loading its data.
    if (redis.status === 'connect') return loading(await infoOf(redis));
    if (redis.status !== 'ready') return undefined;
    const wrong = unfit(await infoOf(redis));
    if (wrong) return wrong;
    // ioredis goes on in database 0 where the one that was asked for is not there.
    await redis.select(redis.options.db ?? 0);
    await redis.set(key, '1', 'PX', 10_000);
    return 'well';
  } catch (error) {
    return error instanceof Error ? troubleOf(error) : undefined;
  }
}

function loading(info: ServerInfo): Finding {
  return info.loading ? { kind: 'loading', why: 'loading:1' } : undefined;
}

/** A server may permit airb no look at itself; then nothing is known of it. */
export async function infoOf(redis: Redis): Promise<ServerInfo> {
  try {
    return readInfo(await redis.info());
  } catch (error) {
    if (error instanceof Error && troubleOf(error)?.kind === 'forbidden') return readInfo('');
    throw error;
  }
}
