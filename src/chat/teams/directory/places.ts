import type { ChatPlace } from '../../../ports/chat.ts';
import type { Caller } from '../api/client.ts';
import type { Directory } from '../api/options.ts';
import { findChannel, groupOf, namedChannel, ownerOf } from './channels.ts';
import { type DirectContext, openDirect, type TeamsUser } from './direct.ts';
import type { Team } from './known.ts';
import { nameOf, noAccount, teamsUser } from './people.ts';
import { conversationAndActivity, conversationOf } from './refs.ts';
import { roomTarget, type Target } from './target.ts';

export interface Places {
  /** @throws DeliveryError when there is no such place; it says what to do and asks for no retry */
  target(place: ChatPlace): Promise<Target>;
  /** The 1:1 chat with a user of Teams. Asking again gives the same chat. */
  direct(user: TeamsUser): Promise<Target>;
  /** The id of the incidents channel. */
  incidents(): Promise<string>;
  /** The id of the incidents channel if it is already known; never asks Teams. */
  incidentsKnown(): string | undefined;
  /** The team that a channel is in, with its Entra group where airb can learn it. */
  teamOf(channel: string): Promise<Team | undefined>;
}

export interface PlacesContext extends PlacesOptions, DirectContext {}

export interface PlacesOptions extends Omit<DirectContext, 'call'> {
  directory: Directory;
  /** The incidents channel as the organization file names it now. */
  incidentsChannel(): string;
}

/**
 * Finds places in Teams. Channels and 1:1 chats are looked up once. A name nobody has is looked up each time, because
 * somebody may have created the channel since.
 * @returns a function that makes the places for one caller; all callers share what was found
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
      // A message's own conversation is the thread that hangs on it; in a group chat it is the chat.
      if ('thread' in place) return roomTarget(conversationAndActivity(place.thread).conversation);
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
