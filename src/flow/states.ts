import { LRUCache } from 'lru-cache';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import { type Incident, isOpen } from '../domain/incident/state.ts';
import { ConflictError } from '../errors.ts';

interface Known {
  version: number;
  incident: Incident;
}

/**
 * Which states count: those that are committed, or also the drafts that writes of the same batch have just decided. Only
 * inside a transaction may drafts be looked at.
 */
export type Sight = 'committed' | 'drafts too';

/**
 * Folded states by incident, so that a command on a long incident folds only new events, and each of many writes in one
 * batch folds only its own. It is a cache: the store is always right.
 */
export interface States {
  /** Number of the newest event already folded; 0 when nothing is cached. */
  version(number: number, sight: Sight): number;
  /**
   * The state at the loaded version. `events` are those after the `version(number)` that the load asked from.
   * @throws ConflictError when what is cached is not what the log says; it is forgotten, so that another try reads it
   */
  at(
    number: number,
    loaded: { version: number; events: IncidentEvent[]; pruned?: boolean },
    sight: Sight,
  ): Incident;
  /** Forgets an incident, because what was folded is no longer what the log says. */
  forget(number: number): void;
  /** Remembers what a write decided that is not committed yet. */
  draft(number: number, version: number, incident: Incident): void;
  /** Forgets all drafts, because a write was refused and others of its batch may have been refused with it. */
  drop(): void;
  /** Remembers a committed state. */
  keep(number: number, version: number, incident: Incident): void;
}

/**
 * @param limit.open how many open incidents are cached, and `limit.over` of those that are over; the least recently used one
 * goes first. What is over is seldom asked for again once its last messages have left, and would fill the memory.
 */
export function createStates(limit = { open: 500, over: 50 }): States {
  const open = new LRUCache<number, Known>({ max: limit.open });
  const over = new LRUCache<number, Known>({ max: limit.over });
  const drafts = new Map<number, Known>();

  // Asking counts as use: the state must still be cached when the load comes back.
  function newest(number: number, sight: Sight): Known {
    const committed = open.get(number) ?? over.get(number) ?? { version: 0, incident: nothing };
    const draft = sight === 'committed' ? undefined : drafts.get(number);
    return draft !== undefined && draft.version > committed.version ? draft : committed;
  }

  function forget(number: number): void {
    open.delete(number);
    over.delete(number);
    drafts.delete(number);
  }

  return {
    version: (number, sight) => newest(number, sight).version,

    at(number, { version, events, pruned }, sight) {
      if (pruned) {
        // By another process perhaps, which does not know what is kept in mind here.
        forget(number);
        return nothing;
      }
      const entry = newest(number, sight);
      if (entry.version > version && entry === drafts.get(number)) {
        // The write it came from was taken back.
        drafts.delete(number);
        throw new ConflictError(number, entry.version, version);
      }
      // A state newer than the load is fine to read; an append based on it fails the version check.
      if (entry.version >= version) return entry.incident;
      if (events.length < version - entry.version) {
        // A draft it counted on was dropped while its events were being read, which takes time where they are far away.
        forget(number);
        throw new ConflictError(number, entry.version, version);
      }
      const newer = events.slice(events.length - (version - entry.version));
      // Somebody else took text out of events that are folded here already.
      if (entry.version > 0 && newer.some(({ type }) => type === 'entry.redacted')) {
        forget(number);
        throw new ConflictError(number, entry.version, version);
      }
      return fold(entry.incident, newer);
    },

    forget,
    draft: (number, version, incident) => void drafts.set(number, { version, incident }),
    drop: () => drafts.clear(),

    keep(number, version, incident) {
      const known = open.peek(number) ?? over.peek(number);
      if ((known?.version ?? 0) < version) {
        const [its, other] = isOpen(incident) ? [open, over] : [over, open];
        its.set(number, { version, incident });
        other.delete(number);
      }
      if ((drafts.get(number)?.version ?? 0) <= version) drafts.delete(number);
    },
  };
}
