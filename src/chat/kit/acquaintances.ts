import { LRUCache } from 'lru-cache';
import type { Person, Standing } from '../../domain/people.ts';
import { hour } from '../../domain/time.ts';
import { DeliveryError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { within } from './in-time.ts';

/** What the platform says of an account that the organization file does not name. */
export interface Profile {
  name?: string;
  /** True for a person of this workspace with all its rights: no guest, no bot, nobody who left. */
  member: boolean;
  /** Addresses that the platform has confirmed. */
  emails: string[];
}

/** Somebody whom the organization file does not name by their account. */
export interface Met {
  /** The person of the organization file with the same confirmed address. */
  listed?: Person;
  name?: string;
  standing: Standing;
  /** The platform did not answer: a stranger for now. */
  unsure?: true;
}

export interface Acquaintances {
  /** Who it is; asks the platform where that is not known, and waits for it only a moment. Never throws. */
  meet(account: string): Promise<Met>;
  /** Who it is as far as known; asks nobody. */
  known(account: string): Met | undefined;
  /** The account of a person who was recognised by an address. */
  accountOf(person: string): string | undefined;
}

interface Options {
  /** `slack`, as the organization file calls the account. */
  platform: string;
  ask(account: string): Promise<Profile>;
  /** The one person of the organization file with this address. */
  withEmail(email: string): Person | undefined;
  clock: Clock;
  log: Log;
  /** Milliseconds to wait for the platform. */
  patience?: number;
}

const remembered = 5000;

/** People leave, and become guests: what the platform said is believed this long. */
const believed = hour;

/** A platform wants its ack within three seconds, and what was done must be stored in them too. */
const patience = 1200;

/**
 * Learns who stands behind the accounts that the organization file does not name. An account is asked for once, however
 * many wait for the answer. Where there is none, nobody is taken for a member.
 */
export function createAcquaintances(options: Options): Acquaintances {
  const { platform, ask, withEmail, clock, log } = options;
  const profiles = new LRUCache<string, { profile: Profile; until: number }>({ max: remembered });
  const asked = new Map<string, Promise<Profile>>();
  const accounts = new LRUCache<string, string>({ max: remembered });

  function fresh(account: string): Profile | undefined {
    const held = profiles.get(account);
    return held !== undefined && clock.now() < held.until ? held.profile : undefined;
  }

  function learn(account: string): Promise<Profile> {
    const under = asked.get(account);
    if (under !== undefined) return under;
    const answer = ask(account)
      .then((profile) => {
        profiles.set(account, { profile, until: clock.now() + believed });
        return profile;
      })
      .finally(() => asked.delete(account));
    asked.set(account, answer);
    return answer;
  }

  function metOf(account: string, { name, member, emails }: Profile): Met {
    const listed = member ? onlyOne(emails.flatMap((email) => withEmail(email) ?? [])) : undefined;
    if (listed !== undefined) {
      note(account, listed);
      return { listed, name: listed.name, standing: 'listed' };
    }
    return { ...(name && { name }), standing: member ? 'member' : 'stranger' };
  }

  function note(account: string, { id, name }: Person): void {
    if (accounts.get(id) === account) return;
    accounts.set(id, account);
    const advice = `${name} was recognised by an e-mail address: put "${platform}: ${account}" to ${id} in runbooks/organization.yaml`;
    log.info({ person: id }, advice);
  }

  return {
    async meet(account) {
      const held = fresh(account);
      if (held !== undefined) return metOf(account, held);
      const late = new DeliveryError('no answer in time', { retry: true, code: 'late' });
      try {
        const profile = await within(learn(account), options.patience ?? patience);
        if (profile === undefined) throw late;
        return metOf(account, profile);
      } catch (error) {
        log.info({ error: String(error) }, `${platform} does not say who somebody is`);
        const before = profiles.get(account)?.profile.name;
        return { ...(before && { name: before }), standing: 'stranger', unsure: true };
      }
    },
    known(account) {
      const held = fresh(account);
      return held && metOf(account, held);
    },
    accountOf: (person) => accounts.get(person),
  };
}

function onlyOne(people: Person[]): Person | undefined {
  const [first, ...others] = people;
  return first !== undefined && others.every(({ id }) => id === first.id) ? first : undefined;
}
