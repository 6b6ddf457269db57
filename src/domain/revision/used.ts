import type { IncidentEvent } from '../incident/events.ts';
import type { Opened } from '../incident/state.ts';

/** An incident with its log, as far as its present runbook was in use. */
export interface Used {
  incident: Opened;
  events: IncidentEvent[];
  /** It was resolved, so what was left undone will stay so. */
  over: boolean;
}

/** The part of a log that speaks of the runbook the incident has now: steps before a switch are those of another. */
export function usedOf(incident: Opened, events: readonly IncidentEvent[]): Used {
  const switched = events.findLastIndex(({ type }) => type === 'runbook.switched');
  return { incident, events: events.slice(switched + 1), over: incident.phase === 'resolved' };
}

/** Events of one type, in order. */
export function eventsIn<T extends IncidentEvent['type']>(
  { events }: Pick<Used, 'events'>,
  type: T,
): Extract<IncidentEvent, { type: T }>[] {
  return events.filter((event): event is Extract<IncidentEvent, { type: T }> => event.type === type);
}

/** What was measured, found and left undone in a drill is of a played world; only what people say outright counts there. */
export function isReal({ incident }: Pick<Used, 'incident'>): boolean {
  return incident.drill === undefined;
}

/** What people wrote, as far as it may leave the incident: of a private one nothing may. */
export function quotable({ incident }: Pick<Used, 'incident'>, ...texts: (string | undefined)[]): string[] {
  if (incident.private) return [];
  return texts.flatMap((text) => (text?.trim() ? [text.trim()] : []));
}
