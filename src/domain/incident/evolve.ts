import { counted } from './drill.ts';
import type { IncidentEvent } from './events.ts';
import { begin } from './opening.ts';
import { folds } from './slices.ts';
import type { Incident, Opened } from './state.ts';

export const nothing: Incident = { phase: 'none' };

/**
 * The incident after one more event. Pure, and it never fails: an event that does not fit the state changes nothing,
 * nor does one that only a newer airb knows. So every log folds, old or new.
 */
export function evolve(incident: Incident, event: IncidentEvent): Incident {
  if (event.type === 'incident.opened') return begin(event);
  if (incident.phase === 'none') return incident;
  // Each fold takes the events of its own key; the compiler can't follow that through the lookup.
  const fold = folds[event.type] as Fold | undefined;
  const folded = fold?.(incident, event) ?? incident;
  const next = folded.phase === 'none' ? folded : counted(folded, event);
  if (next.phase === 'none' || !isActivity(event)) return next;
  return { ...next, activeAt: event.at, heard: heardOf(event, next) };
}

function heardOf({ by, at }: IncidentEvent, { heard }: Opened): Opened['heard'] {
  return by.kind === 'person' ? { ...heard, [by.id]: at } : heard;
}

/** An alert, or what a person did. airb's own entries are none: with a cadence they would keep any incident awake. */
function isActivity({ type, by }: IncidentEvent): boolean {
  return by.kind === 'person' || type.startsWith('alert.');
}

type Fold = (incident: Opened, event: IncidentEvent) => Incident;

/** Folds a list of events onto a state. */
export function fold(incident: Incident, events: IncidentEvent[]): Incident {
  return events.reduce(evolve, incident);
}
