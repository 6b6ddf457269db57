import { LRUCache } from 'lru-cache';
import type { ChatInput } from '../../../domain/chat/input.ts';
import type { Log } from '../../../ports/log.ts';
import { type Account, type Activity, isBot, recordOf, textOf } from '../api/activity.ts';
import type { Caller } from '../api/client.ts';
import type { Directory } from '../api/options.ts';
import type { Known } from '../directory/known.ts';
import { channelOf, strangerId } from '../directory/refs.ts';

export interface Who {
  /** The person who acted. A name in the organization file comes before the one Teams gives. Asks nobody. */
  someone(account: Account): ChatInput['by'];
  /** The person of the organization with this account, if that is already known. */
  personOf(account: Account): { id: string; name: string } | undefined;
  /** The Entra id of an account, if it is already known. */
  entraOf(account: Account): string | undefined;
  /** Learns who the mentioned people are, because a mention carries Teams' own id and no Entra id. Never throws. */
  meet(activity: Activity): Promise<void>;
}

interface WhoContext {
  directory: Directory;
  known: Known;
  call: Caller;
  log: Log;
}

const remembered = 5000;
/** The most mentioned people to ask for: a message that mentions half the company must not cause a hundred calls. */
const mostAsked = 5;

/** Finds people by their Teams accounts, from the organization file and from what Teams has told so far. */
export function createWho({ directory, known, call, log }: WhoContext): Who {
  const entraIds = new LRUCache<string, string>({ max: remembered });

  function note(account: Account): void {
    if (account.aadObjectId) entraIds.set(account.id, account.aadObjectId);
  }

  const entraOf = (account: Account) => account.aadObjectId ?? entraIds.get(account.id);

  function personOf(account: Account) {
    const entra = entraOf(account);
    return entra === undefined ? undefined : directory.personOf(entra);
  }

  async function ask(account: Account, conversation: string): Promise<void> {
    try {
      const aadObjectId = await entraIdIn(call, conversation, account.id);
      if (!aadObjectId) return;
      note({ ...account, aadObjectId });
      await known.learnMri(aadObjectId, account.id);
    } catch (error) {
      log.info({ error: String(error) }, 'Teams does not say who is mentioned');
    }
  }

  return {
    personOf,
    entraOf,
    someone(account) {
      note(account);
      const listed = personOf(account);
      if (listed) return { id: listed.id, name: listed.name, standing: 'listed' };
      // A person who left the tenant may have no name; one from another tenant may have no Entra id.
      const name = account.name ?? 'somebody Teams does not name';
      return { id: strangerId(entraOf(account) ?? account.id), name, standing: 'stranger' };
    },
    async meet({ mentions, conversation, from, recipient }) {
      note(from);
      for (const { mentioned } of mentions) note(mentioned);
      const unknown = mentions
        .map(({ mentioned }) => mentioned)
        .filter((account) => account.id !== recipient.id && !isBot(account) && !entraOf(account));
      await Promise.all(unknown.slice(0, mostAsked).map((account) => ask(account, conversation.id)));
    },
  };
}

async function entraIdIn(call: Caller, conversation: string, id: string): Promise<string | undefined> {
  const room = channelOf(conversation);
  const member = recordOf(
    await call({
      service: 'connector',
      method: 'GET',
      path: `/v3/conversations/${encodeURIComponent(room)}/members/${encodeURIComponent(id)}`,
      kind: 'read',
      conversation: room,
      what: 'the list of members',
    }),
  );
  return textOf(member.aadObjectId) ?? textOf(member.objectId);
}
