import { personNamed } from '../../../domain/incident/paging-reach.ts';
import { chatRoute } from '../../../domain/incident/rooms.ts';
import { readSlot } from '../../../domain/incident/slots.ts';
import type { Opened } from '../../../domain/incident/state.ts';
import { type BodyOf, chatName } from '../sending.ts';

/** Whom a message pages, and on which level, when its slot is that of a page. */
export function directPage(body: BodyOf<'draw'>, incident: Opened) {
  const slot = readSlot(body.slot);
  if (slot?.of !== 'page') return undefined;
  const { level, person: id } = slot;
  const people = [personNamed(incident, id)];
  return { level, route: chatRoute(incident.plan, chatName(body, incident)), people };
}
