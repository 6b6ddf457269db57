import { LRUCache } from 'lru-cache';
import type { ChatInput, Someone } from '../../../domain/chat/input.ts';
import type { Person } from '../../../domain/people.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { createAcquaintances } from '../../kit/acquaintances.ts';
import { type Account, type Activity, isBot, recordOf, textOf } from '../api/activity.ts';
import type { Caller } from '../api/client.ts';
import type { Directory } from '../api/options.ts';
import type { Known } from '../directory/known.ts';
import { profileOf } from '../directory/profile.ts';
import { channelOf, strangerId } from '../directory/refs.ts';
import { isUnknown } from '../directory/roster.ts';
import { chosenIn } from '../render/data.ts';

export interface Who {
  /** The person who acted. A name in the organization file comes before the one Teams gives. Asks nobody. */
  someone(account: Account): ChatInput['by'];
  /** The person of the organization with this account, if that is already known. */
  personOf(account: Account): Person | undefined;
  /** The Entra id of an account, if it is already known. */
  entraOf(account: Account): string | undefined;
  /** The Entra id of a person who was recognised by their address. */
  recognised(person: string): string | undefined;
  /**
   * Learns who sent an activity and whom it names, because an account says neither whether it is a guest nor, in a
   * mention, which Entra id it has. Waits only a moment. Never throws.
   */
  meet(activity: Activity): Promise<void>;
}

interface WhoContext {
  directory: Directory;
  known: Known;
  call: Caller;
  clock: Clock;
  log: Log;
  /** The tenant whose members count. */
  tenantId?: string;
  /** Milliseconds to wait for Teams. */
  patience?: number;
}

const remembered = 5000;
/** The most named people to ask for: a message that mentions half the company must not cause a hundred calls. */
const mostAsked = 5;

const platform = 'Teams';

/** Finds people by their Teams accounts, from the organization file and from what the roster tells. */
export function createWho(context: WhoContext): Who {
  const { directory, known, call, clock, log, tenantId, patience } = context;
  const entraIds = new LRUCache<string, string>({ max: remembered });
  /** Where to ask for an account: the roster of the conversation it was last seen in. */
  const seen = new LRUCache<string, { conversation: string; id: string }>({ max: remembered });

  const entraOf = (account: Account) => account.aadObjectId ?? entraIds.get(account.id);
  const keyOf = (account: Account) => entraOf(account) ?? account.id;

  const met = createAcquaintances({
    platform: 'teams',
    withEmail: (email) => directory.withEmail?.(email),
    clock,
    log,
    ...(patience !== undefined && { patience }),
    async ask(key) {
      const place = seen.get(key);
      if (place === undefined) throw new Error('they were seen in no conversation');
      const member = await memberIn(call, place);
      const { profile, entra } = profileOf(member, tenantId);
      const mri = textOf(member?.id);
      if (entra) note({ id: mri ?? place.id, aadObjectId: entra });
      if (entra && mri) await known.learnMri(entra, mri);
      return profile;
    },
  });

  function note({ id, aadObjectId }: Account): void {
    if (aadObjectId) entraIds.set(id, aadObjectId);
  }

  const listed = (account: Account) => {
    const entra = entraOf(account);
    return entra === undefined ? undefined : directory.personOf(entra);
  };
  const profiled = (account: Account) => met.known(keyOf(account)) ?? met.known(account.id);

  async function meetOne(account: Account, conversation: string): Promise<void> {
    note(account);
    if (isBot(account) || listed(account) || profiled(account)) return;
    const key = keyOf(account);
    seen.set(key, { conversation, id: account.id });
    await met.meet(key);
  }

  function stranger(account: Account): Someone {
    const profile = profiled(account);
    // A person who left the tenant may have no name; one from another tenant may have no Entra id.
    const name = account.name ?? profile?.name ?? 'somebody Teams does not name';
    const standing = profile?.standing ?? 'stranger';
    const unsure = profile === undefined && !isBot(account);
    return { id: strangerId(keyOf(account)), name, standing, ...(unsure && { unsure: platform }) };
  }

  const personOf = (account: Account) => listed(account) ?? profiled(account)?.listed;

  return {
    personOf,
    entraOf,
    recognised: met.accountOf,
    someone(account) {
      note(account);
      const person = personOf(account);
      return person ? { id: person.id, name: person.name, standing: 'listed' } : stranger(account);
    },
    async meet({ from, mentions, recipient, value, conversation }) {
      const named = mentions.map(({ mentioned }) => mentioned).filter(({ id }) => id !== recipient.id);
      const chosen = chosenIn(value).map((id) => ({ id, aadObjectId: id }));
      const others = [...named, ...chosen].slice(0, mostAsked);
      await Promise.all([from, ...others].map((account) => meetOne(account, conversation.id)));
    },
  };
}

/**
 * A member of a conversation as its roster has them.
 * @returns undefined when they are not in it
 * @throws DeliveryError when Teams gives no answer
 */
async function memberIn(call: Caller, { conversation, id }: { conversation: string; id: string }) {
  const room = channelOf(conversation);
  try {
    const answer = await call({
      service: 'connector',
      method: 'GET',
      path: `/v3/conversations/${encodeURIComponent(room)}/members/${encodeURIComponent(id)}`,
      kind: 'read',
      conversation: room,
      what: 'the list of members',
    });
    return recordOf(answer);
  } catch (error) {
    if (error instanceof DeliveryError && isUnknown(error)) return undefined;
    throw error;
  }
}
