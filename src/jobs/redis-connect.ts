import { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** The queue, as Bull Board and BullMQ call it. Its keys begin with the prefix: `airb:4f1c08aa:wake-ups:…`. */
export const queueName = 'wake-ups';

export interface ConnectOptions {
  enableOfflineQueue?: boolean;
  maxRetriesPerRequest: number | null;
  /** Connects only when it is told to, and never again; for who looks once. */
  once?: boolean;
}

/** A connection to the Redis server; without `once` it comes back by itself. */
export function connect(address: RedisAddress, { once = false, ...options }: ConnectOptions): Redis {
  const { at, tls, username, password, db } = address;
  return new Redis({
    ...at,
    ...('host' in at && tls && { tls: { servername: at.host } }),
    username,
    password,
    db,
    ...options,
    ...(once && { lazyConnect: true, enableReadyCheck: false }),
    connectTimeout: 2000,
    // How long ioredis waits at most before it asks again whether the data are loaded.
    maxLoadingRetryTime: 1000,
    // ioredis waits this long for a socket to close, even when it is closed already.
    disconnectTimeout: 100,
    retryStrategy: (times) => (once ? null : Math.min(100 * 2 ** Math.min(times, 6), 5000)),
  });
}
