import type { Log } from '../ports/log.ts';

export interface Runner {
  /**
   * Runs now, or once more when the present run ends.
   * @returns when a run that began after this call has ended
   */
  ask(): Promise<void>;
  /**
   * Starts no further run.
   * @returns when the present run has ended
   */
  stop(): Promise<void>;
}

/**
 * Keeps calls of `wake` from overlapping. When one throws, that is logged, and the next call still comes.
 * @param work the name of repeated work, for the log
 */
export function oneAtATime(wake: () => Promise<void>, log?: Log, work?: string): Runner {
  let present: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let stopped = false;

  async function run() {
    if (stopped) return;
    try {
      await wake();
    } catch (error) {
      log?.error({ err: error, ...(work && { work }) }, 'A wake-up failed; the next one tries again');
    }
  }

  function begin(): Promise<void> {
    next = undefined;
    const mine = run().then(() => {
      if (present === mine) present = undefined;
    });
    present = mine;
    return mine;
  }

  function ask(): Promise<void> {
    if (!present) return begin();
    next ??= present.then(begin);
    return next;
  }

  async function stop() {
    stopped = true;
    await (next ?? present);
  }

  return { ask, stop };
}
