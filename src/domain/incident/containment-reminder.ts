import { deedOf, inForce } from '../response/stops.ts';
import { type Duration, hour, type Instant } from '../time.ts';
import { containmentIn, withContainment } from './containment-request.ts';
import type { EventOf } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { draw, tell, timer, type Wish } from './wishes.ts';

/** How often the room is reminded of what is in force, where the system file says nothing. */
const remindEvery: Duration = hour;

/** Rules for what is off, frozen or throttled and may be forgotten. */
export const rules: Rules<'containment.remind'> = {
  'containment.remind': ({ at, by, action }, incident) => {
    const due = nextReminder(action, incident);
    const events = due !== undefined && at >= due;
    return { events: events ? [{ at, by, type: 'containment.reminded', action }] : [] };
  },
};

export const folds: Folds<'containment.reminded'> = {
  'containment.reminded': (incident, event) =>
    withContainment(incident, event, (known) => ({ ...known, remindedAt: event.at })),
};

export const reactions: Reactions<'containment.reminded'> = {
  'containment.reminded': (event, incident) => [
    draw(event.at, { of: 'card' }),
    tell(event),
    ...remindLater(event, incident),
  ],
};

/** The next reminder of what a deed brought into force; none once it is over, and none after the incident. */
export function remindLater(
  { action }: EventOf<'rollback.responded' | 'containment.reminded'>,
  incident: Opened,
): Wish[] {
  const due = nextReminder(action, incident);
  return due === undefined ? [] : [timer(due, `remind:${action}`, { type: 'containment.remind', action })];
}

/** When the room is reminded next; undefined when what the deed began is over, or the incident is. */
function nextReminder(action: string, incident: Opened): Instant | undefined {
  const standing = inForce(incident).find((one) => deedOf(incident, one)?.id === action);
  const deed = containmentIn(incident, action);
  const last = deed?.remindedAt ?? deed?.appliedAt;
  if (standing === undefined || last === undefined || !isOpen(incident)) return undefined;
  return last + (standing.remind ?? remindEvery);
}
