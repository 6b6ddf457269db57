import type { Duration } from '../domain/time.ts';

/** How long an answer of Redis is waited for. */
export const patience: Duration = 1000;

/** @returns undefined when it took longer than we wait; the work itself goes on */
export async function inTime<T>(work: Promise<T>, wait: Duration = patience): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, wait, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
