import {
  type Actor,
  actorName,
  type Person,
  type PersonId,
  personOf,
  type Severity,
  severities,
} from '../people.ts';
import { clockTime, type Instant } from '../time.ts';
import type { PageBody } from './effects.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { inChat } from './every-room.ts';
import { answersOf, nobodyLeft } from './paging-reach.ts';
import { reached } from './phases.ts';
import { chatOfRoute, nextReach } from './rooms.ts';
import { type Folds, type Reactions, type Rules, unchanged } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { after, draw, drawing, invite, tell, timer, type Wish, wish } from './wishes.ts';

type Happens =
  | 'page.sent'
  | 'page.failed'
  | 'page.stop-failed'
  | 'page.climbed'
  | 'page.exhausted'
  | 'page.declined'
  | 'acknowledged';

/**
 * Rules for paging. It climbs the escalation policy until somebody acknowledges; one acknowledgement stops it
 * everywhere.
 */
export const rules: Rules<
  'page.sent' | 'page.failed' | 'page.stop-failed' | 'page.decline' | 'page.timeout' | 'acknowledge'
> = {
  'page.sent': ({ at, by, level, route, people, summary, unsure }, incident) => {
    const names = people.map((person) => person.id).join();
    const known = incident.paging.sent.some(
      (sent) => sent.level === level && sent.route === route && sent.people.join() === names,
    );
    const sent = { type: 'page.sent' as const, level, route, people, summary, ...(unsure && { unsure }) };
    return { events: known ? [] : [{ at, by, ...sent }] };
  },

  'page.failed': ({ at, by, level, route, people, why, gone, unsure }, incident) => {
    const failed = { at, by, type: 'page.failed' as const, level, route, people, why };
    const event = { ...failed, ...(gone && { gone }), ...(unsure && { unsure }) };
    const after = notReached(incident, event);
    const useless = level === incident.paging.level && isOpen(incident) && nobodyLeft(after);
    return { events: useless ? [event, ...climb({ at, by }, after)] : [event] };
  },

  'page.stop-failed': ({ at, by, level, route, people, told, why }) => ({
    events: [{ at, by, type: 'page.stop-failed', level, route, people, told, why }],
  }),

  'page.timeout': ({ at, by, level }, incident) => {
    if (incident.paging.acknowledged || incident.paging.level !== level) return { events: [] };
    return { events: climb({ at, by }, incident) };
  },

  'page.decline': ({ at, by, level, why }, incident) => {
    if (incident.paging.acknowledged) return { events: [], note: acknowledgedNote(incident) };
    if (incident.paging.level !== level)
      return { events: [], note: 'The next person has already been paged.' };
    const { declined } = incident.paging;
    if (by.kind === 'person' && declined.includes(by.id))
      return { events: [], note: 'You passed it on already.' };
    const refused = by.kind === 'person' ? [...declined, by.id] : declined;
    const after = { ...incident, paging: { ...incident.paging, declined: refused } };
    const onwards = answersOf(after).unanswered.length === 0 ? climb({ at, by }, after) : [];
    return { events: [{ at, by, type: 'page.declined', level, why }, ...onwards] };
  },

  acknowledge: ({ at, by, via }, incident) => {
    if (incident.paging.acknowledged && !owesAnswer(by, incident))
      return { events: [], note: acknowledgedNote(incident) };
    const events: IncidentEvent[] = [{ at, by, type: 'acknowledged', via }];
    const owner = newOwner(by.kind === 'person' ? personOf(by) : undefined, incident);
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

export const folds: Folds<Happens> = {
  'page.sent': (incident, { level, route, people }) => {
    const sent = { level, route, people: people.map((person) => person.id) };
    return { ...incident, paging: { ...incident.paging, sent: [...incident.paging.sent, sent] } };
  },
  'page.failed': notReached,
  'page.stop-failed': unchanged,
  'page.climbed': (incident, { level, at, people, unanswered, declined = [], unreached = [] }) => {
    const before = { unanswered, declined, unreached };
    return { ...incident, paging: { ...incident.paging, level, levelAt: at, people, declined: [], before } };
  },
  'page.exhausted': (incident) => ({ ...incident, paging: { ...incident.paging, exhausted: true } }),
  'page.declined': (incident, { by }) => {
    if (by.kind !== 'person') return incident;
    const { paging } = incident;
    return { ...incident, paging: { ...paging, declined: [...paging.declined, by.id] } };
  },
  // The first acknowledgement counts. A later one only answers the page of the person who sent it.
  acknowledged: (incident, event) => {
    const by = event.by.kind === 'person' ? event.by.id : actorName(event.by);
    const { paging } = incident;
    const first = paging.acknowledged ?? { by, name: actorName(event.by), at: event.at };
    const next = { ...paging, acknowledged: first, answered: [...paging.answered, by] };
    return reached({ ...incident, paging: next }, 'acknowledged', event.at);
  },
};

export const reactions: Reactions<Happens> = {
  'page.sent': (event, incident) => [
    ...takeBack(event, incident),
    ...wayIn(event, incident),
    draw(event.at, { of: 'card' }),
  ],
  'page.failed': (event, incident) => [
    ...(event.unsure ? takeBack(event, incident) : []),
    ...elsewhere(event, incident),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
  'page.stop-failed': (event) => [tell(event)],
  'page.climbed': (event, incident) => {
    const { at, level } = event;
    const people = event.people.map((person) => person.id);
    return [
      ...pageOut(at, incident, { level, people }),
      ...pageTimer(at, incident, level),
      ...redrawPages(at, incident),
      invite(at, people),
      draw(at, { of: 'card' }),
      tell(event),
    ];
  },
  'page.exhausted': (event) => [draw(event.at, { of: 'card' }), tell(event)],
  'page.declined': (event) => [draw(event.at, { of: 'card' }), tell(event)],
  acknowledged: (event, incident) => [
    ...quietPagers(event.at, incident, 'acknowledge'),
    ...redrawPages(event.at, incident),
    draw(event.at, { of: 'card' }),
    tell(event),
    // The first question comes when somebody is there to answer it, below the checklist wherever that was held up.
    ...(incident.plan.diagnosis && incident.rooms.length > 0
      ? [after({ of: 'checklist' }, draw(event.at, { of: 'diagnosis' }))]
      : []),
  ],
};

/** One page per route. All are sent at once, and none waits for chat. */
export function pageOut(at: Instant, incident: Opened, step: { level: number; people: PersonId[] }): Wish[] {
  return incident.plan.pagers.flatMap((route) =>
    route === 'chat'
      ? step.people.map((person) => drawPage(at, step.level, person))
      : [pageWish(at, { kind: 'page', route, action: 'trigger', ...step })],
  );
}

/** The timer for the next level. A sev4 incident has none: people watch it, nobody is paged further up. */
export function pageTimer(at: Instant, incident: Opened, level: number): Wish[] {
  const step = incident.plan.escalation[level];
  if (step === undefined || incident.severity === 'sev4') return [];
  return [timer(at + step.after, 'page.timeout', { type: 'page.timeout', level })];
}

/** Tells every provider to stop that airb triggered, or may have. */
export function quietPagers(at: Instant, incident: Opened, action: 'acknowledge' | 'resolve'): Wish[] {
  const { sent, failed = [] } = incident.paging;
  return [...sent, ...failed.filter(({ unsure }) => unsure)]
    .filter(({ route }) => chatOfRoute(incident.plan, route) === undefined)
    .map(({ level, route, people }) => pageWish(at, { kind: 'page', route, action, level, people }));
}

/** Redraws every direct message of a page, so that it shows the present state. */
export function redrawPages(at: Instant, incident: Opened): Wish[] {
  return incident.paging.sent.flatMap(({ level, route, people }) => {
    const chat = chatOfRoute(incident.plan, route);
    return chat === undefined ? [] : people.map((person) => inChat(drawPage(at, level, person), chat));
  });
}

/**
 * The paging level for a raise in severity. It comes after the levels of the escalation policy, so its dedup key
 * differs from theirs.
 */
export function raiseLevel(incident: Opened, severity: Severity): number {
  return incident.plan.escalation.length + severities.indexOf(severity);
}

/** A page to a provider; every level of every route is a lane of its own. */
function pageWish(at: Instant, body: PageBody): Wish {
  return wish(at, body, { lane: `page:${body.route}:${body.level}`, urgency: 0 });
}

/** Draws the direct message of a page; it is drawn again whenever its content changes. */
function drawPage(at: Instant, level: number, person: PersonId): Wish {
  return drawing(at, { of: 'page', level, person }, { to: 'person', person });
}

/** Tries the next chat in which the person can be reached, when a direct message did not get through. */
function elsewhere(event: EventOf<'page.failed'>, incident: Opened): Wish[] {
  const failed = chatOfRoute(incident.plan, event.route);
  if (failed === undefined) return [];
  return event.people.flatMap(({ id }) => {
    const chat = nextReach(incident.plan, id, failed);
    return chat === undefined ? [] : [inChat(drawPage(event.at, event.level, id), chat)];
  });
}

/** Calls off a page that got through only after somebody had answered, or after the incident had ended. */
function takeBack(event: EventOf<'page.sent' | 'page.failed'>, incident: Opened): Wish[] {
  const { at, level, route, people } = event;
  const answered = incident.paging.acknowledged !== undefined && level < incident.plan.escalation.length;
  if (chatOfRoute(incident.plan, route) !== undefined || (isOpen(incident) && !answered)) return [];
  const ids = people.map((person) => person.id);
  const action = isOpen(incident) ? 'acknowledge' : 'resolve';
  return [pageWish(at, { kind: 'page', route, action, level, people: ids })];
}

/** A page in chat may be sent before the room exists. Draws it again, so that whoever got it finds the way in. */
function wayIn(event: EventOf<'page.sent'>, incident: Opened): Wish[] {
  const chat = chatOfRoute(incident.plan, event.route);
  if (chat === undefined || incident.rooms.length === 0) return [];
  return event.people.map((person) => inChat(drawPage(event.at, event.level, person.id), chat));
}

/** Remembers whom a page did not reach. */
function notReached(incident: Opened, event: EventOf<'page.failed'>): Opened {
  const { level, route, people, gone, unsure } = event;
  const why = { ...(gone && { gone }), ...(unsure && { unsure }) };
  const failed = { level, route, people: people.map(({ id }) => id), ...why };
  return { ...incident, paging: { ...incident.paging, failed: [...(incident.paging.failed ?? []), failed] } };
}

/** Pages the next level, and says what became of the present one; after the last level, that nobody is left. */
function climb(base: Pick<IncidentEvent, 'at' | 'by'>, incident: Opened): IncidentEvent[] {
  const { level, exhausted } = incident.paging;
  const next = incident.plan.escalation[level + 1];
  if (next === undefined) return exhausted ? [] : [{ ...base, type: 'page.exhausted', levels: level + 1 }];
  const people = next.people.map((id) => ({ id, name: incident.plan.people[id]?.name ?? id }));
  const { unanswered, declined, unreached } = answersOf(incident);
  return [
    {
      ...base,
      type: 'page.climbed',
      level: level + 1,
      people,
      unanswered,
      ...(declined.length > 0 && { declined }),
      ...(unreached.length > 0 && { unreached }),
    },
  ];
}

/** True when the person was paged because the severity rose, and has not answered that page yet. */
function owesAnswer(by: Actor, incident: Opened): boolean {
  const { sent, answered } = incident.paging;
  if (by.kind !== 'person' || answered.includes(by.id)) return false;
  return sent.some(({ level, people }) => level >= incident.plan.escalation.length && people.includes(by.id));
}

/**
 * The owner changes when the person who acknowledges was paged at a higher level, or when nobody owned the incident.
 */
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
