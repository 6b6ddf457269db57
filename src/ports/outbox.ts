import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { Lane } from '../domain/incident/effects.ts';
import type { MessageRef } from '../domain/refs.ts';
import type { Duration, Instant } from '../domain/time.ts';

export type EffectState = 'pending' | 'sending' | 'uncertain' | 'done' | 'failed' | 'superseded';

/** An effect on its way out. */
export type StoredEffect = Outgoing & {
  state: EffectState;
  attempts: number;
  /** When it was last handed to a port. */
  sentAt?: Instant;
  lastError?: string;
};

/**
 * The outcome of an effect that was claimed. A write with one for an effect that another process has taken since throws
 * LeaseLostError.
 */
export type Settlement =
  | { key: string; state: 'done' }
  | { key: string; state: 'failed'; error: string }
  /** Never sent, because it was no longer so. */
  | { key: string; state: 'superseded'; error: string }
  /** None yet: the write is kept only while the lease of the one who sends it holds. */
  | { key: string; state: 'sending' }
  | PutBack;

/** Try again at `dueAt`; `counted` says whether it was an attempt (being throttled is not). */
export interface PutBack {
  key: string;
  state: 'pending' | 'uncertain';
  dueAt: Instant;
  error: string;
  counted: boolean;
  /**
   * Milliseconds in which only this process takes it, because it goes on where it stopped; another one would have to look
   * first. Nobody in particular when left out.
   */
  keptFor?: Duration;
}

/** Whether the process that asks can do what an effect says. */
export type Knows = (effect: Pick<Outgoing, 'body'>) => boolean;

export interface NextDue {
  at: Instant;
  effects: Pick<Outgoing, 'incident' | 'body'>[];
}

export interface SlotRow {
  incident: number;
  slot: string;
  message: MessageRef;
  /** sha-256 of the drawn card, so that an unchanged card is not sent again. */
  drawn: string;
}

/** The effects still to be sent. `Records.write` adds and settles them, in the transaction of their events. */
export interface Outbox {
  /**
   * Takes due effects: durably marks them `sending` and returns them, most urgent first. It takes at most one per lane,
   * none of `busyLanes`, and none behind an older unfinished effect of its lane. A lane belongs to one incident, so no
   * incident waits for another. Effects found `uncertain` keep that state. Timers stay `pending`, because the
   * transaction of their command settles them.
   *
   * What is taken is leased: no other process takes it until the lease is over, by the clock of the database. What another
   * process had begun, and has no lease on any more, is handed out as `uncertain`.
   * @param query.knows what it does not know is left as it stands, for a process of a newer version; all are known when left out
   */
  claim(query: { now: Instant; busyLanes: Lane[]; limit: number; knows?: Knows }): Promise<StoredEffect[]>;
  /** When the next effects that it knows are due, and some of those that are due then. */
  nextDue(knows?: Knows): Promise<NextDue | undefined>;
  /**
   * Makes every effect `uncertain` and due that is `sending` and nobody has a lease on, because its process died or was
   * away for too long.
   * @returns how many
   */
  reviveInterrupted(now: Instant): Promise<number>;
  /**
   * After the clock was set back: plans anew what was planned while it was ahead. A retry comes after its own wait,
   * counted from now. What an incident's log planned comes earlier by as much as the clock went back, because the log
   * that says when it is due was written by the clock that was wrong.
   * @param back milliseconds it was set back by; when left out, what each incident's newest entry lies ahead
   * @returns how many effects
   */
  replan(now: Instant, back?: Duration): Promise<number>;
  slot(incident: number, slot: string): Promise<SlotRow | undefined>;
  effects(incident: number): Promise<StoredEffect[]>;
  /** What has not ended of one lane, those that are held back included, in its order. */
  waiting(lane: Lane): Promise<StoredEffect[]>;
  /** How many effects wait, by state, and when the oldest one that could be sent was due. */
  backlog(now: Instant): Promise<Backlog>;
}

export interface Backlog {
  pending: number;
  sending: number;
  uncertain: number;
  failed: number;
  oldestDue?: Instant;
  /** How many wait for a chat though their time has come; absent where none does. */
  waitForChat?: number;
}
