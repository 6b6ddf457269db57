import { LRUCache } from 'lru-cache';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import type { Incident } from '../domain/incident/state.ts';
import { ConflictError } from '../errors.ts';

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
  /** Forgets an incident, because what was folded is no longer what the log says. */
  forget(number: number): void;
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
      const newer = events.slice(events.length - (version - entry.version));
      // Somebody else took text out of events that are folded here already.
      if (entry.version > 0 && newer.some(({ type }) => type === 'entry.redacted')) {
        known.delete(number);
        throw new ConflictError(number, entry.version, version);
      }
      return fold(entry.incident, newer);
    },

    forget: (number) => void known.delete(number),

    keep(number, version, incident) {
      if ((known.peek(number)?.version ?? 0) < version) known.set(number, { version, incident });
    },
  };
}
