import type { Severity } from '../people.ts';
import type { Alert } from '../signals/alert.ts';
import type { Instant } from '../time.ts';

/** What an alert is known by. */
export interface AlertKey {
  source: string;
  fingerprint: string;
}

/** An alert of the incident with what is known of its present episode. */
export interface KnownAlert {
  alert: Alert;
  times: number;
  resolved: boolean;
  /** The worst it has claimed. */
  severity?: Severity;
  /** The failure it speaks of, where that is not the incident's. */
  failure?: string;
  /** The wave it joined with, counted from 1; absent for the alert that opened the incident. */
  wave?: number;
  /** The end that its last resolution gave. */
  endedAt?: Instant;
  /** When it was last heard, where its end is told by silence alone. */
  heardAt?: Instant;
  /** When it was last told that it outlasts the incident. */
  outlastedAt?: Instant;
}
