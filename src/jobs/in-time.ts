import type { Duration } from '../domain/time.ts';

/** How long an answer of Redis is waited for. */
export const patience: Duration = 1000;

/** @returns undefined when it took longer than we wait; the work itself goes on */
export async function inTime<T>(work: Promise<T>, wait: Duration = patience): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    // Where this process itself was busy for so long, the answer may lie in the socket, which is read before an immediate.
    timer = setTimeout(() => setImmediate(() => setImmediate(resolve, undefined)), wait);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
