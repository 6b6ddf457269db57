import type { Duration } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import { inProcessJobs } from './in-process.ts';
import { type RedisQueue, redisQueue } from './redis-queue.ts';

/**
 * Wake-ups by BullMQ on Redis, shared by all processes that use it. Redis holds no facts of its own: the sweep finds
 * what it loses, and a timer of this process keeps what it does not accept.
 * @param options.url of the Redis server: `redis://127.0.0.1:6379`
 * @param options.sweepEvery milliseconds of real time between wake-ups that nobody asked for
 */
export function bullmqJobs({
  url,
  clock,
  sweepEvery,
  log,
}: {
  url: string;
  clock: Clock;
  sweepEvery?: Duration;
  log: Log;
}): Jobs {
  const local = inProcessJobs({ clock, log, ...(sweepEvery === undefined ? {} : { sweepEvery }) });
  let queue: RedisQueue | undefined;

  return {
    async start(wake) {
      await local.start(wake);
      // A job may come early, when clocks differ or were moved; a timer here waits for the rest.
      queue = redisQueue({ url, log, due: (at) => local.wakeAt(at) });
    },
    wakeAt(at) {
      const delay = at - clock.now();
      if (!queue || delay <= 0) return local.wakeAt(at);
      void queue.add(at, delay).then((taken) => {
        if (!taken) local.wakeAt(at);
      });
    },
    async stop() {
      await local.stop();
      await queue?.close();
      queue = undefined;
    },
  };
}
