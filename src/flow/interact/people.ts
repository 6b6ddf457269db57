import type { ChatInput } from '../../domain/chat/input.ts';
import type { Mention } from '../../domain/chat/intent.ts';
import { type Person, personOf } from '../../domain/people.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';

/**
 * The person that a command names: by chat id, by organization id, or by full or first name when only one person has
 * it.
 * @returns undefined when nobody fits, or several do; `me` is the asker
 */
export function findPerson(library: Library, mention: Mention, asker: ChatInput['by']): Person | undefined {
  if (mention.mention === 'me') return personOf({ kind: 'person', ...asker });
  const words = [mention.mention, mention.name].flatMap((word) =>
    word ? [word.replace(/^@/, '').toLowerCase()] : [],
  );
  const { people } = library.organization;
  const exact = people.filter((person) =>
    [person.id, person.slack, person.teams, person.name, person.email].some(
      (known) => known !== undefined && words.includes(known.toLowerCase()),
    ),
  );
  const found = exact.length > 0 ? exact : people.filter((person) => words.includes(firstName(person.name)));
  const [only] = found;
  return only !== undefined && found.length === 1 ? { id: only.id, name: only.name } : undefined;
}

function firstName(name: string): string {
  return (name.split(' ')[0] ?? name).toLowerCase();
}
