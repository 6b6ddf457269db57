import type Database from 'better-sqlite3';
import { BusyError } from '../errors.ts';
import { isFileFault } from './faults.ts';

/** What to do inside the transaction; runs at once and without awaiting. */
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
   * @param kind `intake` is turned away with BusyError while too much waits; `own` work never is, because an outcome
   * that can't be noted would leave an effect half sent
   * @returns what the task returned, once it is durable
   */
  run<T>(kind: 'intake' | 'own', task: Task<T>): Promise<T>;
  /** Resolves when nothing waits. Afterwards every run is refused. */
  end(): Promise<void>;
}

/** One transaction holds no more than this, so that other work gets its turn between two of them. */
const most = 256;

/**
 * Lets writes that wait together share one transaction, and with it one wait for the disk: each has its own savepoint,
 * so one that throws takes back only its own.
 * @param options.capacity how many may wait
 * @param options.explain turns a fault of the file into words
 * @param options.afterCommit hears of each commit, with the number of tasks that were kept
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
