import type { Duration, Instant } from '../domain/time.ts';

/** A process that serves the records. */
export interface Replica {
  /** For people: `process 12 on host-a`. */
  label: string;
  /** By the clock of the database. */
  since: Instant;
}

export interface Joined {
  /** What the clock of the database said. */
  now: Instant;
  /** Who served already. */
  others: Replica[];
  /** Settings that another one has otherwise. Where there are any, the process has not joined. */
  disagreeing: { name: string; label: string }[];
}

/** What the processes that serve the same records know of each other. */
export interface Serving {
  /**
   * Enters this process among those that serve.
   * @param me.settings what all have to share, by name; only digests of the values are kept
   */
  join(me: { label: string; settings: Record<string, string> }): Promise<Joined>;
  /**
   * Renews the leases of this process, and puts in doubt what others can't send any more.
   * @param now when what is put in doubt falls due
   * @returns `kept` is false when the leases were over: others may have taken what this process was sending, and it has to
   * join again
   */
  renew(now: Instant): Promise<{ kept: boolean; revived: number }>;
  /** Gives up every lease of this process. What it was still sending is in doubt for whoever comes next. */
  leave(): Promise<void>;
  /**
   * Asks for the turn of work that comes back, so that one of those who serve does it in each interval. Where it can't be
   * asked, the work is to be done: twice is harmless, never is not.
   * @returns whether this process is to do it now
   */
  takeTurn(work: { name: string; every: Duration }): Promise<boolean>;
  /** Who serves, the longest first. */
  replicas(): Promise<Replica[]>;
}
