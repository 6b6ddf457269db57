import { randomBytes } from 'node:crypto';
import { inProcessJobs } from '../jobs/in-process.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from './settings.ts';

/** Where the records keep the id of their queue. */
export const queueKey = 'jobs/queue';

/** What wakes the sender. BullMQ is loaded only where there is a Redis: it costs start-up time and memory. */
export async function openJobs(
  { redisUrl, redisPrefix }: Pick<Settings, 'redisUrl' | 'redisPrefix'>,
  { store, ...base }: { clock: Clock; log: Log; store: Pick<Store, 'settleOn'> },
): Promise<Jobs> {
  if (redisUrl === undefined) return inProcessJobs(base);
  const { bullmqJobs } = await import('../jobs/bullmq.ts');
  // Two installations on one Redis would take each other's wake-ups, so each has a queue of its own.
  const queue = await store.settleOn(queueKey, randomBytes(4).toString('hex'));
  return bullmqJobs({ url: redisUrl, prefix: `${redisPrefix}:${queue}`, ...base });
}
