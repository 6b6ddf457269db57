import { fold, nothing } from '../domain/incident/evolve.ts';
import { type Tally, tallyOf } from '../domain/report/tally.ts';
import type { Instant } from '../domain/time.ts';
import type { Store } from '../ports/store.ts';

export interface TallyReader {
  /** Tallies of all incidents opened since then; where one is stale it is made anew from the log, and kept. */
  since(from: Instant): Promise<Tally[]>;
  /**
   * Makes some stale tallies anew, by number, so that the first report need not. It can stop anywhere and go on later.
   * @returns the number to go on after; undefined when none is stale beyond
   */
  catchUp(after: number): Promise<number | undefined>;
}

/** So many logs are folded in one go. */
const atOnce = 20;

/** Reads the tallies. Each stands in the transaction of its events; only those of an older airb are made here. */
export function createTallies(
  store: Pick<Store, 'tallies' | 'staleTallies' | 'keepTally' | 'events'>,
): TallyReader {
  async function anew(number: number): Promise<Tally | undefined> {
    const events = await store.events(number);
    const state = fold(
      nothing,
      events.map(({ event }) => event),
    );
    if (state.phase === 'none') return undefined;
    const tally = tallyOf(state);
    await store.keepTally(tally, events.length);
    return tally;
  }

  return {
    async since(from) {
      const { tallies, stale } = await store.tallies(from);
      for (const number of stale) {
        const tally = await anew(number);
        if (tally) tallies.push(tally);
      }
      return tallies;
    },
    async catchUp(after) {
      const stale = await store.staleTallies({ number: after, limit: atOnce });
      for (const number of stale) await anew(number);
      return stale.length < atOnce ? undefined : stale.at(-1);
    },
  };
}
