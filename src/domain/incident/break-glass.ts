import { actorName, type Person } from '../people.ts';
import { couldStillApprove } from '../response/approval.ts';
import { unansweredFrom, unreachableFrom } from '../response/silence.ts';
import type { Instant } from '../time.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Folds, Reactions } from './slice.ts';
import type { Containment, Opened } from './state.ts';
import { announce, draw, say, tell, type Wish } from './wishes.ts';

type Happens = 'glass.broken';

/** People who may take command by the organization file. Older logs don't say; there the approvers may. */
export function rota(incident: Opened): Person[] {
  const { plan } = incident;
  return (plan.commanders ?? plan.approvers).map((id) => ({ id, name: plan.people[id]?.name ?? id }));
}

/** Everybody who could take command or hand it over. */
export function commandHolders(incident: Opened): Person[] {
  const { commander } = incident.roles;
  const all = [...(commander ? [commander] : []), ...rota(incident)];
  return all.filter(({ id }, place) => all.findIndex((other) => other.id === id) === place);
}

/** From when on command may be taken by somebody else, with a reason. */
export function commandOpenFrom(incident: Opened): Instant {
  const ids = commandHolders(incident).map(({ id }) => id);
  return unreachableFrom(ids, incident.heard, incident.openedAt);
}

/** From when on somebody else may let a waiting rollback go on, with a reason. */
export function approvalOpenFrom(incident: Opened, asked: Containment): Instant {
  const ids = couldStillApprove(incident, asked).map(({ id }) => id);
  return unansweredFrom(ids, incident.heard, asked.requestedAt);
}

/** The entry that somebody went on without those who decide, and whom nobody had heard of. */
export function glassBroken(
  base: Pick<IncidentEvent, 'at' | 'by'>,
  facts: { for: 'command' | 'rollback'; action?: string; reason: string },
  people: Person[],
): IncidentEvent {
  return { ...base, type: 'glass.broken', ...facts, unreached: people.map(({ name }) => name) };
}

export const folds: Folds<Happens> = {
  'glass.broken': (incident, { at, by, for: what, action, reason }) => ({
    ...incident,
    brokenGlass: [
      ...incident.brokenGlass,
      { for: what, ...(action !== undefined && { action }), by: actorName(by), at, reason },
    ],
  }),
};

/** Told in the room and where incidents are announced, so that whoever could not be reached sees it first. */
export const reactions: Reactions<Happens> = {
  'glass.broken': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...announce(event.at, incident),
    tell(event),
    ...aloud(event, incident),
  ],
};

function aloud(event: EventOf<Happens>, incident: Opened): Wish[] {
  if (incident.private) return [];
  return [say(event.at, { to: 'incidents' }, { as: 'event', event })];
}
