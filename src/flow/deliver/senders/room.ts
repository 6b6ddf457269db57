import { personNamed } from '../../../domain/incident/paging-reach.ts';
import { roomNameFor } from '../../../domain/incident/room-name.ts';
import { firstPeople, keptSlot, lostIn, roomIn } from '../../../domain/incident/rooms.ts';
import { isOpen } from '../../../domain/incident/state.ts';
import { chatName, type DeliverDeps, type Sent } from '../sending.ts';
import { type ChatSender, roomOf } from './in-chat.ts';

/** Opens the incident's room. In place of a lost one airb first tries to come back into that. */
export const openRoom: ChatSender<'room.open'> = async (chat, body, { incident }) => {
  const { lost, nth } = body;
  if (lost !== undefined && (await chat.regainRoom(lost))) {
    const name = lostIn(incident, chat.name).find(({ ref }) => ref === lost)?.name ?? body.name;
    return { command: { type: 'room.opened', room: lost, name } };
  }
  const opened = await chat.openRoom({
    name: body.name,
    private: body.private,
    marker: `airb:${incident.number}`,
    people: firstPeople(incident),
    ...(nth !== undefined && { nth }),
  });
  return { command: { type: 'room.opened', ...opened } };
};

/** Archives the room, and keeps on record where that was done. What was reopened meanwhile keeps it. */
export const archive: ChatSender<'room.archive'> = async (chat, { room }, { incident }) =>
  !isOpen(incident) && (await chat.archiveRoom(room)) ? { command: { type: 'room.archived', room } } : {};

/**
 * Gives the room the name that the incident has by now, so of two renamings on their way the newer counts. Repeated, it
 * finds the name there.
 */
export const renameRoom: ChatSender<'room.rename'> = async (chat, body, { incident }) => {
  const room = roomOf(body, incident);
  const wanted = roomNameFor(incident);
  if (roomIn(incident, chat.name)?.name === wanted) return {};
  return { command: { type: 'room.renamed', room, name: await chat.renameRoom(room, wanted) } };
};

export const invite: ChatSender<'room.invite'> = async (chat, body, { incident }) => {
  const skipped = await chat.invite(roomOf(body, incident), body.people);
  if (skipped.length === 0) return {};
  const names = skipped.map(({ person, why }) => `${personNamed(incident, person).name} (${why})`);
  const code = `invite:${skipped.map(({ person }) => person).join()}`;
  return { command: { type: 'trouble', code, text: `Could not invite ${names.join(', ')}.` } };
};

/** Topic, links and pin make a room pleasant; nothing waits for them. */
export const dressRoom: { topic: ChatSender<'room.topic'>; links: ChatSender<'room.links'> } = {
  topic: async (chat, body, { incident }) => done(chat.setTopic(roomOf(body, incident), body.topic)),
  links: async (chat, body, { incident }) => done(chat.addLinks(roomOf(body, incident), body.links)),
};

/** Pins the message of a slot in the incident's room. */
export function pin({ store }: DeliverDeps): ChatSender<'room.pin'> {
  return async (chat, body, { incident }) => {
    const word = keptSlot(incident, chatName(body, incident), body);
    const slot = await store.slot(incident.number, word);
    return slot ? done(chat.pin(slot.message)) : {};
  };
}

async function done(call: Promise<void>): Promise<Sent> {
  await call;
  return {};
}
