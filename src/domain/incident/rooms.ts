import type { PersonId } from '../people.ts';
import type { Plan } from '../runbooks/plan.ts';
import type { Opened, Room } from './state.ts';

/** The chats an incident has rooms in. The first is its home: what is not said elsewhere is said there. */
export function chatsOf(plan: Plan): [string, ...string[]] {
  const [home = 'slack', ...others] = plan.chats;
  return [home, ...others];
}

/** The chat a ref of a room or a message belongs to: what stands before its first colon. */
export function chatOfRef(ref: string): string {
  return ref.slice(0, ref.indexOf(':'));
}

/** @param chat the home chat when left out */
export function roomIn(incident: Opened, chat = chatsOf(incident.plan)[0]): Room | undefined {
  return incident.rooms.find((room) => room.chat === chat);
}

/**
 * The chats a person can be reached in, best first. Somebody only chat knows is reached where they were met; somebody
 * without any account is looked for at home, where the refusal says what is missing.
 */
export function reachedIn(plan: Plan, person: PersonId): [string, ...string[]] {
  const [first, ...others] = plan.people[person]?.chats ?? [];
  if (first !== undefined) return [first, ...others];
  const met = chatOfRef(person);
  return [plan.people[person] === undefined && met !== '' ? met : chatsOf(plan)[0]];
}

/** Where to go on when a person could not be reached in `chat`; undefined when there is nowhere else. */
export function nextReach(plan: Plan, person: PersonId, chat: string): string | undefined {
  const chats = reachedIn(plan, person);
  return chats[chats.indexOf(chat) + 1];
}

/** Who has to be in the room from the beginning: whoever holds a role, and the first who are paged. */
export function firstPeople({ roles, plan }: Opened): PersonId[] {
  const holders = Object.values(roles).map((person) => person.id);
  return [...new Set([...holders, ...(plan.escalation[0]?.people ?? [])])];
}

/** The incident as somebody in `chat` should see it: links lead to the room they can open. */
export function seenFrom(incident: Opened, chat: string): Opened {
  const room = roomIn(incident, chat);
  if (room !== undefined) return { ...incident, room: room.ref, roomName: room.name };
  return chat === chatsOf(incident.plan)[0] ? incident : { ...incident, room: undefined };
}

/**
 * A word of the sender's book-keeping (lane, slot, what is waited for) as it is called in one chat. At home it stays as
 * it is, elsewhere the chat is added: what happens in one chat never holds up the other.
 */
export function wordIn(plan: Plan, chat: string, word: string): string {
  return chat === chatsOf(plan)[0] ? word : `${word}@${chat}`;
}

/** The paging route of a direct message: `chat` at home, `chat:teams` elsewhere. */
export function chatRoute(plan: Plan, chat: string): string {
  return chat === chatsOf(plan)[0] ? 'chat' : `chat:${chat}`;
}

/** The chat a paging route speaks of; undefined when it is no chat. */
export function chatOfRoute(plan: Plan, route: string): string | undefined {
  if (route === 'chat') return chatsOf(plan)[0];
  return route.startsWith('chat:') ? route.slice('chat:'.length) : undefined;
}
