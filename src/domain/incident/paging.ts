import { type Actor, actorName, type Person, personOf } from '../people.ts';
import { inSeries } from '../plain.ts';
import { clockTime, type Instant } from '../time.ts';
import type { CommandOf } from './commands.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { assignment } from './handover.ts';
import {
  againTimer,
  elsewhere,
  pageOut,
  pageTimer,
  quietPagers,
  redrawPages,
  takeBack,
  wayIn,
} from './paging-out.ts';
import { answersOf, nobodyLeft } from './paging-reach.ts';
import {
  againAfter,
  beginsAgain,
  firstCall,
  isRaise,
  nextCall,
  roundOf,
  rungAt,
  stepOf,
} from './paging-steps.ts';
import { reached } from './phases.ts';
import { type Folds, type Reactions, type Rules, unchanged } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { after, draw, invite, tell } from './wishes.ts';

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

  'page.timeout': ({ at, by, level, again: anew = false }, incident) => {
    const { acknowledged, level: present, exhausted, again } = incident.paging;
    if (acknowledged || present !== level) return { events: [] };
    // The wake-up that ended the round may come twice; the next round has its own, and its own time.
    if (exhausted !== anew || (again !== undefined && at < again)) return { events: [] };
    return { events: exhausted ? beginAgain({ at, by }, incident) : climb({ at, by }, incident) };
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

  acknowledge: (command, incident) => {
    const { acknowledged, answered } = incident.paging;
    if (acknowledged && !owesAnswer(command.by, incident))
      return { events: [], note: acknowledgedNote(incident) };
    if (!acknowledged && command.by.kind === 'person' && answered.includes(command.by.id))
      return { events: [], note: `You acknowledged already; ${waitingFor(incident)} must as well.` };
    return { events: acknowledgement(command, incident) };
  },
};

export const folds: Folds<Happens> = {
  'page.sent': (incident, { level, route, people }) => {
    const sent = { level, route, people: people.map((person) => person.id) };
    return { ...incident, paging: { ...incident.paging, sent: [...incident.paging.sent, sent] } };
  },
  'page.failed': notReached,
  'page.stop-failed': unchanged,
  'page.climbed': (incident, event) => {
    const { level, at, people, unanswered, declined = [], unreached = [], empty = [] } = event;
    const { again: _, roundAt, ...paging } = incident.paging;
    const begins = roundOf(incident.plan, level) > roundOf(incident.plan, paging.level);
    const before = { unanswered, declined, unreached };
    const next = { level, levelAt: at, people, declined: [], exhausted: false, before, empty };
    return { ...incident, paging: { ...paging, ...next, roundAt: begins ? at : roundAt } };
  },
  'page.exhausted': (incident, { again }) => {
    const { again: _, ...paging } = incident.paging;
    return { ...incident, paging: { ...paging, exhausted: true, ...(again !== undefined && { again }) } };
  },
  'page.declined': (incident, { by }) => {
    if (by.kind !== 'person') return incident;
    const { paging } = incident;
    return { ...incident, paging: { ...paging, declined: [...paging.declined, by.id] } };
  },
  // The first acknowledgement counts, or the last one where everybody must. A later one only answers the page of the
  // person who sent it.
  acknowledged: (incident, event) => reached(answeredBy(event, incident), 'acknowledged', event.at),
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
    const { at } = event;
    return [
      ...pageOut(at, incident),
      ...pageTimer(at, incident),
      ...redrawPages(at, incident, roundOf(incident.plan, event.level) - 1),
      invite(
        at,
        event.people.map((person) => person.id),
      ),
      draw(at, { of: 'card' }),
      tell(event),
    ];
  },
  'page.exhausted': (event, incident) => [
    ...againTimer(incident),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
  'page.declined': (event) => [draw(event.at, { of: 'card' }), tell(event)],
  acknowledged: (event, incident) => [
    ...(incident.paging.acknowledged ? quietPagers(event.at, incident, 'acknowledge') : []),
    ...redrawPages(event.at, incident),
    draw(event.at, { of: 'card' }),
    tell(event),
    // The first question comes when somebody is there to answer it, below the checklist wherever that was held up.
    ...(incident.plan.diagnosis && incident.rooms.length > 0
      ? [after({ of: 'checklist' }, draw(event.at, { of: 'diagnosis' }))]
      : []),
  ],
};

/** Remembers whom a page did not reach. */
function notReached(incident: Opened, event: EventOf<'page.failed'>): Opened {
  const { level, route, people, gone, unsure } = event;
  const why = { ...(gone && { gone }), ...(unsure && { unsure }) };
  const failed = { level, route, people: people.map(({ id }) => id), ...why };
  return { ...incident, paging: { ...incident.paging, failed: [...(incident.paging.failed ?? []), failed] } };
}

type Base = Pick<IncidentEvent, 'at' | 'by'>;

