import type { ChatInput, Someone } from '../../domain/chat/input.ts';
import type { Mention } from '../../domain/chat/intent.ts';
import type { Rejection } from '../../domain/incident/commands.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Person, personOf } from '../../domain/people.ts';
import type { PersonSpec } from '../../domain/runbooks/runbook.ts';
import { guestChosen, severalPeople, unknownPerson, unsureWho } from '../../views/chat/people-meant.ts';
import type { Talk, Turn } from './context.ts';

interface Asked {
  people: PersonSpec[];
  input: ChatInput;
  incident?: Opened;
}

/**
 * The person that a command or a form points at. An account wins over everything that is written beside it: the label
 * of a mention names nobody. Only a name that somebody typed is looked up among the listed people, and where it fits
 * two of them, airb asks. `me` is the asker.
 */
export function personMeant({ mention, name }: Mention, asked: Asked): Person | Rejection {
  const { people, input, incident } = asked;
  if (mention === 'me') return personOf({ kind: 'person', ...input.by });
  const named = input.named?.find(({ id }) => id === mention);
  if (named) return takes(named);
  const word = mention.replace(/^@/, '');
  const account = people.filter((one) => [one.slack, one.teams, one.email].some(same(word)));
  const fits = account.length > 0 ? account : people.filter((one) => namesOf(one).some(same(word)));
  const [only, ...others] = fits;
  if (only === undefined) return unknownPerson(mention, name, incident);
  return others.length === 0 ? { id: only.id, name: only.name } : severalPeople(word, fits);
}

/** Whom a command about an incident names. */
export function whoIn(talk: Talk, { input }: Turn, mention: Mention, incident: Opened): Person | Rejection {
  return personMeant(mention, { people: talk.library().organization.people, input, incident });
}

/** A guest of the workspace is given nothing to do; a member is, also without being listed. */
function takes({ id, name, standing, unsure }: Someone): Person | Rejection {
  if (unsure !== undefined) return unsureWho(unsure, name);
  return standing === 'stranger' ? guestChosen(name) : personOf({ kind: 'person', id, name, standing });
}

function same(word: string): (known: string | undefined) => boolean {
  const wanted = plain(word);
  return (known) => known !== undefined && plain(known) === wanted;
}

/** What somebody may be called in writing: by id, by whole name (`ana.lima`), by first name. */
function namesOf({ id, name }: PersonSpec): string[] {
  return [id, name, name.split(' ')[0] ?? name];
}

/** Chats write a name as one word: `Ana.Lima`, `ana_lima`. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s._-]+/g, ' ')
    .trim();
}
