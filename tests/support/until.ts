import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until the answer is something: for what happens in other processes, whose clock can't be moved.
 * @throws Error when it did not come about in time, 30 s unless told
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  patience = 30_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(50);
  }
}
