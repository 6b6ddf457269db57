import { type PersonId, type Role, roles as roleNames } from '../people.ts';
import { heldBy } from '../response/role-asks.ts';
import type { EventOf } from './events.ts';
import type { Opened } from './state.ts';
import { say, type Wish } from './wishes.ts';

/**
 * Tells everybody who has a role from the beginning, from the files or the rota, as whoever is offered one is told. Left
 * out are whoever opened the incident, the owner where a page tells them anyway, and in a storm all incidents but the
 * first, because its one message stands for all.
 */
export function tellHolders({ at, by }: EventOf<'incident.opened'>, incident: Opened): Wish[] {
  const { roles, storm, number, paging } = incident;
  if (storm !== undefined && storm !== number) return [];
  const paged = (id: PersonId) => paging.people.some((one) => one.id === id);
  const untold = (id: PersonId): Role[] => heldBy(roles, id).filter((role) => role !== 'owner' || !paged(id));
  // By the list of roles, because what is said is known again by its place in the order, and a stored event has its own.
  const holders = new Set(roleNames.flatMap((role) => roles[role]?.id ?? []));
  return [...holders]
    .filter((id) => by.kind !== 'person' || by.id !== id)
    .map((id) => ({ id, given: untold(id) }))
    .filter(({ given }) => given.length > 0)
    .map(({ id, given }) => say(at, { to: 'person', person: id }, { as: 'roles', roles: given }));
}
