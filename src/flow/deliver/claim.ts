import { type Lane, laneKey } from '../../domain/incident/effects.ts';
import type { NextDue, StoredEffect } from '../../ports/outbox.ts';
import type { Lease } from './leases.ts';
import { knowsOf } from './of-newer.ts';
import { senders } from './senders/senders.ts';
import type { DeliverDeps } from './sending.ts';

export interface Claim {
  /**
   * The due effects that may be sent now, none from a lane that has one under way; undefined when there is no room for more,
   * or this process may take none.
   */
  next(): Promise<{ effects: StoredEffect[]; lease: Lease } | undefined>;
  /** When the next of what this process can send falls due. */
  nextDue(): Promise<NextDue | undefined>;
  /** Takes the effect's lane until the work has ended. */
  hold(effect: Lane, work: Promise<void>): void;
  /** The number of effects under way. */
  held(): number;
  underWay(): Promise<void>[];
}

/** The most effects under way at once, over all lanes. */
const width = 32;

/** Takes due effects from the store, lane by lane, and remembers which lanes are taken. */
export function createClaim(deps: DeliverDeps): Claim {
  const { store, clock, leases } = deps;
  const knows = knowsOf(senders(deps), deps);
  const busy = new Map<string, { lane: Lane; work: Promise<void> }>();
  return {
    async next() {
      const limit = width - busy.size;
      // Before the records are asked, so that it ends before the lease they give does.
      const lease = leases.begin();
      if (limit <= 0 || lease === undefined) return undefined;
      const busyLanes = [...busy.values()].map(({ lane }) => lane);
      return { effects: await store.claim({ now: clock.now(), busyLanes, limit, knows }), lease };
    },
    nextDue: () => store.nextDue(knows),
    hold({ incident, lane }, work) {
      const own = { incident, lane };
      busy.set(laneKey(own), { lane: own, work: work.finally(() => busy.delete(laneKey(own))) });
    },
    held: () => busy.size,
    underWay: () => [...busy.values()].map(({ work }) => work),
  };
}
