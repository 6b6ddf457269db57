import { type Lane, laneKey } from '../../domain/incident/effects.ts';
import type { StoredEffect } from '../../ports/outbox.ts';
import type { DeliverDeps } from './sending.ts';

export interface Claim {
  /** What is due and may leave now: nothing of a lane that has something under way. */
  next(): Promise<StoredEffect[]>;
  /** The effect's lane is taken until its work has ended. */
  hold(effect: Lane, work: Promise<void>): void;
  /** How many are under way. */
  held(): number;
  underWay(): Promise<void>[];
}

/** Side by side, across all lanes. */
const width = 32;

/** Takes due effects from the store, lane by lane, and knows which lanes are taken. */
export function createClaim({ store, clock }: DeliverDeps): Claim {
  const busy = new Map<string, { lane: Lane; work: Promise<void> }>();
  return {
    async next() {
      const limit = width - busy.size;
      if (limit <= 0) return [];
      const busyLanes = [...busy.values()].map(({ lane }) => lane);
      return store.claim({ now: clock.now(), busyLanes, limit });
    },
    hold({ incident, lane }, work) {
      const own = { incident, lane };
      busy.set(laneKey(own), { lane: own, work: work.finally(() => busy.delete(laneKey(own))) });
    },
    held: () => busy.size,
    underWay: () => [...busy.values()].map(({ work }) => work),
  };
}
