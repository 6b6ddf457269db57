import type Database from 'better-sqlite3';
import { BusyError } from '../errors.ts';
import { isFileFault } from './faults.ts';

/** The work inside the transaction; it runs at once and must not await. */
type Task<T> = () => T;

interface Job {
  run(): void;
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

/** The most tasks in one transaction, so that other work gets a turn between two of them. */
const most = 256;

/**
 * Lets writes that wait at the same time share one transaction, and so one wait for the disk. Each has its own
 * savepoint: one that throws undoes only its own work.
 * @param options.capacity how many may wait
 * @param options.explain turns a fault of the file into words
 * @param options.afterCommit called after each commit, with the number of tasks it kept
 */
export function groupCommit(
  sqlite: Database.Database,
  options: { capacity: number; explain(error: unknown): unknown; afterCommit(kept: number): void },
): GroupCommit {
  const waiting: Job[] = [];
  const word = words(sqlite);
  let scheduled = false;
  let ended = false;
  let whenIdle: (() => void)[] = [];

  function schedule() {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  function flush() {
    scheduled = false;
    const batch = waiting.splice(0, most);
    try {
      word.begin.run();
      for (const job of batch) runInSavepoint(job);
      word.commit.run();
    } catch (error) {
      giveUp(batch, error);
      return goOn();
    }
    for (const job of batch) job.settle();
    options.afterCommit(batch.filter((job) => !job.failed).length);
    goOn();
  }

  function runInSavepoint(job: Job) {
    word.savepoint.run();
    try {
      job.run();
    } catch (error) {
      if (!sqlite.inTransaction || isFileFault(error)) throw error;
      word.undo.run();
      job.failed = true;
      job.settle = () => job.reject(error);
    }
    word.release.run();
  }

  function giveUp(batch: Job[], error: unknown) {
    if (sqlite.inTransaction) word.rollback.run();
    const reason = options.explain(error);
    for (const job of batch) job.reject(reason);
  }

  function goOn() {
    if (waiting.length > 0) return schedule();
    for (const idle of whenIdle) idle();
    whenIdle = [];
  }

  function run<T>(kind: 'intake' | 'own', task: Task<T>): Promise<T> {
    if (ended) return Promise.reject(new Error('The records file is closed'));
    if (kind === 'intake' && waiting.length >= options.capacity) {
      return Promise.reject(new BusyError(`${waiting.length} writes are waiting for the records file`, 1));
    }
    return new Promise<T>((resolve, reject) => {
      const job: Job = { failed: false, settle: () => {}, reject, run: () => {} };
      job.run = () => {
        const answer = task();
        job.settle = () => resolve(answer);
      };
      waiting.push(job);
      schedule();
    });
  }

  function end(): Promise<void> {
    ended = true;
    return waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve));
  }

  return { run, end };
}

function words(sqlite: Database.Database) {
  return {
    begin: sqlite.prepare('BEGIN IMMEDIATE'),
    commit: sqlite.prepare('COMMIT'),
    rollback: sqlite.prepare('ROLLBACK'),
    savepoint: sqlite.prepare('SAVEPOINT one'),
    undo: sqlite.prepare('ROLLBACK TO one'),
    release: sqlite.prepare('RELEASE one'),
  };
}
