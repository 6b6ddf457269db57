import { idFrom, type KnownPerson, type NewPerson } from './draft.ts';

export interface ImportedUser extends NewPerson {
  /** Everything the other tool may name them by. */
  keys: string[];
}

export interface ImportedPeople {
  /** The id in the file of somebody the tool names; undefined where the export does not have them. */
  idOf(key: string | undefined): string | undefined;
  /** Those who are named somewhere and not in the file yet. */
  added(): Record<string, NewPerson>;
  isTaken(id: string): boolean;
}

/** Finds people of the file for users of an export, by e-mail address; others get an id, once they are named. */
export function importedPeople(users: ImportedUser[], known: readonly KnownPerson[]): ImportedPeople {
  const ids = new Map<ImportedUser, string>();
  const added: Record<string, NewPerson> = {};
  const isTaken = (id: string) => Object.hasOwn(added, id) || known.some((one) => one.id === id);
  function idFor(user: ImportedUser): string {
    const before = ids.get(user);
    if (before !== undefined) return before;
    const listed = known.find(({ email }) => email !== undefined && isSame(email, user.email));
    const { keys: _keys, ...spec } = user;
    const id = listed?.id ?? idFrom(user.name, isTaken);
    if (listed === undefined) added[id] = spec;
    ids.set(user, id);
    return id;
  }
  return {
    idOf(key) {
      const user = users.find(({ keys }) => key !== undefined && keys.some((one) => isSame(one, key)));
      if (user) return idFor(user);
      // An address alone is enough to page somebody.
      if (key === undefined || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(key)) return undefined;
      const made = { name: key.split('@')[0] ?? key, email: key, keys: [key] };
      users.push(made);
      return idFor(made);
    },
    added: () => added,
    isTaken,
  };
}

function isSame(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}
