import type { Someone } from '../../../domain/chat/input.ts';
import type { Person, PersonId } from '../../../domain/people.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { createAcquaintances, type Profile } from '../../kit/acquaintances.ts';
import { strangerId, strangerIn } from './refs.ts';

/** People and their Slack users, from the organization file. */
export interface Directory {
  slackIdOf(person: PersonId): string | undefined;
  personOf(slackId: string): Person | undefined;
  /** The one person with this e-mail address. */
  withEmail?(email: string): Person | undefined;
}

/** The Slack user of a person; also works for a person only Slack knows. */
export function slackUser(directory: Directory, person: PersonId): string | undefined {
  return directory.slackIdOf(person) || strangerIn(person);
}

export interface People extends Directory {
  /**
   * The person who acted. `hint` is the name in the payload, for somebody of whom Slack does not say more in time.
   */
  someone(slackId: string, hint?: string): Promise<Someone>;
  /** Learns who these users are, so that they can be named at once. A few of them; never throws. */
  meet(slackIds: string[]): Promise<Someone[]>;
  /** The name to print in a text, if it is already known. */
  nameOf(slackId: string): string | undefined;
}

interface Options {
  directory: Directory;
  /** Asks Slack about a user; fails where Slack does not answer. */
  ask(slackId: string): Promise<Profile>;
  clock: Clock;
  log: Log;
  /** Milliseconds to wait for Slack. */
  patience?: number;
}

/** The most mentioned people to ask for: a message that mentions half the company must not cause a hundred calls. */
const mostAsked = 5;

/**
 * Finds people by their Slack user. Those outside the organization file are who Slack says they are: a member of the
 * workspace is recognised by their confirmed e-mail address, or acts as a member.
 */
export function createPeople({ directory, ask, clock, log, patience }: Options): People {
  const met = createAcquaintances({
    platform: 'slack',
    ask,
    withEmail: (email) => directory.withEmail?.(email),
    clock,
    log,
    ...(patience !== undefined && { patience }),
  });

  const personOf = (slackId: string) => directory.personOf(slackId) ?? met.known(slackId)?.listed;

  async function someone(slackId: string, hint?: string): Promise<Someone> {
    const listed = directory.personOf(slackId);
    if (listed) return { id: listed.id, name: listed.name, standing: 'listed' };
    const { listed: recognised, name = hint ?? slackId, standing, unsure } = await met.meet(slackId);
    if (recognised) return { id: recognised.id, name: recognised.name, standing };
    return { id: strangerId(slackId), name, standing, ...(unsure && { unsure: 'Slack' }) };
  }

  return {
    slackIdOf: (person) => directory.slackIdOf(person) ?? met.accountOf(person),
    personOf,
    someone,
    meet: (slackIds) =>
      Promise.all([...new Set(slackIds)].slice(0, mostAsked).map((slackId) => someone(slackId))),
    nameOf: (slackId) => personOf(slackId)?.name ?? met.known(slackId)?.name,
  };
}
