import type { Actor, Person } from '../../people.ts';
import { clockTime } from '../../time.ts';
import type { Decision, Rules } from '../commands.ts';
import type { IncidentEvent } from '../events.ts';
import type { Opened } from '../state.ts';

/** Paging climbs the escalation policy until somebody acknowledges; one acknowledgement stops it everywhere. */
export const pagingRules: Rules<
  'page.sent' | 'page.failed' | 'page.decline' | 'page.timeout' | 'acknowledge'
> = {
  'page.sent': ({ at, by, level, route, people, summary }, incident) => {
    const names = people.map((person) => person.id).join();
    const known = incident.paging.sent.some(
      (sent) => sent.level === level && sent.route === route && sent.people.join() === names,
    );
    return { events: known ? [] : [{ at, by, type: 'page.sent', level, route, people, summary }] };
  },

  'page.failed': ({ at, by, level, route, people, why }) => ({
    events: [{ at, by, type: 'page.failed', level, route, people, why }],
  }),

  'page.timeout': ({ at, by, level }, incident) => {
    if (incident.paging.acknowledged || incident.paging.level !== level) return { events: [] };
    return climb({ at, by }, incident);
  },

  'page.decline': ({ at, by, level, why }, incident) => {
    if (incident.paging.acknowledged) return { events: [], note: acknowledgedNote(incident) };
    if (incident.paging.level !== level)
      return { events: [], note: 'The next person has already been paged.' };
    const { people, declined } = incident.paging;
    if (by.kind === 'person' && declined.includes(by.id))
      return { events: [], note: 'You passed it on already.' };
    const refused = by.kind === 'person' ? [...declined, by.id] : declined;
    const others = people.some((person) => !refused.includes(person.id));
    const climbed = others ? { events: [] } : climb({ at, by }, incident);
    const onwards = 'events' in climbed ? climbed.events : [];
    return { events: [{ at, by, type: 'page.declined', level, why }, ...onwards] };
  },

  acknowledge: ({ at, by, via }, incident) => {
    if (incident.paging.acknowledged && !owesAnswer(by, incident))
      return { events: [], note: acknowledgedNote(incident) };
    const events: IncidentEvent[] = [{ at, by, type: 'acknowledged', via }];
    const owner = newOwner(by.kind === 'person' ? { id: by.id, name: by.name } : undefined, incident);
    if (owner)
      events.push({
        at,
        by,
        type: 'role.assigned',
        role: 'owner',
        person: owner,
        before: incident.roles.owner,
      });
    return { events };
  },
};

function climb(base: Pick<IncidentEvent, 'at' | 'by'>, incident: Opened): Decision {
  const { level, people, exhausted } = incident.paging;
  const next = incident.plan.escalation[level + 1];
  if (next === undefined) {
    return { events: exhausted ? [] : [{ ...base, type: 'page.exhausted', levels: level + 1 }] };
  }
  const named = next.people.map((id) => ({ id, name: incident.plan.people[id]?.name ?? id }));
  return { events: [{ ...base, type: 'page.climbed', level: level + 1, people: named, unanswered: people }] };
}

/** Was paged because the severity rose, and has not answered that yet. */
function owesAnswer(by: Actor, incident: Opened): boolean {
  const { sent, answered } = incident.paging;
  if (by.kind !== 'person' || answered.includes(by.id)) return false;
  return sent.some(({ level, people }) => level >= incident.plan.escalation.length && people.includes(by.id));
}

/** Whoever answers after the page climbed, or answers where nobody owned, owns the incident from then on. */
function newOwner(person: Person | undefined, incident: Opened): Person | undefined {
  if (person === undefined || incident.roles.owner?.id === person.id) return undefined;
  if (incident.paging.acknowledged) return undefined;
  const paged = incident.paging.people.some((one) => one.id === person.id);
  if (incident.roles.owner === undefined) return person;
  return incident.paging.level > 0 && paged ? person : undefined;
}

function acknowledgedNote(incident: Opened): string {
  const { acknowledged } = incident.paging;
  return acknowledged
    ? `${acknowledged.name} acknowledged INC-${incident.number} at ${clockTime(acknowledged.at)} UTC; paging has stopped.`
    : '';
}
