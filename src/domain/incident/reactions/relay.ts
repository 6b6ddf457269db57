import { relayedCard } from '../../../views/chat/relay.ts';
import type { EventOf } from '../events.ts';
import { chatOfRef, chatsOf } from '../rooms.ts';
import { isOpen, type Opened } from '../state.ts';
import { inChat } from './rooms.ts';
import { say, type Wish } from './wishes.ts';

/**
 * What somebody says in one room is passed on to the others, as literal text under their name. It can't go round: an
 * adapter hands in what people say and never what airb itself posted.
 */
export function relayed(event: EventOf<'message.said'>, incident: Opened): Wish[] {
  if (!isOpen(incident)) return [];
  const from = chatOfRef(event.message);
  const others = chatsOf(incident.plan).filter((chat) => chat !== from);
  return others.map((chat) => inChat(say(event.at, { to: 'room' }, relayedCard(event, from)), chat));
}
