import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Caller } from '../api/client.ts';
import { channelOf } from '../directory/refs.ts';
import { channelName } from './room.ts';

const suffixes = 5;

/** Why a channel is not renamed, where Slack's word is about something else in other calls. */
const refusals: Record<string, string> = {
  not_authorized:
    'Slack lets only whoever made a channel rename it, or a workspace admin; somebody else made this one, or the workspace allows apps less.',
  restricted_action:
    'the workspace does not let apps rename channels. An admin may allow it (Settings → Permissions).',
};

/**
 * Renames a channel. Where another one has the name, a number is added to it. Slack counts the channel itself among those
 * that have a name, so a taken name is looked at first: an earlier attempt whose answer was lost may have given it.
 * Source: docs.slack.dev/reference/methods/conversations.rename.
 * @returns the name that Slack gave, which may differ from the one asked for
 */
export async function renameRoom(call: Caller, room: RoomRef, wanted: string): Promise<string> {
  const channel = channelOf(room);
  const names = Array.from({ length: suffixes }, (_, n) => channelName(wanted, n + 1));
  for (const [n, name] of names.entries()) {
    const given = await rename(call, channel, name);
    if (given !== undefined) return given;
    const now = n === 0 ? await nameOf(call, channel) : undefined;
    if (now !== undefined && names.includes(now)) return now;
  }
  throw kept(names[0], {
    why: `the names ${names[0]} to ${names.at(-1)} are all taken.`,
    code: 'no_free_name',
  });
}

/** @returns undefined when the name is taken */
async function rename(call: Caller, channel: string, name: string): Promise<string | undefined> {
  try {
    const answer = await call({ method: 'conversations.rename', where: `#${name}` }, (client) =>
      client.conversations.rename({ channel, name }),
    );
    return answer.channel?.name ?? name;
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retry || error.uncertain || error.gone) throw error;
    if (error.code === 'name_taken') return undefined;
    throw kept(name, { why: refusals[error.code] ?? error.message, code: error.code, cause: error });
  }
}

async function nameOf(call: Caller, channel: string): Promise<string | undefined> {
  const { channel: seen } = await call({ method: 'conversations.info' }, (client) =>
    client.conversations.info({ channel }),
  );
  return seen?.name;
}

/** The incident is renamed all the same. Told once for each name, since somebody may try another. */
function kept(
  name: string | undefined,
  { why, code, cause }: { why: string; code: string; cause?: DeliveryError },
): DeliveryError {
  const message = `The incident has its new title, but the channel keeps its name: ${why}`;
  return new DeliveryError(message, { retry: false, code: `rename:${code}:${name}`, cause });
}
