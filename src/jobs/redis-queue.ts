import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Duration, Instant } from '../domain/time.ts';
import type { Log } from '../ports/log.ts';

export interface RedisQueue {
  /**
   * Asks for `due(at)` after a delay, in milliseconds.
   * @returns false when Redis did not accept it; never throws, never waits long
   */
  add(at: Instant, delay: Duration): Promise<boolean>;
  close(): Promise<void>;
}

const name = 'airb-wake';
/** Milliseconds to wait for an answer of Redis. */
const patience: Duration = 1000;
/** The most wake-ups taken at once; they become one run. */
const concurrency = 20;

/**
 * A queue of delayed jobs that carry only an instant. It is made when Redis is first reached, because BullMQ's own
 * `add` waits for ever for a server that was never there.
 * @param options.due called with the instant of a due job, in the process that took it
 */
export function redisQueue({ url, log, due }: { url: string; log: Log; due(at: Instant): void }): RedisQueue {
  const producing = connection(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  const consuming = connection(url, { maxRetriesPerRequest: null });
  const say = onceEach(log);
  let queue: Queue | undefined;
  let worker: Worker | undefined;
  let stuck = false;

  producing.on('ready', () => {
    say.back();
    stuck = false;
    queue ??= new Queue(name, { connection: producing, skipMetasUpdate: true }).on('error', say.gone);
    worker ??= new Worker(name, async (job) => due(Number(job.name)), {
      connection: consuming,
      concurrency,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    }).on('error', say.gone);
  });
  producing.on('error', say.gone);
  consuming.on('error', say.gone);

  async function add(at: Instant, delay: Duration): Promise<boolean> {
    if (!queue || producing.status !== 'ready' || stuck) return false;
    const keep = { jobId: `at-${at}`, delay, removeOnComplete: true, removeOnFail: true };
    const added = queue.add(String(at), {}, keep).then(
      () => true,
      () => false,
    );
    const answered = await within(added);
    if (answered !== undefined) return answered;
    // The socket is open but gives no answer. Send nothing until it answers again, because requests would pile up here.
    stuck = true;
    say.gone(new Error('no answer'));
    void added.then(() => {
      stuck = false;
    });
    return false;
  }

  async function close() {
    say.mute();
    const reachable = producing.status === 'ready' && consuming.status === 'ready' && !stuck;
    await within(Promise.allSettled([worker?.close(!reachable), queue?.close()]));
    void worker?.disconnect().catch(() => {});
    producing.disconnect();
    consuming.disconnect();
  }

  return { add, close };
}

function connection(
  url: string,
  options: { enableOfflineQueue?: boolean; maxRetriesPerRequest: number | null },
) {
  return new Redis(url, {
    ...options,
    connectTimeout: 2000,
    // ioredis waits this long for a socket to close, even when it is closed already.
    disconnectTimeout: 100,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 6), 5000),
  });
}

/** @returns undefined when it took longer than we wait */
async function within<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patience, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Logs once that Redis is gone, and once that it is back. */
function onceEach(log: Log) {
  let gone = false;
  let muted = false;
  return {
    gone(error: Error) {
      if (gone || muted) return;
      gone = true;
      const why = error.message || String((error as NodeJS.ErrnoException).code);
      log.warn({ why }, 'Redis can not be reached; timers go on in this process until it is back');
    },
    back() {
      if (gone) log.info({}, 'Redis is back');
      gone = false;
    },
    mute() {
      muted = true;
    },
  };
}
