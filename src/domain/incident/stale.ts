import type { Person } from '../people.ts';
import type { Instant } from '../time.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { unchanged } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { say, tell, timer, type Wish } from './wishes.ts';

/**
 * Rules for an incident that everybody may have forgotten: when nobody has said or done anything for the time its severity
 * allows, whoever decides is asked whether it is still going on. It is asked again after the same time; nothing ends by itself.
 */
export const rules: Rules<'stale.check'> = {
  'stale.check': ({ at, by }, incident) => {
    const allowed = incident.plan.stale?.[incident.severity];
    if (allowed === undefined) return { events: [] };
    const idle = at - lastAct(incident);
    const checked = { at, by, type: 'stale.checked' as const, idle };
    return { events: [idle < allowed ? checked : { ...checked, asked: whom(incident) }] };
  },
};

export const folds: Folds<'stale.checked'> = { 'stale.checked': unchanged };

export const reactions: Reactions<'stale.checked'> = {
  'stale.checked': (event, incident) => [
    ...staleTimer(event.at, incident, event.asked === undefined ? event.at - event.idle : event.at),
    ...(event.asked === undefined ? [] : [tell(event)]),
    ...(event.asked ?? []).map(({ id }) =>
      say(event.at, { to: 'person', person: id }, { as: 'event', event }),
    ),
  ],
};

/**
 * The timer for the next look, counted from the last act.
 * @param from when somebody last did something, or was last asked
 */
export function staleTimer(at: Instant, incident: Opened, from = at): Wish[] {
  const allowed = incident.plan.stale?.[incident.severity];
  if (allowed === undefined || !isOpen(incident)) return [];
  return [timer(Math.max(at, from + allowed), 'stale', { type: 'stale.check' })];
}

function lastAct({ heard, openedAt }: Opened): Instant {
  return Math.max(openedAt, ...Object.values(heard));
}

/** The commander, and the owner where that is somebody else. */
function whom({ roles: { commander, owner } }: Opened): Person[] {
  return [commander, owner === undefined || owner.id === commander?.id ? undefined : owner].filter(
    (person) => person !== undefined,
  );
}
