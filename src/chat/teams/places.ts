import type { ChatPlace } from '../../ports.ts';
import { findChannel, groupOf, idForm, namedChannel, ownerOf } from './channels.ts';
import type { Caller } from './client.ts';
import { openDirect, type TeamsUser } from './direct.ts';
import type { Known, Team } from './known.ts';
import type { Directory } from './options.ts';
import { nameOf, noAccount, teamsUser } from './people.ts';
import { conversationOf, rootOf } from './refs.ts';

/** What a conversation is, which decides how something is said in it. */
export type TargetKind = 'thread' | 'channel' | 'chat' | 'direct';

export interface Target {
  conversation: string;
  kind: TargetKind;
  /** How to call it in a sentence. */
  where: string;
}

export interface Places {
  /** @throws DeliveryError that is not tried again when there is no such place, saying what to do */
  target(place: ChatPlace): Promise<Target>;
  /** The 1:1 chat with a user of Teams. Asking Teams twice gives the same one. */
  direct(user: TeamsUser): Promise<Target>;
  /** The id of the incidents channel. */
  incidents(): Promise<string>;
  /** The same, when it is known already. */
  incidentsKnown(): string | undefined;
  /** The team a channel is in, with its Entra group where that can be learned. */
  teamOf(channel: string): Promise<Team | undefined>;
}

export interface PlacesContext extends PlacesOptions {
  call: Caller;
}

export interface PlacesOptions {
  known: Known;
  directory: Directory;
  /** As the organization file names it now. */
  incidentsChannel(): string;
  /** Towards Teams: the bot, in its tenant. */
  bot: { id?: string; tenantId?: string };
}

/**
 * Channels and 1:1 chats are looked up once; a name nobody has is looked up anew each time, since the cure is to make it.
 * @returns the places as asked by one caller; what was found is known to all
 */
export function createPlaces(options: PlacesOptions): (call: Caller) => Places {
  const named = new Map<string, string>();
  const teams = new Map<string, Team>();
  return (call) => placesBy({ ...options, call }, named, teams);
}

function placesBy(context: PlacesContext, named: Map<string, string>, teams: Map<string, Team>): Places {
  const { directory } = context;
  const wanted = () => namedChannel(context.incidentsChannel());

  async function channel(text: string): Promise<string> {
    const { id, name } = namedChannel(text);
    const held = id ?? named.get(name);
    if (held) return held;
    const found = await findChannel(context, name);
    named.set(name, found.id);
    teams.set(found.id, found.team);
    return found.id;
  }

  async function teamOf(id: string): Promise<Team | undefined> {
    const { id: channelId, groupId } = wanted();
    if (channelId === id && groupId && !teams.has(id)) teams.set(id, { id, groupId });
    const held = teams.get(id) ?? (await ownerOf(context, id));
    if (!held) return undefined;
    const team = held.groupId ? held : { ...held, ...(await groupOf(context, held)) };
    teams.set(id, team);
    return team;
  }

  async function incidents(): Promise<string> {
    return channel(context.incidentsChannel());
  }

  return {
    async target(place) {
      if ('room' in place) return roomTarget(conversationOf(place.room));
      if ('channel' in place) {
        const { name } = namedChannel(place.channel);
        const id = await channel(place.channel);
        return { conversation: id, kind: 'channel', where: `the channel ${name}` };
      }
      const aad = teamsUser(directory, place.person);
      if (!aad) throw noAccount(place.person);
      return openDirect(context, { aad, name: nameOf(directory, place.person) }, incidents);
    },
    direct: (user) => openDirect(context, user, incidents),
    incidents,
    incidentsKnown: () => wanted().id ?? named.get(wanted().name),
    teamOf,
  };
}

/** What kind of conversation an id names, by its form. */
export function roomTarget(conversation: string): Target {
  return { conversation, kind: kindOf(conversation), where: 'the incident’s conversation' };
}

function kindOf(conversation: string): TargetKind {
  if (rootOf(conversation) !== undefined) return 'thread';
  if (idForm.test(conversation)) return 'channel';
  return conversation.startsWith('a:') ? 'direct' : 'chat';
}
