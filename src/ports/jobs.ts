import type { Severity } from '../domain/people.ts';
import type { Duration, Instant } from '../domain/time.ts';

/**
 * Wakes the bot up. Due times are in the store: the sweep makes up for a lost wake-up, and an extra one finds nothing
 * to do.
 */
export interface Jobs {
  /**
   * Calls `wake` at or after each requested instant, and at each sweep. Calls never overlap within one process.
   * @param repeated work that comes back by itself
   */
  start(wake: () => Promise<void>, repeated?: readonly Repeated[]): Promise<void>;
  /**
   * Asks for a wake-up. Best effort and quick: never throws, never waits for a broken connection.
   * @param about shown to whoever looks into the queue; nothing is decided by it
   */
  wakeAt(at: Instant, about?: DueWork): void;
  standing(): JobsStanding;
  stop(): Promise<void>;
}

/** Work of the program that comes back. Of processes that share a queue, one does it each time. */
export interface Repeated {
  /** Letters and hyphens: `sweep`. */
  name: string;
  /** Milliseconds of real time. */
  every: Duration;
  run(): Promise<void>;
}

/** What falls due. Of a private incident nothing but its number may stand here. */
export interface DueWork {
  incident: number;
  severity?: Severity;
  /** In airb's own words: `update deadline`. */
  what?: string;
}

/** How wake-ups are kept at this moment. */
export interface JobsStanding {
  by: 'process' | 'redis';
  /** Why Redis is not used just now, as half a sentence in airb's own words; wake-ups go on in this process. */
  trouble?: string;
}
