import { type Duration, type Instant, second } from '../domain/time.ts';
import { ConfigError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { DueWork, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import { inProcessJobs } from './in-process.ts';
import { readRedisAddress } from './redis-address.ts';
import { type RedisQueue, redisQueue } from './redis-queue.ts';
import { inWords } from './redis-trouble.ts';
import { wishes } from './wishes.ts';

/**
 * Wake-ups by BullMQ on Redis, shared by all processes that use it. Redis holds no facts of its own: the sweep finds
 * what it loses, and a timer of this process keeps what it does not accept.
 * @param options.url of the Redis server: `redis://127.0.0.1:6379`
 * @param options.prefix what all keys begin with; only processes of one installation may share it
 * @param options.sweepEvery milliseconds of real time between wake-ups that nobody asked for
 * @throws ConfigError when the address is of no use
 */
export function bullmqJobs({
  url,
  prefix = 'airb',
  clock,
  sweepEvery = second,
  log,
}: {
  url: string;
  prefix?: string;
  clock: Clock;
  sweepEvery?: Duration;
  log: Log;
}): Jobs {
  const address = readRedisAddress(url);
  if ('wrong' in address) throw new ConfigError(`REDIS_URL: ${address.wrong}`);
  let queue: RedisQueue | undefined;
  const shared = async (work: { name: string; every: Duration }) => (await queue?.moved(work)) ?? false;
  const local = inProcessJobs({ clock, sweepEvery, shared, log });
  const wished = wishes(clock, ask);

  async function ask(at: Instant, about: DueWork[]): Promise<void> {
    const delay = at - clock.now();
    const taken = delay > 0 && (await queue?.add({ at, delay, about }));
    if (!taken) local.wakeAt(at);
  }

  return {
    async start(wake, repeated) {
      await local.start(wake, repeated);
      // A job may come early, when clocks differ or were moved; a timer here waits for the rest.
      const takers = { due: (at: Instant) => local.wakeAt(at), repeat: local.repeat };
      queue = redisQueue({ address, prefix, log, takers });
    },
    wakeAt(at, about) {
      if (!queue || at <= clock.now()) local.wakeAt(at);
      else wished.add(at, about);
    },
    standing() {
      const trouble = queue?.trouble();
      return { by: 'redis', ...(trouble && { trouble: inWords(trouble) }) };
    },
    async stop() {
      const stopping = queue;
      queue = undefined;
      wished.clear();
      // Both at once: this process begins no more work, and what it is given from now on goes back to the queue.
      await Promise.all([local.stop(), stopping?.close()]);
    },
  };
}
