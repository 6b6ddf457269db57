import { LRUCache } from 'lru-cache';
import type { PersonId, Standing } from '../../../domain/people.ts';
import { strangerId, strangerIn } from './refs.ts';

/** People and their Slack users, from the organization file. */
export interface Directory {
  slackIdOf(person: PersonId): string | undefined;
  personOf(slackId: string): { id: PersonId; name: string } | undefined;
}

/** The Slack user of a person; also works for a person only Slack knows. */
export function slackUser(directory: Directory, person: PersonId): string | undefined {
  return directory.slackIdOf(person) || strangerIn(person);
}

export interface Someone {
  id: PersonId;
  name: string;
  standing: Standing;
}

export interface People extends Directory {
  /**
   * The person who acted. `hint` is the name in the payload. Without it airb asks Slack; if that fails, the user id
   * serves as the name.
   */
  someone(slackId: string, hint?: string): Promise<Someone>;
  /** The name to print in a text, if it is already known. */
  nameOf(slackId: string): string | undefined;
}

const remembered = 5000;

/**
 * Finds people by their Slack user. Those outside the organization file have the name Slack gives; airb asks for it
 * once. A failure is not remembered.
 * @param askName asks Slack for the display name of a user
 */
export function createPeople(directory: Directory, askName: (slackId: string) => Promise<string>): People {
  const names = new LRUCache<string, Promise<string>>({ max: remembered });
  const known = new LRUCache<string, string>({ max: remembered });

  function ask(slackId: string): Promise<string> {
    const asked = names.get(slackId);
    if (asked) return asked;
    const answer = askName(slackId);
    names.set(slackId, answer);
    answer.then(
      (name) => known.set(slackId, name),
      () => names.delete(slackId),
    );
    return answer;
  }

  return {
    slackIdOf: (person) => directory.slackIdOf(person),
    personOf: (slackId) => directory.personOf(slackId),
    async someone(slackId, hint) {
      const listed = directory.personOf(slackId);
      if (listed) return { ...listed, standing: 'listed' };
      const id = strangerId(slackId);
      if (hint !== undefined && !known.has(slackId)) return { id, name: hint, standing: 'stranger' };
      const name = await ask(slackId).catch(() => slackId);
      return { id, name, standing: 'stranger' };
    },
    nameOf: (slackId) => directory.personOf(slackId)?.name ?? known.get(slackId),
  };
}
