import type { PersonId } from '../../../domain/people.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Directory } from '../api/options.ts';

const strangerPrefix = 'teams:';

/** The id of somebody only Teams knows. */
export function strangerId(aadObjectId: string): PersonId {
  return `${strangerPrefix}${aadObjectId}`;
}

/** The Entra object id of a person, also of one only Teams knows. */
export function teamsUser(directory: Directory, person: PersonId): string | undefined {
  const listed = directory.teamsIdOf(person);
  if (listed) return listed;
  return person.startsWith(strangerPrefix) ? person.slice(strangerPrefix.length) : undefined;
}

/** How to call a person in a sentence. */
export function nameOf(directory: Directory, person: PersonId): string {
  const user = teamsUser(directory, person);
  return (user && directory.personOf(user)?.name) ?? person;
}

/** The organization file does not say who this is in Teams. */
export function noAccount(person: PersonId): DeliveryError {
  const message = `The organization file names no Teams user for ${person}. Add "teams: <Entra object id>" to that person.`;
  return new DeliveryError(message, { retry: false, code: `no_account:${person}` });
}
