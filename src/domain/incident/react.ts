import { severities } from '../people.ts';
import type { Effect } from './effects.ts';
import type { IncidentEvent } from './events.ts';
import { inEveryRoom } from './every-room.ts';
import { reactions } from './slices.ts';
import type { Opened } from './state.ts';
import type { Wish } from './wishes.ts';

type Reaction = (event: IncidentEvent, incident: Opened) => Wish[];

/**
 * What must happen outside because of one event. Pure. `incident` is the state after the whole decision and `seq` the
 * number of the event, so the same event always gives the same effects with the same keys. An event that only a newer
 * airb knows gives none.
 */
export function react(event: IncidentEvent, incident: Opened, seq: number): Effect[] {
  const rank = severities.indexOf(incident.severity);
  // Each reaction takes the events of its own key; the compiler can't follow that through the lookup.
  const reaction = reactions[event.type] as Reaction | undefined;
  const wishes = inEveryRoom(event, incident, reaction?.(event, incident) ?? []);
  return wishes.map(({ urgency, of = incident.number, ...wish }, n) => ({
    ...wish,
    key: of === incident.number ? `${of}.${seq}.${n}` : `${of}.0.${incident.number}.${seq}.${n}`,
    incident: of,
    priority: urgency * 10 + rank,
  }));
}
