import type { Instant } from '../domain/time.ts';
import { sandboxLeftAt } from '../sandbox/open.ts';

/** The moment on the clock at which the sandbox in a data folder was left; undefined where none was played there. */
export function playedUntil(dataDir: string): Instant | undefined {
  return sandboxLeftAt(dataDir);
}
