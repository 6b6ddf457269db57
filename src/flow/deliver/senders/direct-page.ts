import { chatRoute } from '../../../domain/incident/rooms.ts';
import type { Opened } from '../../../domain/incident/state.ts';
import { type BodyOf, chatName } from '../sending.ts';

/** The person and the level of a message that is a page, `page:<level>:<person>`; undefined for other messages. */
export function directPage(body: BodyOf<'draw'>, incident: Opened) {
  const [word, level, ...rest] = body.slot.split(':');
  if (word !== 'page' || level === undefined) return undefined;
  const id = rest.join(':');
  const people = [{ id, name: incident.plan.people[id]?.name ?? id }];
  return { level: Number(level), route: chatRoute(incident.plan, chatName(body, incident)), people };
}
