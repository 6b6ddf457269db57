import { LRUCache } from 'lru-cache';
import type { PersonId } from '../../../domain/people.ts';
import { strangerId, strangerIn } from './refs.ts';

/** Who is who, as the organization file says it. */
export interface Directory {
  slackIdOf(person: PersonId): string | undefined;
  personOf(slackId: string): { id: PersonId; name: string } | undefined;
}

/** The Slack user of a person, also of one only Slack knows. */
export function slackUser(directory: Directory, person: PersonId): string | undefined {
  return directory.slackIdOf(person) || strangerIn(person);
}

export interface Someone {
  id: PersonId;
  name: string;
  known: boolean;
}

export interface People extends Directory {
  /** Who acted. `hint` is the name the payload carried; without one Slack is asked, and the user id is the last resort. */
  someone(slackId: string, hint?: string): Promise<Someone>;
  /** The name to print in a text, from what is known already. */
  nameOf(slackId: string): string | undefined;
}

const remembered = 5000;

/**
 * Strangers keep the name Slack gives them; it is asked for once. A failure is not remembered.
 * @param askName the display name of a user
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
      if (listed) return { ...listed, known: true };
      const id = strangerId(slackId);
      if (hint !== undefined && !known.has(slackId)) return { id, name: hint, known: false };
      const name = await ask(slackId).catch(() => slackId);
      return { id, name, known: false };
    },
    nameOf: (slackId) => directory.personOf(slackId)?.name ?? known.get(slackId),
  };
}
