import { severities } from '../people.ts';
import { withinDrill } from './drill-gate.ts';
import type { Effect } from './effects.ts';
import type { EventType, IncidentEvent } from './events.ts';
import { inEveryRoom } from './every-room.ts';
import { moves } from './next-step.ts';
import { reactions } from './slices.ts';
import { slotName } from './slots.ts';
import type { Opened } from './state.ts';
import { draw, type Wish } from './wishes.ts';

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
  const own = reaction?.(event, incident) ?? [];
  const asked = withinDrill(event.at, incident, [
    ...own,
    ...whatIsDue(event, incident, own),
    ...usedUp(event, incident),
  ]);
  const wishes = inEveryRoom(event, incident, asked);
  return wishes.map(({ urgency, of = incident.number, ...wish }, n) => ({
    ...wish,
    key: of === incident.number ? `${of}.${seq}.${n}` : `${of}.0.${incident.number}.${seq}.${n}`,
    incident: of,
    priority: urgency * 10 + rank,
  }));
}

/** After these a button of a message that was said once may be used up: see `views/chat/used.ts`. */
const usesUp: ReadonlySet<EventType> = new Set<EventType>([
  'update.posted',
  'update.missed',
  'update.snoozed',
  'evidence.confirmed',
  'samples.taken',
  'resolved',
  'cancelled',
  'merged',
]);

function usedUp({ type, at }: IncidentEvent, { rooms }: Opened): Wish[] {
  return usesUp.has(type) && rooms.length > 0 ? [draw(at, { of: 'told' })] : [];
}

/**
 * Card, folded checklist and the newest message show what is due. They are drawn in one place, because anything that
 * moves the incident on may change it. The opening of the room draws them itself, in the order people read them.
 */
function whatIsDue({ type, at }: IncidentEvent, { rooms }: Opened, own: Wish[]): Wish[] {
  if (!moves.has(type) || rooms.length === 0) return [];
  const drawn = new Set(own.flatMap(({ body }) => (body.kind === 'draw' ? [body.slot] : [])));
  return ([{ of: 'card' }, { of: 'checklist' }, { of: 'now' }] as const)
    .filter((slot) => !drawn.has(slotName(slot)))
    .map((slot) => draw(at, slot));
}
