import { type Job, Queue, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Instant } from '../domain/time.ts';
import type { DueWork, Repeated } from '../ports/jobs.ts';
import { inTime } from './in-time.ts';
import { queueName } from './redis-connect.ts';

/** What a job carries: no text of anybody, because whoever may look into Redis may read it. */
interface JobData {
  at?: Instant;
  /** The same instant as people read it. */
  due?: string;
  about?: DueWork[];
}

export interface WakeUp {
  at: Instant;
  /** Milliseconds from now. */
  delay: number;
  about: DueWork[];
}

/** What is done with a job that was taken. */
export interface Takers {
  /** An instant that was asked for has come, or is near. */
  due(at: Instant): void;
  /** A turn of repeated work; false when this program knows no such work. */
  repeat(name: string): boolean;
}

/** BullMQ's queue and worker while the server can be used. */
export interface Session {
  add(wakeUp: WakeUp): Promise<void>;
  /** Has some process taken a turn of this work since the last call? If not, sees to it that turns are given out. */
  moved(work: Pick<Repeated, 'name' | 'every'>): Promise<boolean>;
  /** @param gone true when the server will not answer any more */
  close(gone: boolean): Promise<void>;
}

/** The most wake-ups taken at once; they become one run. */
const concurrency = 20;
const unkept = { removeOnComplete: true, removeOnFail: true };
/** BullMQ notes each step of a job; a dashboard shows some of that, and airb reads none. */
const streams = { events: { maxLen: 1000 } };

/** @param options.heard gets every error of queue and worker */
export function openSession(options: {
  producing: Redis;
  consuming: Redis;
  prefix: string;
  takers: Takers;
  heard(error: Error): void;
}): Session {
  const { producing, consuming, prefix, takers, heard } = options;
  let closing = false;
  /** By work, when its next turn was planned for at the last look. */
  const planned = new Map<string, number>();

  async function take(job: Job<JobData>, token?: string): Promise<void> {
    if (closing) {
      // Whoever takes it next shall find it at once, and not when it has stalled.
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const { at } = job.data;
    if (job.repeatJobKey === undefined) return takers.due(typeof at === 'number' ? at : 0);
    if (!takers.repeat(job.repeatJobKey)) await queue.removeJobScheduler(job.repeatJobKey);
  }

  const queue = new Queue<JobData>(queueName, { connection: producing, prefix, streams }).on('error', heard);
  const worker = new Worker<JobData>(queueName, take, {
    ...{ connection: consuming, prefix, concurrency },
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  }).on('error', heard);

  return {
    async add({ at, delay, about }) {
      // The instant is the id: asked for twice, it is one job. An id can't hold a colon.
      const data = { at, due: new Date(at).toISOString(), about };
      await queue.add(nameOf(about), data, { jobId: `at-${at}`, delay, ...unkept });
    },
    async moved({ name, every }) {
      const scheduler = await queue.getJobScheduler(name);
      const before = planned.get(name);
      if (scheduler?.every === every && scheduler.next !== undefined) planned.set(name, scheduler.next);
      if (scheduler?.every === every && before !== undefined && before !== scheduler.next) return true;
      await queue.upsertJobScheduler(name, { every }, { name, opts: unkept });
      return false;
    },
    async close(gone) {
      closing = true;
      await inTime(Promise.allSettled([worker.close(gone), queue.close()]));
      void worker.disconnect().catch(() => {});
      consuming.disconnect();
    },
  };
}

/** `INC-12 update deadline`, as a dashboard lists it. */
function nameOf(about: DueWork[]): string {
  if (about.length === 0) return 'wake-up';
  return about.map(({ incident, what }) => [`INC-${incident}`, what].filter(Boolean).join(' ')).join(', ');
}
