import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { MessageRef } from '../domain/refs.ts';
import type { Instant } from '../domain/time.ts';

export type EffectState = 'pending' | 'sending' | 'uncertain' | 'done' | 'failed' | 'superseded';

/** An effect on its way out. */
export type StoredEffect = Outgoing & {
  state: EffectState;
  attempts: number;
  /** When it was last handed to a port. */
  sentAt?: Instant;
  lastError?: string;
};

/** What became of an effect that was handed out. */
export type Settlement =
  | { key: string; state: 'done' }
  | { key: string; state: 'failed'; error: string }
  /** Try again at `dueAt`; `counted` says whether it was an attempt (being throttled is not). */
  | { key: string; state: 'pending' | 'uncertain'; dueAt: Instant; error: string; counted: boolean };

export interface SlotRow {
  incident: number;
  slot: string;
  message: MessageRef;
  /** sha-256 of what was drawn: an unchanged card is not sent again. */
  drawn: string;
}

/**
 * What is still to be sent. Effects get in with `Records.write`, in the transaction of the events that asked for them,
 * and are settled there.
 */
export interface Outbox {
  /**
   * Takes due effects: marks them `sending` durably and hands them out, most urgent first, at most one per lane, none
   * of `busyLanes`, none behind an older unfinished effect of its lane. Effects found `uncertain` come with that state.
   * Timers stay `pending`: they are settled in the transaction of their command.
   */
  claim(query: { now: Instant; busyLanes: string[]; limit: number }): Promise<StoredEffect[]>;
  /** When the next effect falls due. */
  nextDue(): Promise<Instant | undefined>;
  /** At start: whatever was being sent when the process died becomes `uncertain` and due. @returns how many */
  reviveInterrupted(now: Instant): Promise<number>;
  slot(incident: number, slot: string): Promise<SlotRow | undefined>;
  effects(incident: number): Promise<StoredEffect[]>;
  /** How many effects wait, by state, and when the oldest of those that could leave fell due. */
  backlog(now: Instant): Promise<Backlog>;
}

export interface Backlog {
  pending: number;
  sending: number;
  uncertain: number;
  failed: number;
  oldestDue?: Instant;
}
