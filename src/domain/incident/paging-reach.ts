import type { Person, PersonId } from '../people.ts';
import type { PersonSpec } from '../runbooks/runbook.ts';
import { isRaise, roundOf } from './paging-steps.ts';
import { chatOfRoute, reachedIn } from './rooms.ts';
import { isOpen, type Opened } from './state.ts';

/** Somebody as the incident knows them. Who is in no file has a name only where they hold a role or were paged. */
export function personNamed({ plan, roles, paging }: Opened, id: PersonId): Person {
  const met = [...Object.values(roles), ...paging.people].find((one) => one.id === id);
  return { id, name: plan.people[id]?.name ?? met?.name ?? id };
}

/** The people of the present level, by what became of their page. */
export interface Answers {
  unanswered: Person[];
  declined: Person[];
  /** Whom no page can reach. */
  unreached: Person[];
}

/** What became of the pages of the present level. */
export function answersOf(incident: Opened): Answers {
  const { people, declined, answered } = incident.paging;
  const passed = people.filter(({ id }) => declined.includes(id));
  const unreached = people.filter(({ id }) => !declined.includes(id) && isUnreached(incident, id));
  const waits = (one: Person) =>
    !passed.includes(one) && !unreached.includes(one) && !answered.includes(one.id);
  const unanswered = people.filter(waits);
  return { unanswered, declined: passed, unreached };
}

/** True when nobody of the present level can answer any more, so waiting for them helps nobody. */
export function nobodyLeft(incident: Opened): boolean {
  const { acknowledged, people } = incident.paging;
  // A sev4 incident pages nobody further up.
  if (acknowledged || people.length === 0 || incident.severity === 'sev4') return false;
  return answersOf(incident).unanswered.length === 0;
}

/**
 * Whom people have to call, because nothing else works: everybody of the policy once it was paged to its end and nobody
 * answered, and whoever no page for a raise reaches. Nobody in a drill, which calls nobody.
 */
export function whomToCall(incident: Opened): PersonId[] {
  const { plan, paging, drill } = incident;
  if (!isOpen(incident) || drill !== undefined || incident.severity === 'sev4') return [];
  const { acknowledged, people, sent, failed = [], answered, declined } = paging;
  const silent = acknowledged === undefined && (paging.exhausted || roundOf(plan, paging.level) > 0);
  const policy = silent
    ? [
        ...people.map(({ id }) => id),
        ...plan.escalation.flatMap((rung) => rung.people),
        ...(plan.commanders ?? []),
      ]
    : [];
  const raised = failed
    .filter(({ level }) => isRaise(plan, level))
    .flatMap(({ level, people: them }) =>
      them.filter((id) => !sent.some((one) => one.level === level && one.people.includes(id))),
    );
  return [...new Set([...policy, ...raised])].filter(
    (id) => !answered.includes(id) && !declined.includes(id),
  );
}

/** The incident as it is drawn: with the telephone numbers of those to call, which no log holds. */
export function withPhones(incident: Opened, people: readonly PersonSpec[]): Opened {
  const called = whomToCall(incident);
  const phones = people.flatMap(({ id, phone }) =>
    phone !== undefined && called.includes(id) ? [[id, phone] as const] : [],
  );
  return phones.length === 0 ? incident : { ...incident, phones: Object.fromEntries(phones) };
}

/**
 * True when every chat failed that the person could be reached in, and every pager as well. Somebody whose account is
 * gone has left: then a pager that took the page wakes somebody else, if anybody.
 */
function isUnreached(incident: Opened, person: PersonId): boolean {
  const { plan, paging } = incident;
  const failed = (paging.failed ?? []).filter(
    ({ level, people }) => level === paging.level && people.includes(person),
  );
  const chats = failed.map(({ route }) => chatOfRoute(plan, route));
  const pagers = plan.pagers.filter((route) => route !== 'chat');
  const inChat = plan.pagers.includes('chat') ? reachedIn(plan, person) : [];
  if (failed.length === 0 || !inChat.every((chat) => chats.includes(chat))) return false;
  return (
    failed.some(({ gone }) => gone) || pagers.every((route) => failed.some((one) => one.route === route))
  );
}
