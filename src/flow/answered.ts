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
  writer: Pick<Writer, 'handle'>;
  library: () => Library;
  /** undefined when the pager does not tell. */
  emailOf: (user: string) => Promise<string | undefined>;
}): TakeAnswer {
  const { writer, library, emailOf } = deps;

  async function personOf(user: string): Promise<PersonSpec | undefined> {
    const { people } = library().organization;
    const named = people.find((person) => person.pagerduty === user);
    if (named) return named;
    const email = (await emailOf(user))?.toLowerCase();
    if (email === undefined) return undefined;
    const same = people.filter((person) => person.email?.toLowerCase() === email);
    // Two people with one address are nobody in particular.
    return same.length === 1 ? same[0] : undefined;
  }

  return async ({ id, incident, by }) => {
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
