import { DeliveryError } from '../../errors.ts';
import { recordOf, textOf } from './activity.ts';
import type { Caller, Json } from './client.ts';
import { channelOf } from './refs.ts';

const pageSize = 200;
const mostPages = 10;

/**
 * Finds somebody among the members of a conversation; a thread has those of its channel. The connector takes an Entra id in
 * place of its own; where it does not, the roster is read page by page.
 * @returns the person's id towards this bot (`29:…`), or undefined when they are not there
 */
export async function rosterId(call: Caller, conversation: string, aad: string): Promise<string | undefined> {
  const channel = channelOf(conversation);
  const members = `/v3/conversations/${encodeURIComponent(channel)}`;
  const ask = (path: string, query?: Record<string, string>): Promise<Json> =>
    call({
      service: 'connector',
      method: 'GET',
      path: `${members}/${path}`,
      kind: 'read',
      conversation: channel,
      what: 'the list of members',
      where: 'the channel',
      ...(query ? { query } : {}),
    });
  try {
    return textOf((await ask(`members/${encodeURIComponent(aad)}`)).id);
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return inPages(ask, aad);
  }
}

async function inPages(
  ask: (path: string, query: Record<string, string>) => Promise<Json>,
  aad: string,
): Promise<string | undefined> {
  let query: Record<string, string> | undefined = { pageSize: String(pageSize) };
  for (let page = 0; query && page < mostPages; page += 1) {
    const answer = await ask('pagedmembers', query);
    const members = Array.isArray(answer.members) ? answer.members.map(recordOf) : [];
    const hit = members.find((member) => member.aadObjectId === aad || member.objectId === aad);
    if (hit) return textOf(hit.id);
    const continuationToken = textOf(answer.continuationToken);
    query = continuationToken ? { pageSize: String(pageSize), continuationToken } : undefined;
  }
  return undefined;
}

/** Teams has several words for somebody who is not there, and others for airb itself not being there. */
function isUnknown(error: unknown): boolean {
  if (!(error instanceof DeliveryError) || error.retry) return false;
  return error.code.startsWith('teams_') && !['teams_blocked', 'teams_not_installed'].includes(error.code);
}
