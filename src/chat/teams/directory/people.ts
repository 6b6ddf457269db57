import type { PersonId } from '../../../domain/people.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Directory } from '../api/options.ts';
import { strangerIn } from './refs.ts';

/** The Entra object id of a person; also works for a person only Teams knows. */
export function teamsUser(directory: Directory, person: PersonId): string | undefined {
  return directory.teamsIdOf(person) || strangerIn(person);
}

/** The name of a person in a sentence. */
export function nameOf(directory: Directory, person: PersonId): string {
  const user = teamsUser(directory, person);
  return (user && directory.personOf(user)?.name) ?? person;
}

/** The error when the organization file names no Teams account for a person. */
export function noAccount(person: PersonId): DeliveryError {
  const message = `The organization file names no Teams user for ${person}. Add "teams: <Entra object id>" to that person.`;
  return new DeliveryError(message, { retry: false, code: `no_account:${person}` });
}
