import { BusyError } from '../errors.ts';
import type { Awaitable, Transaction } from './database.ts';

/** The work inside the transaction. It may await the statements of its own writing connection, and nothing else. */
type Task<T> = () => Awaitable<T>;

interface Job {
  run(): Promise<void>;
  /** Called after the commit. */
  settle(): void;
  reject(error: unknown): void;
  failed: boolean;
}

export interface GroupCommit {
  /**
   * Runs a task in the next transaction.
   * @param kind `intake` gets BusyError while too much waits. `own` work never does, because an outcome that can't be
   * stored would leave an effect half sent.
   * @returns the task's result, once it is durable
   */
  run<T>(kind: 'intake' | 'own', task: Task<T>): Promise<T>;
  /** Resolves when nothing waits; after that every run is refused. */
  end(): Promise<void>;
}

interface Options {
  /** How many may wait. */
  capacity: number;
  /** Turns a fault of the database into words. */
  explain(error: unknown): unknown;
  /** Called after each commit, with the number of tasks it kept. */
  afterCommit(kept: number): void;
}

/** The most tasks in one transaction, so that other work gets a turn between two of them. */
const most = 256;

/**
 * Lets writes that wait at the same time share one transaction, and so one wait for the disk. Each has its own
 * savepoint: one that throws undoes only its own work. One transaction is open at a time.
 */
export function groupCommit(transaction: Transaction, options: Options): GroupCommit {
  const waiting: Job[] = [];
  let busy = false;
  let ended = false;
  let whenIdle: (() => void)[] = [];

  function schedule() {
    if (busy) return;
    busy = true;
    setImmediate(() => void flush());
  }

  /** It never rejects: whatever goes wrong is told to those who wait. */
  async function flush(): Promise<void> {
    const batch = waiting.splice(0, most);
    try {
      await transaction.begin();
      for (const job of batch) await runInSavepoint(job);
      await transaction.commit();
    } catch (error) {
      await transaction.rollback();
      const reason = options.explain(error);
      for (const job of batch) job.reject(reason);
      return goOn();
    }
    for (const job of batch) job.settle();
    options.afterCommit(batch.filter((job) => !job.failed).length);
    goOn();
  }

  async function runInSavepoint(job: Job): Promise<void> {
    await transaction.savepoint();
    try {
      await job.run();
    } catch (error) {
      if (transaction.isOver(error)) throw error;
      await transaction.undo();
      job.failed = true;
      job.settle = () => job.reject(options.explain(error));
    }
    await transaction.release();
  }

  function goOn() {
    busy = false;
    if (waiting.length > 0) return schedule();
    for (const idle of whenIdle) idle();
    whenIdle = [];
  }

  function run<T>(kind: 'intake' | 'own', task: Task<T>): Promise<T> {
    if (ended) return Promise.reject(new Error('The records are closed'));
    if (kind === 'intake' && waiting.length >= options.capacity) {
      return Promise.reject(new BusyError(`${waiting.length} writes are waiting for the records`, 1));
    }
    return new Promise<T>((resolve, reject) => {
      const job: Job = { failed: false, settle: () => {}, reject, run: async () => {} };
      job.run = async () => {
        const answer = await task();
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
