import { pageSummary } from '../../../views/chat/page.ts';
import { type PersonId, type Severity, severities } from '../../people.ts';
import type { Instant } from '../../time.ts';
import type { EffectBody } from '../effects.ts';
import type { EventOf } from '../events.ts';
import { chatOfRoute, nextReach } from '../rooms.ts';
import { audiencesOf } from '../rules/updates.ts';
import { isOpen, type Opened } from '../state.ts';
import { inChat } from './rooms.ts';
import { cadenceTimers } from './updates.ts';
import { announce, draw, drawing, invite, timer, topic, type Wish, wish } from './wishes.ts';

/** One page per route, all leaving at once and none waiting for chat. */
export function pageOut(at: Instant, incident: Opened, step: { level: number; people: PersonId[] }): Wish[] {
  const summary = pageSummary(incident);
  return incident.plan.pagers.flatMap((route) =>
    route === 'chat'
      ? step.people.map((person) => drawPage(at, step.level, person))
      : [pageWish(at, { kind: 'page', route, action: 'trigger', ...step, summary })],
  );
}

/** A page to a provider; every level of every route is a lane of its own. */
export function pageWish(at: Instant, body: Extract<EffectBody, { kind: 'page' }>): Wish {
  return wish(at, body, { lane: `page:${body.route}:${body.level}`, urgency: 0 });
}

/** The direct message of a page, drawn anew whenever what it says changes. */
export function drawPage(at: Instant, level: number, person: PersonId): Wish {
  const slot = `page:${level}:${person}`;
  const body: EffectBody = { kind: 'draw', slot, place: { to: 'person', person } };
  return wish(at, body, { lane: `slot:${slot}`, urgency: 0, coalesce: `draw:${slot}` });
}

/** When the next level is due. Sev4 is watched, not paged up a ladder. */
export function pageTimer(at: Instant, incident: Opened, level: number): Wish[] {
  const step = incident.plan.escalation[level];
  if (step === undefined || incident.severity === 'sev4') return [];
  return [timer(at + step.after, 'page.timeout', { type: 'page.timeout', level })];
}

/** A direct message that did not get through is tried in the next chat the person can be reached in. */
export function elsewhere(event: EventOf<'page.failed'>, incident: Opened): Wish[] {
  const failed = chatOfRoute(incident.plan, event.route);
  if (failed === undefined) return [];
  return event.people.flatMap(({ id }) => {
    const chat = nextReach(incident.plan, id, failed);
    return chat === undefined ? [] : [inChat(drawPage(event.at, event.level, id), chat)];
  });
}

/** A page that got through only after somebody had answered, or after the end, is called off again. */
export function takeBack(event: EventOf<'page.sent'>, incident: Opened): Wish[] {
  const { at, level, route, people } = event;
  const answered = incident.paging.acknowledged !== undefined && level < incident.plan.escalation.length;
  if (chatOfRoute(incident.plan, route) !== undefined || (isOpen(incident) && !answered)) return [];
  const ids = people.map((person) => person.id);
  const action = isOpen(incident) ? 'acknowledge' : 'resolve';
  return [pageWish(at, { kind: 'page', route, action, level, people: ids, summary: pageSummary(incident) })];
}

/** A page in chat may have left before the room was there: whoever got it must still be led in. */
export function wayIn(event: EventOf<'page.sent'>, incident: Opened): Wish[] {
  const chat = chatOfRoute(incident.plan, event.route);
  if (chat === undefined || incident.rooms.length === 0) return [];
  return event.people.map((person) => inChat(drawPage(event.at, event.level, person.id), chat));
}

/** Tells every provider that was triggered to stop. */
export function quietPagers(at: Instant, incident: Opened, action: 'acknowledge' | 'resolve'): Wish[] {
  const summary = pageSummary(incident);
  return incident.paging.sent
    .filter((sent) => chatOfRoute(incident.plan, sent.route) === undefined)
    .map(({ level, route, people }) => pageWish(at, { kind: 'page', route, action, level, people, summary }));
}

/** Every direct message of a page, so that it says how things stand. */
export function redrawPages(at: Instant, incident: Opened): Wish[] {
  return incident.paging.sent.flatMap(({ level, route, people }) => {
    const chat = chatOfRoute(incident.plan, route);
    return chat === undefined ? [] : people.map((person) => inChat(drawPage(at, level, person), chat));
  });
}

/** The paging step of a raise in severity comes after the ladder, so that its dedup key is its own. */
export function raiseLevel(incident: Opened, severity: Severity): number {
  return incident.plan.escalation.length + severities.indexOf(severity);
}

/** One word changes all: pages, clock, audiences, approvals and what is shown. */
export function severityChanged(event: EventOf<'severity.changed'>, incident: Opened): Wish[] {
  const { at, from, to } = event;
  const raised = severities.indexOf(to) < severities.indexOf(from);
  const commander = incident.roles.commander;
  const pageCommander = raised && (to === 'sev1' || to === 'sev2') && commander !== undefined;
  const others = audiencesOf(incident, to).filter((one) => !audiencesOf(incident, from).includes(one));
  return [
    ...(pageCommander
      ? pageOut(at, incident, { level: raiseLevel(incident, to), people: [commander.id] })
      : []),
    ...(from === 'sev4' && !incident.paging.acknowledged
      ? pageTimer(at, incident, incident.paging.level)
      : []),
    ...cadenceTimers(at, incident),
    draw(at, 'card'),
    ...announce(at, incident),
    ...incident.containments
      .filter((one) => one.status === 'waiting')
      .map((one) => draw(at, `action:${one.id}`)),
    ...(commander ? [invite(at, [commander.id])] : []),
    topic(at, incident),
    ...others.map((audience) => inChat(drawAudience(at, audience.channel), audience.chat)),
  ];
}

/** An audience that joins late gets the announcement, kept current like the one in the incidents channel. */
export function drawAudience(at: Instant, channel: string): Wish {
  const slot = `announcement:${channel}`;
  return wish(at, { kind: 'draw', slot, place: { to: 'channel', channel } }, drawing(slot));
}
