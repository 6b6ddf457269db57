import type { EventOf } from '../events.ts';
import { firstPeople } from '../rooms.ts';
import type { Opened } from '../state.ts';
import { pageOut, pageTimer, redrawPages } from './paging.ts';
import { cadenceTimers } from './updates.ts';
import { announce, draw, invite, read, topic, type Wish, wish } from './wishes.ts';

/** Pages, room, first readings and the update clock start at once; none waits for another. */
export function opened(event: EventOf<'incident.opened'>, incident: Opened): Wish[] {
  const { at } = event;
  const first = incident.plan.escalation[0];
  const pages = first ? pageOut(at, incident, { level: 0, people: first.people }) : [];
  return [
    ...pages,
    ...pageTimer(at, incident, 0),
    wish(
      at,
      { kind: 'room.open', name: event.roomName, private: event.private },
      { lane: 'room.open', urgency: 1 },
    ),
    read(at, { for: 'opening' }, incident),
    ...cadenceTimers(at, incident),
  ];
}

/** Card and checklist leave side by side with the invitations; everything else follows in reading order. */
export function roomOpened(event: EventOf<'room.opened'>, incident: Opened): Wish[] {
  const { at } = event;
  const { plan } = incident;
  const links = [
    { title: 'Incident page', url: plan.links.page },
    { title: 'Runbook', url: plan.links.runbook },
    { title: 'Dashboard', url: plan.links.dashboard },
  ].filter((link): link is { title: string; url: string } => link.url !== undefined);
  return [
    draw(at, 'card'),
    draw(at, 'section:triage'),
    invite(at, firstPeople(incident)),
    { ...draw(at, 'questions'), waitsFor: 'slot:card' },
    ...(plan.diagnosis ? [{ ...draw(at, 'diagnosis'), waitsFor: 'slot:questions' }] : []),
    { ...draw(at, 'section:rollback'), waitsFor: plan.diagnosis ? 'slot:diagnosis' : 'slot:questions' },
    { ...draw(at, 'section:communication'), waitsFor: 'slot:section:rollback' },
    topic(at, incident),
    wish(at, { kind: 'room.links', links }, { lane: 'room.links', urgency: 6 }),
    {
      ...wish(at, { kind: 'room.pin', slot: 'card' }, { lane: 'room.pin', urgency: 5 }),
      waitsFor: 'slot:card',
    },
    ...announce(at, incident),
    ...redrawPages(at, incident),
  ];
}
