import { LRUCache } from 'lru-cache';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import type { Incident } from '../domain/incident/state.ts';

interface Known {
  version: number;
  incident: Incident;
}

/**
 * Folded states by incident, so that a command on a long incident folds only new events. It is a cache: the store is
 * always right, and uncommitted events never enter.
 */
export interface States {
  /** Number of the newest event already folded; 0 when nothing is cached. */
  version(number: number): number;
  /** The state at the loaded version. `events` are those after the `version(number)` that the load asked from. */
  at(number: number, loaded: { version: number; events: IncidentEvent[] }): Incident;
  /** Remembers a committed state. */
  keep(number: number, version: number, incident: Incident): void;
}

/** @param limit how many incidents are cached; the least recently used one goes first */
export function createStates(limit = 500): States {
  const known = new LRUCache<number, Known>({ max: limit });
  return {
    // Asking counts as use: the state must still be cached when the load comes back.
    version: (number) => known.get(number)?.version ?? 0,

    at(number, { version, events }) {
      const entry = known.get(number) ?? { version: 0, incident: nothing };
      // A state newer than the load is fine to read; an append based on it fails the version check.
      if (entry.version >= version) return entry.incident;
      if (events.length < version - entry.version)
        throw new Error(`INC-${number} was forgotten while its events were being read`);
      return fold(entry.incident, events.slice(events.length - (version - entry.version)));
    },

    keep(number, version, incident) {
      if ((known.peek(number)?.version ?? 0) < version) known.set(number, { version, incident });
    },
  };
}
