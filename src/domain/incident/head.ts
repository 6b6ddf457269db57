import type { Instant } from '../time.ts';
import { outcomeOf } from './outcome.ts';
import { isOpen, type Opened } from './state.ts';

/**
 * The facts of an incident that lists and look-ups need.
 * @param version number of the newest event
 * @param updatedAt when that event happened
 */
export function headOf(incident: Opened, version: number, updatedAt: Instant) {
  const outcome = outcomeOf(incident);
  return {
    number: incident.number,
    title: incident.title,
    system: incident.plan.system.id,
    failure: incident.failure,
    severity: incident.severity,
    phase: incident.phase,
    open: isOpen(incident),
    private: incident.private,
    openedAt: incident.openedAt,
    updatedAt,
    activeAt: incident.activeAt,
    room: incident.room,
    version,
    siblings: [...incident.siblings.map(({ failure }) => failure), ...(incident.formerFailures ?? [])],
    ...(incident.stray !== undefined && { stray: incident.stray }),
    ...(incident.storm !== undefined && { storm: incident.storm }),
    ...(outcome !== undefined && { outcome }),
    ...(incident.phase === 'merged' && { mergedInto: incident.into }),
  };
}
