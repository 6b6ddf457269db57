import type { Tally } from '../domain/report/tally.ts';
import type { Instant } from '../domain/time.ts';

/** The read model of the program report: one tally an incident, written in the transaction of its events. */
export interface Tallies {
  /**
   * Tallies of the incidents opened since then, in no order. `stale` are those whose tally is not there or not of the newest
   * event and the present shape: an airb before this one wrote them.
   */
  tallies(since: Instant): Promise<{ tallies: Tally[]; stale: number[] }>;
  /** The next incidents whose tally is stale, by number. */
  staleTallies(after: { number: number; limit: number }): Promise<number[]>;
  /**
   * Keeps a tally made from the log, unless a newer one was written meanwhile.
   * @param version number of the newest event it counts
   */
  keepTally(tally: Tally, version: number): Promise<void>;
}
