import type { Memory } from './memory.ts';
import type { Outbox } from './outbox.ts';
import type { Records } from './records.ts';

/** One database behind three ports, so that one transaction holds events, effects and read models. */
export interface Store extends Records, Outbox, Memory {
  /** Cheap proof of life for /readyz; throws when the store can't write. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
