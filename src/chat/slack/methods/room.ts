import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { RoomSpec } from '../../../ports/chat.ts';
import type { Log } from '../../../ports/log.ts';
import { hasMarker, purposeOf } from '../../kit/marker.ts';
import type { Caller } from '../api/client.ts';
import { roomRef } from '../directory/refs.ts';
import { isBy, keyOf, type Self } from './metadata.ts';

const nameMax = 80;
const suffixes = 5;
const pageSize = 1000;

export interface RoomContext {
  call: Caller;
  log: Log;
  /** Who airb is here. */
  self(): Promise<Self>;
  /** Lets work go on after the answer; `stop` waits for it. */
  beside(work: Promise<unknown>): void;
}

/** The facts users.conversations gives about a channel. */
interface Existing {
  id: string;
  creator: string;
  purpose: string;
  private: boolean;
  archived: boolean;
}

/**
 * Creates the room. When the name is taken, an earlier attempt whose answer was lost may have made the channel. airb
 * adopts it if the bot made it and it belongs to this incident; else it adds a number to the name. Slack makes a
 * private room private in the same call that creates it. A public room is never taken in place of a private one.
 */
export async function openRoom(
  context: RoomContext,
  spec: RoomSpec,
): Promise<{ room: RoomRef; name: string }> {
  let ours: Map<string, Existing> | undefined;
  for (let n = 1; n <= suffixes; n += 1) {
    const name = channelName(spec.name, n);
    const existing = ours?.get(name);
    const created = existing ? undefined : await create(context, name, spec.private);
    if (created) {
      context.beside(mark(context, created, spec));
      return { room: roomRef(created), name };
    }
    ours ??= await ownChannels(context);
    const found = ours.get(name);
    if (found && (await adoptable(context, found, spec))) return { room: roomRef(found.id), name };
  }
  const message = `Slack channels ${spec.name} to ${channelName(spec.name, suffixes)} all belong to others. Rename or delete one.`;
  throw new DeliveryError(message, { retry: false, code: 'no_free_name' });
}

/** Lower case letters, digits, - and _, at most 80: docs.slack.dev/reference/methods/conversations.create#naming. */
export function channelName(wanted: string, attempt: number): string {
  const suffix = attempt === 1 ? '' : `-${attempt}`;
  const allowed =
    wanted
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .replace(/^[-_]+/, '') || 'incident';
  return `${allowed.slice(0, nameMax - suffix.length).replace(/[-_]+$/, '')}${suffix}`;
}

/**
 * Creates a channel.
 * @returns the channel's id, or undefined when the name is taken
 */
async function create({ call }: RoomContext, name: string, secret: boolean): Promise<string | undefined> {
  try {
    const answer = await call({ method: 'conversations.create', where: `#${name}` }, (client) =>
      client.conversations.create({ name, is_private: secret }),
    );
    const id = answer.channel?.id;
    if (!id)
      throw new DeliveryError('Slack created a channel without an id.', { retry: true, code: 'no_id' });
    if (secret && answer.channel?.is_private === false) throw notPrivate(name);
    return id;
  } catch (error) {
    if (error instanceof DeliveryError && error.code === 'name_taken') return undefined;
    throw error;
  }
}

function notPrivate(name: string): DeliveryError {
  const message = `Slack made #${name} public although a private channel was asked for. Nothing was posted there.`;
  return new DeliveryError(message, { retry: false, code: 'not_private' });
}

async function mark({ call, log }: RoomContext, channel: string, spec: RoomSpec): Promise<void> {
  await call({ method: 'conversations.setPurpose' }, (client) =>
    client.conversations.setPurpose({ channel, purpose: purposeOf(spec) }),
  ).catch((error: unknown) =>
    log.warn({ channel, error: String(error) }, 'could not mark the channel as ours'),
  );
}

async function adoptable(context: RoomContext, existing: Existing, spec: RoomSpec): Promise<boolean> {
  if (existing.archived || existing.private !== spec.private) return false;
  if (existing.creator !== (await context.self()).botUser) return false;
  if (hasMarker(existing.purpose, spec.marker)) return true;
  if (/\bairb:\d+/.test(existing.purpose)) return false;
  const ours = await servesNoOther(context, existing.id, spec.marker);
  if (ours) context.beside(mark(context, existing.id, spec));
  return ours;
}

/**
 * True when no other incident uses the channel. The marker is set after the room is made and may be missing, so the
 * messages in the room decide.
 */
async function servesNoOther(
  { call, self: whoami }: RoomContext,
  channel: string,
  marker: string,
): Promise<boolean> {
  const incident = marker.slice(marker.indexOf(':') + 1);
  const page = await call({ method: 'conversations.history', about: channel }, (client) =>
    client.conversations.history({ channel, include_all_metadata: true, limit: 100 }),
  );
  const self = await whoami();
  const own = (page.messages ?? []).filter((message) => isBy(message, self));
  const keys = own.map(keyOf).filter((key) => key !== undefined);
  // `1.5.3` is the key of a message said once, `1:card` of one kept current; both begin with the incident.
  return keys.every((key) => key.split(/[.:]/)[0] === incident);
}

/**
 * Channels the bot is in. It is a member of all it made, so this list is enough; it also holds private and archived
 * channels.
 */
async function ownChannels({ call }: RoomContext): Promise<Map<string, Existing>> {
  const own = new Map<string, Existing>();
  let cursor: string | undefined;
  do {
    const page = await call({ method: 'users.conversations', about: cursor }, (client) =>
      client.users.conversations({
        types: 'public_channel,private_channel',
        exclude_archived: false,
        limit: pageSize,
        ...(cursor ? { cursor } : {}),
      }),
    );
    for (const { id, name, creator, purpose, is_private: secret, is_archived: archived } of page.channels ??
      []) {
      if (!id || !name) continue;
      const known = { id, creator: creator ?? '', purpose: purpose?.value ?? '' };
      own.set(name, { ...known, private: secret ?? false, archived: archived ?? false });
    }
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return own;
}
