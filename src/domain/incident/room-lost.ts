import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';
import type { EventOf } from './events.ts';
import { foldables } from './events.ts';
import { inChat } from './every-room.ts';
import { chatOfRef, chatsOf, firstPeople, lostIn, roomIn } from './rooms.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { isOpen, type LostRoom, type Opened } from './state.ts';
import { announce, draw, drawShown, invite, say, tell, type Wish, wish } from './wishes.ts';

/** Whoever takes it away again and again means it: after so many, airb asks people. */
const mostReplacements = 3;

/**
 * Rules for an incident whose room is not there any more: archived, deleted, or airb was put out of it. It is said
 * elsewhere, airb comes back or opens another room, and there everything that stands is shown again.
 */
export const rules: Rules<'room.lost'> = {
  'room.lost': ({ at, by, room, why }, incident) => {
    const chat = chatOfRef(room);
    const known = roomIn(incident, chat);
    // The end of an incident is when its room may go.
    if (!isOpen(incident) || known?.ref !== room) return { events: [] };
    const lost = lostIn(incident, chat);
    if (lost.length > mostReplacements) return { events: [] };
    const last = lost.length === mostReplacements;
    return { events: [{ at, by, type: 'room.lost', room, name: known.name, why, ...(last && { last }) }] };
  },
};

export const folds: Folds<'room.lost' | 'room.replaced'> = {
  'room.lost': (incident, { at, room, name, why, last }) => {
    const chat = chatOfRef(room);
    const lost: LostRoom = { chat, ref: room, name, at, why };
    const lostRooms = [...(incident.lostRooms ?? []), lost];
    // It stays what it was where nothing takes its place: there the next word fails and is told.
    if (last) return { ...incident, lostRooms };
    const rooms = incident.rooms.filter((one) => one.ref !== room);
    return chat === chatsOf(incident.plan)[0]
      ? { ...incident, rooms, lostRooms, room: undefined }
      : { ...incident, rooms, lostRooms };
  },
  'room.replaced': (incident, { from, to }) => ({
    ...incident,
    lostRooms: (incident.lostRooms ?? []).map((one) =>
      one.ref === from.room && one.by === undefined ? { ...one, by: to } : one,
    ),
  }),
};

export const reactions: Reactions<'room.lost' | 'room.replaced'> = {
  'room.lost': (event, incident) => [
    ...(event.last ? [] : [reopen(event, incident)]),
    ...toldElsewhere(event, incident),
  ],
  'room.replaced': (event, incident) => {
    const chat = chatOfRef(event.to);
    // Not behind what waited for a room: whoever comes in reads first why there is another channel.
    const wishes = [
      { ...tell(event), lane: 'room.replaced', urgency: 2 },
      ...stands(event.at, incident),
      invite(event.at, whoWasThere(incident)),
    ];
    return wishes.map((one) => inChat(one, chat));
  },
};

/** The event that a room brings which takes the place of a lost one; none for the first. */
export function replacement(
  { at, by, room, name }: Pick<EventOf<'room.opened'>, 'at' | 'by' | 'room' | 'name'>,
  incident: Opened,
): EventOf<'room.replaced'>[] {
  const from = lostIn(incident, chatOfRef(room)).at(-1);
  if (from === undefined) return [];
  const lost = { room: from.ref, name: from.name, at: from.at };
  return [{ at, by, type: 'room.replaced', from: lost, to: room, name }];
}

function reopen({ at, room }: EventOf<'room.lost'>, incident: Opened): Wish {
  const chat = chatOfRef(room);
  const lost = lostIn(incident, chat);
  const nth = lost.length + 1;
  const name = `${lost[0]?.name ?? incident.roomName}-${nth}`;
  const facts = { name, private: incident.private, nth, lost: room };
  return inChat(wish(at, { kind: 'room.open', ...facts }, { lane: 'room.open', urgency: 1 }), chat);
}

/** In the incidents channel and to those who decide and own; of a private incident only to them. */
function toldElsewhere(event: EventOf<'room.lost'>, incident: Opened): Wish[] {
  const { at, room } = event;
  const saying = { as: 'event', event } as const;
  const { commander, owner } = incident.roles;
  const people = [...new Set([commander, owner].flatMap((one) => (one ? [one.id] : [])))];
  const others = chatsOf(incident.plan).filter((chat) => chat !== chatOfRef(room));
  return [
    ...(incident.private ? [] : [inChat(say(at, { to: 'incidents' }, saying), chatOfRef(room))]),
    ...people.map((person) => say(at, { to: 'person', person }, saying)),
    ...others.map((chat) => inChat(tell(event), chat)),
    ...announce(at, incident),
  ];
}

/** What stood in the old room besides its card and checklist. */
function stands(at: Instant, incident: Opened): Wish[] {
  const open = incident.containments.filter(({ status }) =>
    ['waiting', 'running', 'manual', 'unconfirmed'].includes(status),
  );
  return [
    ...foldables.flatMap((part) => drawShown(at, incident, part)),
    ...open.map(({ id }) => draw(at, { of: 'action', action: id })),
    ...(incident.phase === 'verifying' ? [draw(at, { of: 'recovery' })] : []),
    draw(at, { of: 'now' }),
  ];
}

/**
 * Everybody who held a role, was called, or said or did something there. Into a private room only whoever airb itself let
 * in before: one who was taken out of it must not come back by the way of another.
 */
function whoWasThere(incident: Opened): PersonId[] {
  const { heard, escalations, paging } = incident;
  return [
    ...firstPeople(incident),
    ...(incident.private ? [] : Object.keys(heard)),
    ...paging.people.map(({ id }) => id),
    ...escalations.flatMap(({ people }) => people.map(({ id }) => id)),
  ];
}
