import type { EffectBody } from './effects.ts';
import type { IncidentEvent } from './events.ts';
import { chatOfRef, chatsOf, reachedIn, roomIn, wordIn } from './rooms.ts';
import type { Opened } from './state.ts';
import type { Wish } from './wishes.ts';

type InChat = Extract<EffectBody, { chat?: string }>;

/**
 * Copies each wish to every chat it concerns. What airb says in the room it says in every room; a direct message goes
 * only to the chat where the person is. The wishes of the home chat come first and keep their lane and slot names, so
 * an incident with one room has exactly the same effects as if other chats did not exist.
 */
export function inEveryRoom(event: IncidentEvent, incident: Opened, wishes: Wish[]): Wish[] {
  const [home] = chatsOf(incident.plan);
  // Only the new room needs its messages; the other rooms got theirs when they opened.
  const rooms = event.type === 'room.opened' ? [chatOfRef(event.room)] : chatsOf(incident.plan);
  const spread = wishes.flatMap((wish) => {
    const body = wish.body;
    if (!happensInChat(body)) return [{ chat: home, wish }];
    return chatsFor(body, incident, rooms).flatMap((chat) => {
      const here = forChat(body, incident, chat);
      return here === undefined ? [] : [{ chat, wish: located(wish, here, { incident, chat }) }];
    });
  });
  return [...spread.filter(({ chat }) => chat === home), ...spread.filter(({ chat }) => chat !== home)].map(
    ({ wish }) => wish,
  );
}

/** Keeps a wish to one chat. */
export function inChat(wish: Wish, chat: string | undefined): Wish {
  return chat === undefined || !happensInChat(wish.body) ? wish : { ...wish, body: { ...wish.body, chat } };
}

function happensInChat(body: EffectBody): body is InChat {
  return body.kind.startsWith('room.') || ['draw', 'say', 'file', 'canvas'].includes(body.kind);
}

function chatsFor(body: InChat, incident: Opened, rooms: string[]): string[] {
  if (body.chat !== undefined) return [body.chat];
  const place = 'place' in body ? body.place : { to: 'room' as const };
  switch (place.to) {
    case 'room':
      return rooms;
    case 'incidents':
      return rooms.filter((chat) => announcesIn(incident, chat));
    case 'channel':
      return [chatsOf(incident.plan)[0]];
    case 'person':
      return [reachedIn(incident.plan, place.person)[0]];
  }
}

/** False when the room is itself a thread in the incidents channel, which needs no line pointing to it. */
function announcesIn(incident: Opened, chat: string): boolean {
  return incident.plan.incidentsChannels[chat] !== undefined && roomIn(incident, chat)?.announced !== true;
}

/**
 * Invites people where they have an account. A person without an account in any of the rooms is still invited at home,
 * and the refusal there says what is missing.
 */
function forChat(body: InChat, incident: Opened, chat: string): InChat | undefined {
  if (body.kind !== 'room.invite') return body;
  const [home, ...others] = chatsOf(incident.plan);
  const people = body.people.filter((person) => {
    const reached = reachedIn(incident.plan, person);
    return reached.includes(chat) || (chat === home && !others.some((other) => reached.includes(other)));
  });
  return people.length === 0 ? undefined : { ...body, people };
}

function located(
  wish: Wish,
  { chat: _, ...body }: InChat,
  { incident, chat }: { incident: Opened; chat: string },
): Wish {
  const { plan } = incident;
  const word = (text: string | undefined) => text && wordIn(plan, chat, text);
  const waitsFor =
    wish.waitsFor === 'room' && roomIn(incident, chat) !== undefined ? undefined : word(wish.waitsFor);
  return {
    ...wish,
    body: chat === chatsOf(plan)[0] ? body : { ...body, chat },
    lane: wordIn(plan, chat, wish.lane),
    coalesce: word(wish.coalesce),
    waitsFor,
  };
}