/** Pages the next level, and says what became of the present one; after the last level, that nobody is left. */
function climb(base: Base, incident: Opened): IncidentEvent[] {
  const { level, exhausted: ended } = incident.paging;
  const { plan } = incident;
  const call = nextCall(plan, level, base.at);
  if (call.people.length > 0) return [climbed(base, incident, call)];
  if (ended) return [];
  const again = beginsAgain(incident, base.at);
  // Where nobody was paged at all, the holes on the way are the reason.
  const before = incident.paging.people.length === 0 ? (incident.paging.empty ?? []) : [];
  return [exhausted(base, incident, { empty: [...before, ...call.empty], again })];
}

/** Nobody answered, so the policy begins again, with pages that have keys of their own. */
function beginAgain(base: Base, incident: Opened): IncidentEvent[] {
  const { plan, paging } = incident;
  if (beginsAgain(incident, base.at) === undefined) return [];
  const call = firstCall(plan, base.at, roundOf(plan, paging.level) + 1);
  if (call.people.length > 0) return [climbed(base, incident, call)];
  return [exhausted(base, incident, { empty: call.empty, again: base.at + againAfter })];
}

/** Nobody is left to page. @param facts when it begins again, and which rotations had nobody */
function exhausted(
  base: Base,
  incident: Opened,
  { empty, again }: { empty: string[]; again: Instant | undefined },
): IncidentEvent {
  return {
    ...base,
    type: 'page.exhausted',
    levels: incident.plan.escalation.length,
    ...(again !== undefined && { again }),
    ...(empty.length > 0 && { empty }),
  };
}

function climbed(base: Base, incident: Opened, call: ReturnType<typeof nextCall>): IncidentEvent {
  const { unanswered, declined, unreached } = answersOf(incident);
  return {
    ...base,
    type: 'page.climbed',
    level: call.level,
    people: call.people,
    unanswered,
    ...(declined.length > 0 && { declined }),
    ...(unreached.length > 0 && { unreached }),
    ...(call.empty.length > 0 && { empty: call.empty }),
  };
}

/** Somebody answers: they may become the owner, and where another of them can't, the next are paged as well. */
export function acknowledgement(command: CommandOf<'acknowledge'>, incident: Opened): IncidentEvent[] {
  const { at, by, via } = command;
  const answer = { at, by, type: 'acknowledged' as const, via };
  const events: IncidentEvent[] = [answer];
  const owner = newOwner(by.kind === 'person' ? personOf(by) : undefined, incident);
  if (owner) {
    events.push(...assignment({ at, by }, { role: 'owner', person: owner }, incident));
  }
  const after = answeredBy(answer, incident);
  const short = !after.paging.acknowledged && answersOf(after).unanswered.length === 0;
  return short ? [...events, ...climb({ at, by }, after)] : events;
}

function answeredBy({ at, by }: EventOf<'acknowledged'>, incident: Opened): Opened {
  const id = by.kind === 'person' ? by.id : actorName(by);
  const { acknowledged: before, ...paging } = incident.paging;
  const answered = { ...incident, paging: { ...paging, answered: [...paging.answered, id] } };
  const now = before ?? (isEnough(answered) ? { by: id, name: actorName(by), at } : undefined);
  return now === undefined ? answered : { ...answered, paging: { ...answered.paging, acknowledged: now } };
}

/** One answer is enough, unless the step wants everybody's. */
function isEnough(incident: Opened): boolean {
  const { plan, paging } = incident;
  if (rungAt(plan, paging.level)?.acknowledge !== 'all') return true;
  return paging.people.every(({ id }) => paging.answered.includes(id));
}

function waitingFor(incident: Opened): string {
  return inSeries(answersOf(incident).unanswered.map(({ name }) => name)) || 'the others';
}

/** True when the person was paged because the severity rose, and has not answered that page yet. */
function owesAnswer(by: Actor, incident: Opened): boolean {
  const { sent, answered } = incident.paging;
  if (by.kind !== 'person' || answered.includes(by.id)) return false;
  return sent.some(({ level, people }) => isRaise(incident.plan, level) && people.includes(by.id));
}

/**
 * The owner changes when the person who acknowledges was paged at a higher level, or when nobody owned the incident.
 */
function newOwner(person: Person | undefined, incident: Opened): Person | undefined {
  if (person === undefined || incident.roles.owner?.id === person.id) return undefined;
  if (incident.paging.acknowledged) return undefined;
  const paged = incident.paging.people.some((one) => one.id === person.id);
  if (incident.roles.owner === undefined) return person;
  return stepOf(incident.plan, incident.paging.level) !== 0 && paged ? person : undefined;
}

function acknowledgedNote(incident: Opened): string {
  const { acknowledged } = incident.paging;
  return acknowledged
    ? `${acknowledged.name} acknowledged INC-${incident.number} at ${clockTime(acknowledged.at)} UTC; paging has stopped.`
    : '';
}
