import type { Instant } from '../domain/time.ts';

/**
 * Wakes the bot up. Due times are in the store: the sweep makes up for a lost wake-up, and an extra one finds nothing
 * to do.
 */
export interface Jobs {
  /** Calls `wake` at or after each requested instant, and at each sweep. Calls never overlap within one process. */
  start(wake: () => Promise<void>): Promise<void>;
  /** Asks for a wake-up. Best effort and quick: never throws, never waits for a broken connection. */
  wakeAt(at: Instant): void;
  stop(): Promise<void>;
}
