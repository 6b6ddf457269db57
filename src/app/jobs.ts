import { inProcessJobs } from '../jobs/in-process.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Settings } from './settings.ts';

/** What wakes the sender. BullMQ is loaded only where there is a Redis: it costs start-up time and memory. */
export async function openJobs(
  { redisUrl }: Pick<Settings, 'redisUrl'>,
  base: { clock: Clock; log: Log },
): Promise<Jobs> {
  if (redisUrl === undefined) return inProcessJobs(base);
  const { bullmqJobs } = await import('../jobs/bullmq.ts');
  return bullmqJobs({ url: redisUrl, ...base });
}
