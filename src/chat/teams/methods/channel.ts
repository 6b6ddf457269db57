import { DeliveryError } from '../../../errors.ts';
import type { RoomSpec } from '../../../ports/chat.ts';
import { hasMarker, purposeOf } from '../../kit/marker.ts';
import { textOf } from '../api/activity.ts';
import type { Json } from '../api/client.ts';
import { lacking } from '../api/errors.ts';
import { listOf } from './graph.ts';
import type { Outbound } from './posts.ts';

const createChannels = 'Channel.Create.Group';
const seeChannels = 'ChannelSettings.ReadWrite.Group';
const nameMax = 50;
const suffixes = 20;

/**
 * Creates a channel for the incident, in the team of the incidents channel. Names are unique in a team. When the name
 * is taken, an earlier attempt may have made the channel. airb adopts it if its description carries the incident's
 * marker; else it adds a number to the name. Source: learn.microsoft.com/graph/api/channel-post.
 */
export async function createChannel(
  out: Outbound,
  spec: RoomSpec,
): Promise<{ conversation: string; name: string }> {
  const team = await out.places.teamOf(await out.places.incidents());
  if (!team?.groupId) throw lacking(createChannels, 'a channel per incident');
  const place = { path: `/teams/${encodeURIComponent(team.groupId)}/channels`, conversation: team.groupId };
  for (let n = 1; n <= suffixes; n += 1) {
    const name = channelName(spec.name, n);
    const made = await create(out, place, { ...spec, name });
    const id = made ?? (await ours(out, place, { ...spec, name }));
    if (id) return { conversation: id, name };
  }
  const message = `Teams channels ${spec.name} to ${channelName(spec.name, suffixes)} all belong to others. Rename or delete one.`;
  throw new DeliveryError(message, { retry: false, code: 'no_free_name' });
}

/**
 * Renames a channel. Where another one of the team has the name, a number is added to it. Source:
 * learn.microsoft.com/graph/api/channel-patch.
 * @returns the name that the channel has now
 */
export async function renameChannel(out: Outbound, conversation: string, wanted: string): Promise<string> {
  const team = await out.places.teamOf(await out.places.incidents());
  if (!team?.groupId) throw lacking(seeChannels, 'the name of a channel');
  const path = `/teams/${encodeURIComponent(team.groupId)}/channels`;
  for (let n = 1; n <= suffixes; n += 1) {
    const name = channelName(wanted, n);
    const place = { path: `${path}/${encodeURIComponent(conversation)}`, conversation: team.groupId };
    if (await rename(out, place, name)) return name;
    const holders = await namedSo(out, { path, conversation: team.groupId }, name);
    // An earlier attempt whose answer was lost gave it the name.
    if (holders.some(({ id }) => id === conversation)) return name;
  }
  const message = `Teams channels ${wanted} to ${channelName(wanted, suffixes)} all belong to others.`;
  throw new DeliveryError(message, { retry: false, code: 'no_free_name' });
}

/** @returns false when the name is taken */
async function rename(out: Outbound, channel: TeamPath, displayName: string): Promise<boolean> {
  try {
    await out.call({
      service: 'graph',
      method: 'PATCH',
      ...channel,
      body: { displayName },
      kind: 'graph',
      what: 'the name of a channel',
      permission: seeChannels,
    });
    return true;
  } catch (error) {
    if (error instanceof DeliveryError && isTaken(error)) return false;
    throw error;
  }
}

/** A name of at most 50 characters, without ~#%&*{}+/\:<>?|'" and without a dot or underscore at either end. */
export function channelName(wanted: string, attempt: number): string {
  const suffix = attempt === 1 ? '' : `-${attempt}`;
  const allowed = wanted.replace(/[^\p{L}\p{N} ._-]+/gu, '-').replace(/^[._ -]+/, '') || 'incident';
  return `${allowed.slice(0, nameMax - suffix.length).replace(/[._ -]+$/, '')}${suffix}`;
}

/** The path of a team's channels, and the team by which the budget counts them. */
interface TeamPath {
  path: string;
  conversation: string;
}

type Named = Pick<RoomSpec, 'name' | 'marker' | 'mark'>;

/**
 * Creates a channel.
 * @returns the channel's id, or undefined when the name is taken
 */
async function create(out: Outbound, place: TeamPath, spec: Named): Promise<string | undefined> {
  const description = purposeOf(spec);
  try {
    const made = await out.call({
      service: 'graph',
      method: 'POST',
      ...place,
      body: { displayName: spec.name, description, membershipType: 'standard' },
      kind: 'graph',
      what: 'a channel per incident',
      permission: createChannels,
    });
    return textOf(made.id);
  } catch (error) {
    if (error instanceof DeliveryError && isTaken(error)) return undefined;
    throw error;
  }
}

/** True when the name is taken. Graph has two codes for it; only the sentence is always the same. */
function isTaken(error: DeliveryError): boolean {
  return error.code === 'teams_NameAlreadyExists' || /name already exist/i.test(error.message);
}

async function ours(out: Outbound, place: TeamPath, { name, marker }: Named): Promise<string | undefined> {
  const hit = (await namedSo(out, place, name)).find((channel) =>
    hasMarker(textOf(channel.description) ?? '', marker),
  );
  return textOf(hit?.id);
}

/** The channels of a team that have this name. */
async function namedSo(out: Outbound, place: TeamPath, name: string): Promise<Json[]> {
  const listed: Json = await out.call({
    service: 'graph',
    method: 'GET',
    ...place,
    query: { $filter: `displayName eq '${name.replaceAll("'", "''")}'` },
    kind: 'graph',
    what: 'the list of channels',
    permission: seeChannels,
  });
  return listOf(listed.value).filter(({ displayName }) => displayName === name);
}
