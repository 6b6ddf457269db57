import { DeliveryError } from '../../../errors.ts';
import { recordOf, textOf } from '../api/activity.ts';
import type { Caller, Json } from '../api/client.ts';
import type { Known, Team } from './known.ts';

export interface ChannelContext {
  call: Caller;
  known: Known;
}

export const idForm = /^19:[^\s/;]+@thread\.(?:tacv2|skype)$/;

/** What a text gives of a channel: its id, the facts of a copied Teams link, or its name. */
export interface NamedChannel {
  id?: string;
  /** The Entra group of its team, when a link named it. */
  groupId?: string;
  name: string;
}

/**
 * Reads how a text names a channel. Source of the link's form:
 * learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams.
 */
export function namedChannel(text: string): NamedChannel {
  const bare = text.trim().replace(/^#/, '');
  if (idForm.test(bare)) return { id: bare, name: bare };
  if (!URL.canParse(bare)) return { name: bare };
  const url = new URL(bare);
  const [, id, name] = /^\/l\/channel\/([^/]+)(?:\/([^/]+))?/.exec(url.pathname) ?? [];
  const channel = id && decodeURIComponent(id);
  if (!channel || !idForm.test(channel)) return { name: bare };
  const groupId = url.searchParams.get('groupId');
  return { id: channel, name: name ? decodeURIComponent(name) : channel, ...(groupId ? { groupId } : {}) };
}

/** Looks through the channels of the teams airb is installed in. */
/**
 * Searches the channels of the teams airb is installed in.
 * @returns the channel's id, and the team it is in
 * @throws DeliveryError when there is none; it asks for no retry
 */
export async function findChannel(
  context: ChannelContext,
  name: string,
): Promise<{ id: string; team: Team }> {
  const installed = await context.known.teams();
  for (const team of installed) {
    for (const { id, name: given } of await channelsOf(context, team)) {
      if (given.toLowerCase() === name.toLowerCase()) return { id, team };
    }
  }
  const message =
    installed.length === 0
      ? `airb knows no team in Teams yet, so it can't find the channel ${name}. Add the airb app to the team, or give the channel's link.`
      : `There is no channel ${name} in the teams that have the airb app (${installed.map((team) => team.name ?? team.id).join(', ')}). Create it, or give its link.`;
  throw new DeliveryError(message, { retry: false, code: `no_channel:${name}` });
}

/** The team that a channel is in, among the teams airb is installed in. */
export async function ownerOf(context: ChannelContext, channel: string): Promise<Team | undefined> {
  for (const team of await context.known.teams()) {
    if (team.id === channel || (await channelsOf(context, team)).some(({ id }) => id === channel))
      return team;
  }
  return undefined;
}

const general = 'General';

/**
 * The channels of a team. Teams gives the General channel no name. A team that can't be asked has no channels for now.
 */
async function channelsOf({ call }: ChannelContext, team: Team): Promise<{ id: string; name: string }[]> {
  const listed = await call({
    service: 'connector',
    method: 'GET',
    path: `/v3/teams/${encodeURIComponent(team.id)}/conversations`,
    kind: 'read',
    conversation: team.id,
    what: 'the list of channels',
    where: `the team ${team.name ?? team.id}`,
  }).catch((error: unknown): Json => {
    if (error instanceof DeliveryError && !error.retry && error.code !== 'invalid_auth') return {};
    throw error;
  });
  const channels = Array.isArray(listed.conversations) ? listed.conversations.map(recordOf) : [];
  return channels.flatMap((one) => {
    const id = textOf(one.id);
    return id ? [{ id, name: textOf(one.name) ?? general }] : [];
  });
}

/** The Entra group of a team. */
export async function groupOf(
  { call, known }: ChannelContext,
  team: Team,
): Promise<{ groupId?: string; name?: string }> {
  const details = await call({
    service: 'connector',
    method: 'GET',
    path: `/v3/teams/${encodeURIComponent(team.id)}`,
    kind: 'read',
    conversation: team.id,
    what: 'the team',
    where: `the team ${team.name ?? team.id}`,
  });
  const groupId = textOf(details.aadGroupId);
  const name = textOf(details.name);
  const learned = { ...(groupId ? { groupId } : {}), ...(name ? { name } : {}) };
  await known.learnTeam({ id: team.id, ...learned });
  return learned;
}
