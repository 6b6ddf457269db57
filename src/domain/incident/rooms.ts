import type { PersonId } from '../people.ts';
import type { Plan } from '../runbooks/plan.ts';
import type { SlotName } from './slots.ts';
import type { LostRoom, Opened, Room } from './state.ts';

/** The chats in which the incident has rooms. The first is its home: messages that name no chat go there. */
export function chatsOf(plan: Plan): [string, ...string[]] {
  const [home = 'slack', ...others] = plan.chats;
  return [home, ...others];
}

/** The chat that a ref of a room or a message belongs to: the part before its first colon. */
export function chatOfRef(ref: string): string {
  return ref.slice(0, ref.indexOf(':'));
}

/** @param chat the home chat when left out */
export function roomIn(incident: Opened, chat = chatsOf(incident.plan)[0]): Room | undefined {
  return incident.rooms.find((room) => room.chat === chat);
}

/** The rooms the incident has lost in a chat, oldest first. */
export function lostIn({ lostRooms = [] }: Opened, chat: string): LostRoom[] {
  return lostRooms.filter((room) => room.chat === chat);
}

/**
 * The name under which the message of a slot is kept. In a room that took the place of another one each message is a new
 * one; what stands outside of rooms stays the same.
 */
export function keptSlot(
  incident: Opened,
  chat: string,
  { slot, place = { to: 'room' } }: { slot: SlotName; place?: { to: string } },
): string {
  const word = wordIn(incident.plan, chat, slot);
  const others = lostIn(incident, chat).filter(({ ref, by }) => by !== undefined && by !== ref).length;
  return place.to === 'room' && others > 0 ? `${word}#${others + 1}` : word;
}

/**
 * The chats in which a person can be reached, best first. Somebody only chat knows is reached in the chat they wrote
 * from. Somebody without any account is tried at home, where the refusal says what is missing.
 */
export function reachedIn(plan: Plan, person: PersonId): [string, ...string[]] {
  const [first, ...others] = plan.people[person]?.chats ?? [];
  if (first !== undefined) return [first, ...others];
  const met = chatOfRef(person);
  return [plan.people[person] === undefined && met !== '' ? met : chatsOf(plan)[0]];
}

/** The chat to try after `chat` failed to reach the person; undefined when there is none left. */
export function nextReach(plan: Plan, person: PersonId, chat: string): string | undefined {
  const chats = reachedIn(plan, person);
  return chats[chats.indexOf(chat) + 1];
}

/**
 * The people who must be in the room from the start: everybody who holds a role, the first to be paged, and those whom
 * the plan invites.
 */
export function firstPeople({ roles, plan }: Opened): PersonId[] {
  const holders = Object.values(roles).map((person) => person.id);
  return [...new Set([...holders, ...(plan.escalation[0]?.people ?? []), ...(plan.invited ?? [])])];
}

/** The incident as a person in `chat` should see it: links lead to the room that they can open. */
export function seenFrom(incident: Opened, chat: string): Opened {
  const room = roomIn(incident, chat);
  if (room !== undefined) return { ...incident, room: room.ref, roomName: room.name };
  return chat === chatsOf(incident.plan)[0] ? incident : { ...incident, room: undefined };
}

/**
 * The name of a lane, a slot or a wait in one chat. At home it stays as it is; elsewhere the chat is added, so that
 * trouble in one chat never delays another.
 */
export function wordIn(plan: Plan, chat: string, word: string): string {
  return chat === chatsOf(plan)[0] ? word : `${word}@${chat}`;
}

/** The paging route of a direct message: `chat` at home, `chat:teams` elsewhere. */
export function chatRoute(plan: Plan, chat: string): string {
  return chat === chatsOf(plan)[0] ? 'chat' : `chat:${chat}`;
}

/** Routes that reach each person by an address of their own: who has none must not keep the page from the others. */
export const personalRoutes: ReadonlySet<string> = new Set(['smtp']);

/**
 * Whether a page by this route may say what it is about. Who else reads along at a provider or in a topic is nobody's to
 * say here, so there a private incident is only a number.
 */
export function mayShow({ private: hidden }: Pick<Opened, 'private'>, route: string): boolean {
  return !hidden || personalRoutes.has(route);
}

/** The chat that a paging route names; undefined when the route is not a chat. */
export function chatOfRoute(plan: Plan, route: string): string | undefined {
  if (route === 'chat') return chatsOf(plan)[0];
  return route.startsWith('chat:') ? route.slice('chat:'.length) : undefined;
}
