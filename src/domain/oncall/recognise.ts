import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';
import type { Answered } from './elsewhere.ts';

/** How a schedule kept elsewhere names who is on call. */
export interface Named {
  /** What to call them where nobody here matches. */
  shown: string;
  /** Their id there, by the field of the organization file that holds it. */
  pagerduty?: string;
  slack?: string;
  emails?: string[];
  /** A text that may hold their name or e-mail address, as the title of a calendar entry does. */
  text?: string;
}

/** A turn as it is kept elsewhere. */
export interface KeptTurn {
  who: Named;
  from: Instant;
  to: Instant;
}

/** What of a person in the organization file they are recognised by. */
export interface Listed {
  id: PersonId;
  name: string;
  email?: string | undefined;
  slack?: string | undefined;
  pagerduty?: string | undefined;
}

/**
 * Puts people of the organization file in place of whom a schedule names: by their id there, then by e-mail address, then
 * by name. Whom two people could be is nobody, because a page to the wrong one is worse than one to the next step.
 */
export function recognise(
  turns: readonly KeptTurn[],
  people: readonly Listed[],
): Pick<Answered, 'turns' | 'strangers'> {
  const found = turns.map(({ who, from, to }) => ({ who, from, to, people: peopleNamed(who, people) }));
  return {
    turns: found.flatMap(({ people: them, from, to }) => them.map(({ id }) => ({ person: id, from, to }))),
    strangers: [
      ...new Set(found.filter((one) => one.people.length === 0).map(({ who }) => who.shown)),
    ].sort(),
  };
}

function peopleNamed(
  { pagerduty, slack, emails = [], text = '' }: Named,
  people: readonly Listed[],
): Listed[] {
  const byId = people.filter(
    (one) =>
      (pagerduty !== undefined && one.pagerduty === pagerduty) ||
      (slack !== undefined && one.slack === slack),
  );
  if (byId.length > 0) return byId.length === 1 ? byId : [];
  const byEmail = emails.flatMap((email) => onlyOne(people.filter((one) => isSame(one.email, email))));
  if (byEmail.length > 0) return [...new Set(byEmail)];
  const inText = people.filter(({ email }) => email !== undefined && holds(text, email));
  if (inText.length > 0) return inText;
  const named = people.filter(({ name }) => holds(text, name));
  // Of “Ana Lima” and “Ana Lima Costa” the longer one is meant.
  const meant = named.filter(
    ({ name }) => !named.some((other) => other.name.length > name.length && holds(other.name, name)),
  );
  const twice = meant.some((one) => meant.some((other) => other !== one && isSame(other.name, one.name)));
  if (meant.length > 0) return twice ? [] : meant;
  return onlyOne(people.filter(({ id }) => isSame(id, text.trim())));
}

function onlyOne<T>(found: T[]): T[] {
  return found.length === 1 ? found : [];
}

function isSame(one: string | undefined, other: string): boolean {
  return one !== undefined && plain(one) === plain(other);
}

/** Whether a text holds a name as whole words. */
function holds(text: string, name: string): boolean {
  const [all, wanted] = [plain(text), plain(name)];
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1)) {
    const around = `${all[at - 1] ?? ' '}${all[at + wanted.length] ?? ' '}`;
    if (!/[\p{L}\p{N}_]/u.test(around)) return true;
  }
  return false;
}

function plain(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
