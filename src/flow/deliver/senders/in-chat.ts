import type { OutgoingBody } from '../../../domain/chat/outgoing.ts';
import type { Place } from '../../../domain/incident/effects.ts';
import { roomIn } from '../../../domain/incident/rooms.ts';
import type { Opened } from '../../../domain/incident/state.ts';
import { severities } from '../../../domain/people.ts';
import { second } from '../../../domain/time.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Chat, ChatPlace, Turn } from '../../../ports/chat.ts';
import type { Lease } from '../leases.ts';
import { type BodyOf, chatName, type DeliverDeps, type On, type Send, type Sent } from '../sending.ts';
import { directPage } from './direct-page.ts';

/** A kind of effect that a chat carries out. */
type ChatKind = Extract<OutgoingBody, { chat?: string }>['kind'];

export type ChatSender<K extends ChatKind> = (chat: Chat, body: BodyOf<K>, on: On) => Promise<Sent>;

/** Sends an effect in the chat it is meant for; all its calls there are one turn. */
export function inChat<K extends ChatKind>(deps: DeliverDeps, send: ChatSender<K>): Send {
  return async (effect, incident, lease) => {
    const body = effect.body as BodyOf<K>;
    const chat = connected(deps, chatName(body, incident));
    const on = { effect, incident };
    return chat.inTurn(turnOf(on, lease), (own) => send(own, body, on));
  };
}

function turnOf({ effect, incident }: On, { check }: Lease): Turn {
  const { key, body, attempts } = effect;
  return {
    key,
    incident: incident.number,
    rank: severities.indexOf(incident.severity),
    urgent: body.kind === 'draw' && directPage(body, incident) !== undefined,
    again: attempts > 0,
    check,
  };
}

function connected(deps: DeliverDeps, name: string): Chat {
  const chat = deps.chats.find((one) => one.name === name);
  if (chat !== undefined) return chat;
  throw new DeliveryError(`${name} is not connected any more.`, { retry: false, code: `chat_gone:${name}` });
}

/**
 * The incident's room in the chat of the body.
 * @throws DeliveryError with a retry when the incident has no room in that chat yet
 */
export function roomOf(body: { chat?: string }, incident: Opened): string {
  const room = roomIn(incident, chatName(body, incident));
  if (room !== undefined) return room.ref;
  throw new DeliveryError('The incident has no channel yet.', {
    retry: true,
    code: 'no_room',
    throttled: true,
    afterMs: 5 * second,
  });
}

/**
 * The place in the chat of the body: a room, a channel or a person.
 * @throws DeliveryError with a retry when the incident has no room in that chat yet
 */
export function placeOf(body: { place: Place; chat?: string }, incident: Opened): ChatPlace {
  const { place } = body;
  switch (place.to) {
    case 'room':
      return { room: roomOf(body, incident) };
    case 'incidents':
      return { channel: incident.plan.incidentsChannels[chatName(body, incident)] ?? 'incidents' };
    case 'channel':
      return { channel: place.channel };
    case 'person':
      return { person: place.person };
  }
}
