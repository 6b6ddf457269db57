import type { Card, Span } from '../../../domain/chat/card.ts';
import type { PersonId } from '../../../domain/people.ts';
import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import { isLacking } from '../api/errors.ts';
import { nameOf, teamsUser } from '../directory/people.ts';
import { conversationOf } from '../directory/refs.ts';
import { createRoster } from '../directory/roster.ts';
import { roomTarget } from '../directory/target.ts';
import { chatMember } from './group-chat.ts';
import { find, type Outbound, post } from './posts.ts';

export interface NotInvited {
  person: PersonId;
  why: string;
}

interface Guest {
  person: PersonId;
  aad: string;
  name: string;
}

const addMembers = 'ChatMember.ReadWrite.WhereInstalled';
const invitedKey = (conversation: string, aad: string) => `teams:invited:${conversation}:${aad}`;

/**
 * Brings people into the room. Everybody in the team already sees a thread and a standard channel, so airb mentions
 * each person there once. A group chat has its own members, so airb adds them.
 */
export async function invite(out: Outbound, room: RoomRef, people: PersonId[]): Promise<NotInvited[]> {
  const conversation = conversationOf(room);
  const missing: NotInvited[] = [];
  const guests: Guest[] = [];
  for (const person of new Set(people)) {
    const aad = teamsUser(out.directory, person);
    if (aad) guests.push({ person, aad, name: nameOf(out.directory, person) });
    else missing.push({ person, why: 'no Teams user in the organization file' });
  }
  const { kind } = roomTarget(conversation);
  const rest = kind === 'chat' ? await add(out, conversation, guests) : await call(out, room, guests);
  return [...missing, ...rest];
}

/** The prefix of a stored key while its message is being posted; `yes` replaces it once the message is there. */
const calling = 'calling ';

async function call(out: Outbound, room: RoomRef, guests: Guest[]): Promise<NotInvited[]> {
  const conversation = conversationOf(room);
  const { fresh, missing } = await toCall(out, room, guests);
  if (fresh.length === 0) return missing;
  const note = async (state: string) => {
    for (const { aad } of fresh) await out.memory.remember(invitedKey(conversation, aad), state);
  };
  const key = `invite ${conversation} ${fresh.map((guest) => guest.aad).join()}`;
  await note(`${calling}${key}`);
  try {
    await post(out, { room }, { card: invitation(fresh), key });
  } catch (error) {
    if (error instanceof DeliveryError && !error.uncertain) await note('found');
    throw error;
  }
  await note('yes');
  return missing;
}

/**
 * The people not called yet. When the result of an attempt is unknown, its message is looked for before people are
 * called again.
 */
async function toCall(out: Outbound, room: RoomRef, guests: Guest[]) {
  const conversation = conversationOf(room);
  const missing: NotInvited[] = [];
  const fresh: Guest[] = [];
  const roster = createRoster(out.call, conversation);
  const looked = new Map<string, boolean>();
  const arrived = async (key: string) => {
    const there = looked.get(key) ?? (await find(out, { room }, { key, since: 0 })) !== undefined;
    looked.set(key, there);
    return there;
  };
  for (const guest of guests) {
    const key = invitedKey(conversation, guest.aad);
    const before = await out.memory.recall(key);
    if (before === 'yes') continue;
    if (before?.startsWith(calling) && (await arrived(before.slice(calling.length)))) {
      await out.memory.remember(key, 'yes');
    } else if (before || (await roster(guest.aad))) {
      // Stored, because a pause that Teams asks for starts this again, and looking everybody up again would never end.
      if (!before) await out.memory.remember(key, 'found');
      fresh.push(guest);
    } else {
      missing.push({
        person: guest.person,
        why: 'not in the team, or no longer in Teams; a team owner can add them',
      });
    }
  }
  return { fresh, missing };
}

function invitation(guests: Guest[]): Card {
  const names: Span[] = guests.flatMap(({ person, name }, n) => [
    ...(n === 0 ? [] : [n === guests.length - 1 ? ' and ' : ', ']),
    { person, name },
  ]);
  const said = guests.map((guest) => guest.name).join(', ');
  return {
    text: `${said}: you are needed in this incident.`,
    nodes: [{ type: 'text', spans: [...names, ': you are needed in this incident.'] }],
  };
}

/** Source: learn.microsoft.com/graph/api/chat-post-members. */
async function add(out: Outbound, chat: string, guests: Guest[]): Promise<NotInvited[]> {
  const missing: NotInvited[] = [];
  for (const { person, aad } of guests) {
    if (await out.memory.recall(invitedKey(chat, aad))) continue;
    const why = await addOne(out, chat, aad);
    if (why) missing.push({ person, why });
    else await out.memory.remember(invitedKey(chat, aad), 'yes');
  }
  return missing;
}

/**
 * Adds one person.
 * @returns why not, when Teams will never accept the person
 */
async function addOne(out: Outbound, chat: string, aad: string): Promise<string | undefined> {
  try {
    await out.call({
      service: 'graph',
      method: 'POST',
      path: `/chats/${encodeURIComponent(chat)}/members`,
      // Shows the history from its beginning: they are called in to understand what happened.
      body: { ...chatMember(aad), visibleHistoryStartDateTime: '0001-01-01T00:00:00Z' },
      kind: 'graph',
      what: 'adding people to a private incident',
      permission: addMembers,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retry || error.code === 'invalid_auth') throw error;
    if (isLacking(error)) return error.message;
    return /already/i.test(error.message)
      ? undefined
      : 'Teams does not let airb add them; a member of the chat can';
  }
}
