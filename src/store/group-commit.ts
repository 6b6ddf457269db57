import { BusyError } from '../errors.ts';
import type { Awaitable, Transaction } from './database.ts';
import type { Gathered } from './gathered.ts';

/**
 * The work inside the transaction; it may be done again. It may await the statements of its own writing connection, and
 * nothing else.
 * @param how `gathering` where what it decides is written together with that of others; where that can't be, it throws `apart`
 */
type Task<T> = (how: How) => Awaitable<T>;
/** See `Task`. */
export type How = 'gathering' | 'alone';

/** Thrown by a task that has to be done alone. */
export const apart = new Error('this can not be gathered');

interface Job {
  /** Work of our own, which no storm from outside may keep waiting: a lease that ends, a page that is due. */
  own: boolean;
  /** Whether it may be gathered. */
  gathers: boolean;
  run(how: How): Promise<void>;
  /** Called after the commit. */
  settle(): void;
  reject(error: unknown): void;
  failed: boolean;
}

export interface GroupCommit {
  /**
   * Runs a task in the next transaction.
   * @param kind `intake` and `alerts` get BusyError while too much waits. `own` work never does, because an outcome that can't
   * be stored would leave an effect half sent. Only `alerts` are gathered.
   * @returns the task's result, once it is durable
   */
  run<T>(kind: 'alerts' | 'intake' | 'own', task: Task<T>): Promise<T>;
  /** Resolves when nothing waits; after that every run is refused. */
  end(): Promise<void>;
}

interface Options {
  /** What tasks have decided and not written yet. */
  gathered: Pick<Gathered, 'write' | 'forget'>;
  /** How many may wait. */
  capacity: number;
  /** Turns a fault of the database into words. */
  explain(error: unknown): unknown;
  /** Called after each commit, with the number of tasks it kept. */
  afterCommit(kept: number): void;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

/** The most tasks in one transaction, so that other work gets a turn between two of them. */
const most = 256;
/**
 * Milliseconds after which a transaction takes nothing more from outside. Others that share the records wait for the one lock of
 * all writers meanwhile, and a database may be far away.
 */
const longest = 200;

/**
 * Lets writes that wait at the same time share one transaction, and so one wait for the disk. A task has its own
 * savepoint: one that throws undoes only its own work. Those that are gathered have none; when one of them throws, or what
 * they gathered can't be written, each task of the batch gets a transaction for itself. One transaction is open at a time.
 * Where more waits than it takes, our own work goes first; else each has its place.
 */
export function groupCommit(transaction: Transaction, options: Options): GroupCommit {
  const { gathered } = options;
  let waiting: Job[] = [];
  let busy = false;
  let ended = false;
  let whenIdle: (() => void)[] = [];

  function schedule() {
    if (busy) return;
    busy = true;
    setImmediate(() => void flush());
  }

  async function flush(): Promise<void> {
    const later = await commit(nextBatch());
    waiting = [...later, ...waiting];
    goOn();
  }

  function nextBatch(): Job[] {
    if (waiting.length <= most) return waiting.splice(0);
    let room = most - waiting.filter(({ own }) => own).length;
    const batch = waiting.filter(({ own }) => own || room-- > 0);
    const taken = new Set(batch);
    waiting = waiting.filter((job) => !taken.has(job));
    return batch;
  }

  /**
   * It never rejects: whatever goes wrong is told to those who wait.
   * @returns what there was no time for
   */
  async function commit(whole: Job[]): Promise<Job[]> {
    const batch: Job[] = [];
    const later: Job[] = [];
    let all = false;
    try {
      await transaction.begin();
      const end = options.elapsed() + longest;
      for (const job of whole) {
        if (!job.own && batch.length > 0 && options.elapsed() >= end) later.push(job);
        else {
          batch.push(job);
          await (job.gathers ? gather(job) : runInSavepoint(job));
        }
      }
      await gathered.write();
      all = true;
      await transaction.commit();
      gathered.forget('committed');
    } catch (error) {
      const ofOne = whole.length > 1 && !all && !transaction.isOver(error);
      await transaction.rollback();
      gathered.forget('taken back');
      if (ofOne) return oneByOne(whole);
      const reason = options.explain(error);
      for (const job of whole) job.reject(reason);
      return [];
    }
    for (const job of batch) job.settle();
    options.afterCommit(batch.filter((job) => !job.failed).length);
    return later;
  }

  async function oneByOne(batch: Job[]): Promise<Job[]> {
    for (const job of batch) await commit([job]);
    return [];
  }

  async function gather(job: Job): Promise<void> {
    try {
      await job.run('gathering');
    } catch (error) {
      if (error !== apart) throw error;
      await runInSavepoint(job);
    }
  }

  /** What was gathered before it is written first, and what it gathers within its savepoint. */
  async function runInSavepoint(job: Job): Promise<void> {
    await gathered.write();
    await transaction.savepoint();
    job.failed = false;
    try {
      await job.run('alone');
      await gathered.write();
    } catch (error) {
      if (transaction.isOver(error)) throw error;
      await transaction.undo();
      gathered.forget('taken back');
      job.failed = true;
      job.settle = () => job.reject(options.explain(error));
    }
    await transaction.release();
    gathered.forget('others wrote');
  }

  function goOn() {
    busy = false;
    if (waiting.length > 0) return schedule();
    for (const idle of whenIdle) idle();
    whenIdle = [];
  }

  function run<T>(kind: Parameters<GroupCommit['run']>[0], task: Task<T>): Promise<T> {
    if (ended) return Promise.reject(new Error('The records are closed'));
    if (kind !== 'own' && waiting.length >= options.capacity) {
      return Promise.reject(new BusyError(`${waiting.length} writes are waiting for the records`, 1));
    }
    return new Promise<T>((resolve, reject) => {
      const gathers = kind === 'alerts';
      const own = kind === 'own';
      const job: Job = { own, gathers, failed: false, settle: () => {}, reject, run: async () => {} };
      job.run = async (how) => {
        const answer = await task(how);
        job.settle = () => resolve(answer);
      };
      waiting.push(job);
      schedule();
    });
  }

  function end(): Promise<void> {
    ended = true;
    return busy ? new Promise((resolve) => whenIdle.push(resolve)) : Promise.resolve();
  }

  return { run, end };
}
