import type { Memory } from './memory.ts';
import type { Outbox } from './outbox.ts';
import type { Records } from './records.ts';

/** One database behind three ports, so that one transaction can write events, effects and read models. */
export interface Store extends Records, Outbox, Memory {
  /** A quick check for /readyz that the store can write; throws when it can't. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
