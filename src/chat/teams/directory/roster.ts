import { DeliveryError } from '../../../errors.ts';
import { recordOf, textOf } from '../api/activity.ts';
import type { Caller, Json } from '../api/client.ts';
import { channelOf } from './refs.ts';

/** The most members Teams gives in one answer. */
const pageSize = 500;
/** The most pages read in one attempt. Together with the request before them they fit the budget (budget.ts). */
const mostPages = 8;

/** Finds a person's id with this bot (`29:…`) among a conversation's members; undefined when they are not there. */
export type Roster = (aad: string) => Promise<string | undefined>;

/**
 * A person's id with this bot (`29:…`) in a conversation, by Entra id; undefined when they are not there.
 * @throws DeliveryError when Teams gives no answer
 */
export function rosterId(call: Caller, conversation: string, aad: string): Promise<string | undefined> {
  return createRoster(call, conversation)(aad);
}

/**
 * The members of a conversation; a thread has those of its channel. The connector usually accepts an Entra id in place
 * of its own. Where it does not, the pages are read once, for everybody asked for.
 */
export function createRoster(call: Caller, conversation: string): Roster {
  const channel = channelOf(conversation);
  const members = `/v3/conversations/${encodeURIComponent(channel)}`;
  let pages: Promise<Map<string, string>> | undefined;
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
  return async (aad) => {
    if (pages) return (await pages).get(aad);
    try {
      return textOf((await ask(`members/${encodeURIComponent(aad)}`)).id);
    } catch (error) {
      if (!isUnknown(error)) throw error;
      pages = inPages(ask);
      return (await pages).get(aad);
    }
  };
}

async function inPages(
  ask: (path: string, query: Record<string, string>) => Promise<Json>,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let query: Record<string, string> | undefined = { pageSize: String(pageSize) };
  for (let page = 0; query && page < mostPages; page += 1) {
    const answer = await ask('pagedmembers', query);
    for (const member of Array.isArray(answer.members) ? answer.members.map(recordOf) : []) {
      const [id, aad] = [textOf(member.id), textOf(member.aadObjectId) ?? textOf(member.objectId)];
      if (id && aad) found.set(aad, id);
    }
    const continuationToken = textOf(answer.continuationToken);
    query = continuationToken ? { pageSize: String(pageSize), continuationToken } : undefined;
  }
  return found;
}

/**
 * True when Teams says that a person is not there. It has several codes for that, and others for airb not being there.
 */
export function isUnknown(error: unknown): boolean {
  if (!(error instanceof DeliveryError) || error.retry) return false;
  return error.code.startsWith('teams_') && !['teams_blocked', 'teams_not_installed'].includes(error.code);
}
