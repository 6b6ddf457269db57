import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';
import type { PageBody } from './effects.ts';
import type { EventOf } from './events.ts';
import { inChat } from './every-room.ts';
import { isRaise, pagesPeople, roundOf, waitAt } from './paging-steps.ts';
import { chatOfRoute, nextReach, personalRoutes } from './rooms.ts';
import { isOpen, type Opened } from './state.ts';
import { drawing, timer, type Wish, wish } from './wishes.ts';

/**
 * One page per route. All are sent at once, and none waits for chat.
 * @param step the present level when left out
 */
export function pageOut(at: Instant, incident: Opened, step = presentStep(incident)): Wish[] {
  if (step.people.length === 0) return [];
  return incident.plan.pagers.flatMap((route) => {
    if (route === 'chat') return step.people.map((person) => drawPage(at, step.level, person));
    const whom = personalRoutes.has(route) ? step.people.map((person) => [person]) : [step.people];
    return whom.map((people) => pageWish(at, { kind: 'page', route, action: 'trigger', ...step, people }));
  });
}

function presentStep({ paging: { level, people } }: Opened): { level: number; people: PersonId[] } {
  return { level, people: people.map(({ id }) => id) };
}

/** The timer for what comes after the present level. */
export function pageTimer(at: Instant, incident: Opened): Wish[] {
  const { level, people } = incident.paging;
  const wait = people.length === 0 ? 0 : waitAt(incident.plan, level);
  if (wait === undefined || incident.plan.escalation.length === 0 || !pagesPeople(incident)) return [];
  return [timer(at + wait, 'page.timeout', { type: 'page.timeout', level })];
}

/** The timer for the beginning of the next round. */
export function againTimer({ paging: { again, level } }: Opened): Wish[] {
  return again === undefined
    ? []
    : [timer(again, 'page.timeout', { type: 'page.timeout', level, again: true })];
}

/** Tells every provider to stop that airb triggered, or may have. */
export function quietPagers(at: Instant, incident: Opened, action: 'acknowledge' | 'resolve'): Wish[] {
  const { sent, failed = [] } = incident.paging;
  return [...sent, ...failed.filter(({ unsure }) => unsure)]
    .filter(({ route }) => chatOfRoute(incident.plan, route) === undefined)
    .map(({ level, route, people }) => pageWish(at, { kind: 'page', route, action, level, people }));
}

/**
 * Redraws every direct message of a page, so that it shows the present state.
 * @param since only those from this round on: nobody reads the older ones while the paging goes on
 */
export function redrawPages(at: Instant, incident: Opened, since = 0): Wish[] {
  const sent = incident.paging.sent.filter(({ level }) => roundOf(incident.plan, level) >= since);
  return sent.flatMap(({ level, route, people }) => {
    const chat = chatOfRoute(incident.plan, route);
    return chat === undefined ? [] : people.map((person) => inChat(drawPage(at, level, person), chat));
  });
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
export function elsewhere(event: EventOf<'page.failed'>, incident: Opened): Wish[] {
  const failed = chatOfRoute(incident.plan, event.route);
  if (failed === undefined) return [];
  return event.people.flatMap(({ id }) => {
    const chat = nextReach(incident.plan, id, failed);
    return chat === undefined ? [] : [inChat(drawPage(event.at, event.level, id), chat)];
  });
}

/** Calls off a page that got through only after somebody had answered, or after the incident had ended. */
export function takeBack(event: EventOf<'page.sent' | 'page.failed'>, incident: Opened): Wish[] {
  const { at, level, route, people } = event;
  const answered = incident.paging.acknowledged !== undefined && !isRaise(incident.plan, level);
  if (chatOfRoute(incident.plan, route) !== undefined || (isOpen(incident) && !answered)) return [];
  const ids = people.map((person) => person.id);
  const action = isOpen(incident) ? 'acknowledge' : 'resolve';
  return [pageWish(at, { kind: 'page', route, action, level, people: ids })];
}

/** A page in chat may be sent before the room exists. Draws it again, so that whoever got it finds the way in. */
export function wayIn(event: EventOf<'page.sent'>, incident: Opened): Wish[] {
  const chat = chatOfRoute(incident.plan, event.route);
  if (chat === undefined || incident.rooms.length === 0) return [];
  return event.people.map((person) => inChat(drawPage(event.at, event.level, person.id), chat));
}
