import type { AnsweredElsewhere } from '../domain/incident/paged-elsewhere.ts';
import type { Actor } from '../domain/people.ts';
import { oneLine } from '../domain/plain.ts';
import type { Library, PersonSpec } from '../domain/runbooks/runbook.ts';
import type { Writer } from './write.ts';

/** What became of an answer given where a pager rang, a sentence for the sender. */
export type TakeAnswer = (answer: AnsweredElsewhere) => Promise<string>;

/**
 * Takes answers given at a pager. Whoever is known by the pager's id or by e-mail has acknowledged here too. Somebody
 * nobody knows has not: it stands on the timeline, and the paging goes on.
 */
export function createAnswered(deps: {
  writer: Pick<Writer, 'handle' | 'incident'>;
  library: () => Library;
  /** undefined when the pager does not tell. */
  emailOf: (user: string) => Promise<string | undefined>;
}): TakeAnswer {
  const { writer, library, emailOf } = deps;

  async function personOf(user: string): Promise<PersonSpec | undefined> {
    const { people } = library().organization;
    const named = people.filter((person) => person.pagerduty === user);
    // Two people with one id, or one address, are nobody in particular.
    if (named.length > 0) return onlyOne(named);
    const email = plainCase((await emailOf(user)) ?? '');
    if (email === '') return undefined;
    // Whose id is known is known by that alone.
    const others = people.filter(({ pagerduty }) => pagerduty === undefined);
    return onlyOne(others.filter((person) => plainCase(person.email ?? '') === email));
  }

  return async ({ id, incident, reopened, by }) => {
    const known = await writer.incident(incident);
    // It comes late, or again: the people of today have not answered.
    if (known !== undefined && reopened < (known.paging.reopened ?? 0))
      return `INC-${incident} was opened again since that page, so this answers nothing; the paging goes on.`;
    const person = await personOf(by.id);
    const extras = { inputKey: id };
    if (person === undefined) {
      const text = `${oneLine(by.name)} acknowledged in PagerDuty. Nobody in the organization file has that PagerDuty id or e-mail address, so the paging goes on.`;
      const noted = await writer.handle(
        incident,
        { type: 'note', text },
        { kind: 'source', name: 'PagerDuty' },
        extras,
      );
      return noted.ok ? text : noted.rejected;
    }
    const actor: Actor = { kind: 'person', id: person.id, name: person.name, standing: 'listed' };
    const handled = await writer.handle(incident, { type: 'acknowledge', via: 'pagerduty' }, actor, extras);
    if (!handled.ok) return handled.rejected;
    return handled.note ?? `${person.name} acknowledged INC-${incident}`;
  };
}

function onlyOne<T>(found: T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** Without the case of plain letters: the other ones that look the same with it are other addresses. */
function plainCase(address: string): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
