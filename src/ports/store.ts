import type { Instant } from '../domain/time.ts';
import type { Memory } from './memory.ts';
import type { Outbox } from './outbox.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Records } from './records.ts';
import type { Serving } from './serving.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Tallies } from './tallies.ts';

/** What a commit brought. */
export interface Committed {
  /** How many writes shared it. */
  writes: number;
  /** When the first effect that became ready by it falls due. */
  dueAt: Instant | undefined;
}

/** One database behind its ports, so that one transaction holds events, effects and read models. */
export interface Store extends Records, Outbox, Memory, Serving, Subscriptions, Tallies {
  database: 'SQLite' | 'PostgreSQL';
  /** What people call it, without a secret: `SQLite in data`, `PostgreSQL 15 at db.example/airb`. */
  place: string;
  /** Limits of the chats that all who serve these records share; undefined where one process serves them. */
  limiter: RateLimiter | undefined;
  /**
   * Keeps a value in the memory where nothing is kept under this key, so that replicas that start together agree.
   * @returns what is kept
   */
  settleOn(key: string, value: string): Promise<string>;
  /** From now on hears of each commit, before the callers of `write` go on. */
  onCommit(listener: (commit: Committed) => void): void;
  /** Cheap proof of life for /readyz; throws when the store can't write. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
