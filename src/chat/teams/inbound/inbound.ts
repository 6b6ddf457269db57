import type { RoomRef } from '../../../domain/refs.ts';
import type { RequestListener } from '../../../http/listen.ts';
import type { OnChatInput } from '../../../ports/chat.ts';
import type { Patience, TeamsOptions } from '../api/options.ts';
import type { Known } from '../directory/known.ts';
import { channelOf, roomRef } from '../directory/refs.ts';
import type { Voice } from './answer.ts';
import { createAuthenticate } from './auth.ts';
import { gate } from './gate.ts';
import { receive } from './receive.ts';
import type { Who } from './who.ts';

/** What the inbound part needs from the rest of the adapter. */
export interface InboundParts {
  known: Known;
  who: Who;
  voice: Voice;
  /** The id of the incidents channel, once it is known. */
  incidentsChannel(): string | undefined;
  onInput: OnChatInput;
  /** Lets work go on after the answer; `stop` waits for it. */
  beside(work: Promise<unknown>): void;
}

/** Teams sends a message again after some fifteen seconds, and shows an error for an invoke after five. */
const patience: Patience = { message: 2500, invoke: 3500 };

/**
 * Answers `POST /api/messages`.
 * @throws ConfigError when nothing is configured that tells Teams from a stranger
 */
export function createInbound(options: TeamsOptions, parts: InboundParts): RequestListener {
  const { directory, publicUrl, tenantId, appId, seal, log } = options;
  const receiving = {
    ...parts,
    ...parts.who,
    memory: options.memory,
    clock: options.clock,
    log,
    onTrouble: options.onTrouble,
    patience: options.patience ?? patience,
    greeting: new Set<string>(),
    seal,
    roomOf: (conversation: string) => roomOf(conversation, options.rooms, parts.incidentsChannel()),
    drawing: () => ({
      teamsIdOf: directory.teamsIdOf,
      people: directory.people?.() ?? [],
      moreAt: publicUrl,
      ...(tenantId ? { tenantId } : {}),
      dialogs: opensDialogs(options),
    }),
  };
  return gate((activity) => receive(receiving, activity), {
    authenticate: createAuthenticate(options),
    anonymous: !appId,
    log,
    onForged: options.onForged ?? (() => undefined),
  });
}

/** True when the client opens dialogs. Only the Agents Playground, which works without an app id, does not. */
export function opensDialogs({ appId }: Pick<TeamsOptions, 'appId'>): boolean {
  return appId !== undefined;
}

/**
 * The room of a conversation. An incident's room is a thread of the incidents channel, or a channel with all its
 * threads; a chat is its own room.
 * @param incidents the incidents channel, whose threads stay rooms of their own in both modes
 */
export function roomOf(
  conversation: string,
  rooms: TeamsOptions['rooms'],
  incidents: string | undefined,
): RoomRef {
  const channel = channelOf(conversation);
  return roomRef(rooms === 'channel' && channel !== incidents ? channel : conversation);
}
