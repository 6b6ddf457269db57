import { setTimeout as pause } from 'node:timers/promises';
import { type Duration, second } from '../domain/time.ts';
import { BusyError } from '../errors.ts';

/** Longer than a process that stands still in the middle of a write can keep the others waiting. */
const patience: Duration = 10 * second;

/** Does again what the records are too busy for: a start that gave up would have to be started again by somebody. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + patience; ; await pause(second / 2)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BusyError) || performance.now() >= end) throw error;
    }
  }
}
