import type { Instant } from '../domain/time.ts';

/**
 * Wakes the bot up. Due times live in the store; a wake-up that is lost is covered by the sweep, one too many
 * finds nothing to do.
 */
export interface Jobs {
  /** `wake` is called at or after each asked instant, and by the sweep. Calls never overlap within one process. */
  start(wake: () => Promise<void>): Promise<void>;
  /** Best effort and quick: never throws, never waits for a broken connection. */
  wakeAt(at: Instant): void;
  stop(): Promise<void>;
}
