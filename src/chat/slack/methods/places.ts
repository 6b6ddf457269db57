import { DeliveryError } from '../../../errors.ts';
import type { ChatPlace } from '../../../ports/chat.ts';
import type { Log } from '../../../ports/log.ts';
import type { Caller } from '../api/client.ts';
import { type Directory, slackUser } from '../directory/people.ts';
import { channelAndTs, channelOf } from '../directory/refs.ts';

const idForm = /^[CGD][A-Z0-9]{4,}$/;
const pageSize = 1000;

/** A channel, and its name in a sentence. */
export interface Target {
  channel: string;
  where: string;
  /** The time of the message it is said below. */
  thread?: string;
}

export type Places = (place: ChatPlace) => Promise<Target>;

/**
 * Finds the channel a message goes to. Names of channels and direct messages are looked up once. An unknown name is
 * looked up each time, because somebody may have created or opened the channel since. airb joins a public channel, so
 * that it can find its posts there again.
 * @returns a function that makes the places for one caller; all callers share what was found
 */
export function createPlaces(options: { directory: Directory; log: Log }): (call: Caller) => Places {
  const channels = new Map<string, Promise<string>>();
  const direct = new Map<string, Promise<string>>();

  function once(
    cache: Map<string, Promise<string>>,
    key: string,
    ask: () => Promise<string>,
  ): Promise<string> {
    const asked = cache.get(key);
    if (asked) return asked;
    const answer = ask();
    cache.set(key, answer);
    answer.catch(() => cache.delete(key));
    return answer;
  }

  return (call) => async (place) => {
    if ('room' in place) return { channel: channelOf(place.room), where: 'the incident channel' };
    if ('thread' in place) {
      const { channel, ts } = channelAndTs(place.thread);
      return { channel, where: `the channel ${channel}`, thread: ts };
    }
    if ('channel' in place) {
      const name = place.channel.replace(/^#/, '');
      if (idForm.test(name)) return { channel: name, where: `the channel ${name}` };
      const channel = await once(channels, name, () => findChannel(call, name, options.log));
      return { channel, where: `#${name}` };
    }
    const user = slackUser(options.directory, place.person);
    if (!user) throw noAccount(place.person);
    const channel = await once(direct, user, () => openDirect(call, user));
    return { channel, where: 'the direct message' };
  };
}

function noAccount(person: string): DeliveryError {
  const message = `The organization file names no Slack user for ${person}. Add "slack: U…" to that person.`;
  return new DeliveryError(message, { retry: false, code: `no_account:${person}` });
}

async function openDirect(call: Caller, user: string): Promise<string> {
  const answer = await call(
    { method: 'conversations.open', where: 'direct message', about: user },
    (client) => client.conversations.open({ users: user }),
  );
  return answer.channel?.id ?? user;
}

/**
 * Whether airb is in a channel, or could join it; it stays where it is.
 * @throws DeliveryError where there is no such channel, it is archived, or it is private and airb is not in it
 */
export async function lookAtChannel(call: Caller, text: string): Promise<{ member: boolean }> {
  const name = text.replace(/^#/, '');
  if (!idForm.test(name)) {
    const found = (await amongOurs(call, name)) ?? (await amongAll(call, name));
    if (!found) throw noChannel(name);
    return { member: found.member };
  }
  const where = `the channel ${name}`;
  const { channel } = await call({ method: 'conversations.info', where, about: name }, (client) =>
    client.conversations.info({ channel: name }),
  );
  const member = channel?.is_member ?? false;
  if (channel?.is_archived) throw unusable(`${where} is archived.`, `archived:${name}`);
  if (!member && channel?.is_private)
    throw unusable(
      `airb is not in ${where}, which is private. Invite it with /invite @airb.`,
      'not_in_channel',
    );
  return { member };
}

async function findChannel(call: Caller, name: string, log: Log): Promise<string> {
  const found = (await amongOurs(call, name)) ?? (await amongAll(call, name));
  if (!found) throw noChannel(name);
  if (!found.member) {
    await call({ method: 'conversations.join', where: `#${name}` }, (client) =>
      client.conversations.join({ channel: found.id }),
    ).catch((error: unknown) =>
      log.warn({ channel: name, error: String(error) }, 'could not join the channel'),
    );
  }
  return found.id;
}

function noChannel(name: string): DeliveryError {
  const message = `There is no channel #${name} that airb can see. Create it, or if it is private invite airb with /invite @airb.`;
  return unusable(message, `no_channel:${name}`);
}

function unusable(message: string, code: string): DeliveryError {
  return new DeliveryError(message, { retry: false, code });
}

async function amongOurs(call: Caller, name: string): Promise<{ id: string; member: boolean } | undefined> {
  let cursor: string | undefined;
  do {
    const page = await call({ method: 'users.conversations', about: `${name} ${cursor}` }, (client) =>
      client.users.conversations({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: pageSize,
        ...(cursor ? { cursor } : {}),
      }),
    );
    const hit = page.channels?.find((channel) => channel.name === name);
    if (hit?.id) return { id: hit.id, member: true };
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return undefined;
}

async function amongAll(call: Caller, name: string): Promise<{ id: string; member: boolean } | undefined> {
  let cursor: string | undefined;
  do {
    const page = await call({ method: 'conversations.list', about: `${name} ${cursor}` }, (client) =>
      client.conversations.list({
        types: 'public_channel',
        exclude_archived: true,
        limit: pageSize,
        ...(cursor ? { cursor } : {}),
      }),
    );
    const hit = page.channels?.find((channel) => channel.name === name);
    if (hit?.id) return { id: hit.id, member: hit.is_member ?? false };
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return undefined;
}
