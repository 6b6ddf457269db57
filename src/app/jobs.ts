import { randomBytes } from 'node:crypto';
import type { Duration } from '../domain/time.ts';
import { inProcessJobs } from '../jobs/in-process.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { patiently } from './patiently.ts';
import type { Settings } from './settings.ts';

/** Where the records keep the id of their queue. */
export const queueKey = 'jobs/queue';

interface Around {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'settleOn' | 'takeTurn'>;
  /** How many processes serve. */
  count(): number;
}

/**
 * What wakes the sender. BullMQ is loaded only where there is a Redis: it costs start-up time and memory. Without one, those
 * who serve the same records take turns by the records themselves.
 */
export async function openJobs(
  { redisUrl, redisPrefix }: Pick<Settings, 'redisUrl' | 'redisPrefix'>,
  { store, count, ...base }: Around,
): Promise<Jobs> {
  if (redisUrl === undefined) return inProcessJobs({ ...base, shared: takenByOthers });
  const { bullmqJobs } = await import('../jobs/bullmq.ts');
  return bullmqJobs({ url: redisUrl, prefix: await prefixIn(redisPrefix, store), ...base });

  /** Where nobody can be asked the work is done here: it is harmless twice. */
  async function takenByOthers(work: { name: string; every: Duration }): Promise<boolean> {
    // The records know as well, and asking them costs a journey.
    if (count() < 2) return false;
    return !(await store.takeTurn(work).catch(() => true));
  }
}

/** Two installations on one Redis would take each other's wake-ups and tokens, so each has keys of its own. */
export async function prefixIn(redisPrefix: string, store: Pick<Store, 'settleOn'>): Promise<string> {
  const queue = await patiently(() => store.settleOn(queueKey, randomBytes(4).toString('hex')));
  return `${redisPrefix}:${queue}`;
}
