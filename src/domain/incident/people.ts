import { type PersonId, type Severity, severities } from '../people.ts';
import type { Audience } from '../runbooks/runbook.ts';
import type { Instant } from '../time.ts';
import { askedToo, asking, redrawAsked } from './approval-asks.ts';
import { commandHolders, glassBroken } from './break-glass.ts';
import { rederived } from './containment-approval.ts';
import { escalationTimers } from './escalation.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { inChat } from './every-room.ts';
import { againTimer, pageOut, pageTimer } from './paging-out.ts';
import { beginsAgain, firstCall, raiseLevel } from './paging-steps.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { staleTimer } from './stale.ts';
import type { Opened } from './state.ts';
import { audiencesOf, cadenceTimers, dueAfresh, toldTo } from './updates.ts';
import { announce, draw, drawing, invite, tell, topic, type Wish } from './wishes.ts';

type Happens = 'severity.changed' | 'role.assigned';

export const rules: Rules<'severity' | 'role'> = {
  severity: ({ at, by, to, reason }, incident) => {
    if (incident.severity === to) return { events: [], note: `INC-${incident.number} is ${to} already.` };
    if (reason.trim() === '') {
      return {
        rejected: `Say why ${incident.severity} → ${to}; people outside the room will ask.`,
        next: `\`/airb severity ${to} paid traffic affected\`. Severities: ${severities.join(', ')}.`,
      };
    }
    return {
      events: [{ at, by, type: 'severity.changed', from: incident.severity, to, reason: reason.trim() }],
    };
  },

  role: ({ at, by, role, person, breakGlass }, incident) => {
    const before = incident.roles[role];
    if (before?.id === person.id) return { events: [], note: `${person.name} is ${role} already.` };
    const assigned: IncidentEvent = { at, by, type: 'role.assigned', role, person, before };
    if (breakGlass === undefined) return { events: [assigned] };
    if (breakGlass.trim() === '') {
      return {
        rejected: 'Breaking the glass needs a reason: it is announced with your name.',
        next: '`/airb role commander break-glass nobody answers and refusals double`.',
      };
    }
    if (by.kind === 'person' && by.id !== person.id) {
      return {
        rejected: 'By breaking the glass you take command yourself; nobody is given it that way.',
        next: '`/airb role commander break-glass <reason>`, then hand it over with `/airb role commander @name`.',
      };
    }
    const facts = { for: 'command' as const, reason: breakGlass.trim() };
    return { events: [glassBroken({ at, by }, facts, commandHolders(incident)), assigned] };
  },
};

export const folds: Folds<Happens> = {
  // The plan gives everything that depends on the severity; only the deadline is kept in the state.
  'severity.changed': (incident, { from, to, at, by }) => {
    const cadence = { ...incident.cadence, dueAt: dueAfresh(incident, to, at), overdueFrom: undefined };
    const audiencesTold = toldTo(
      incident,
      newAudiences(incident, from, to).map(({ id }) => id),
    );
    const decided = by.kind === 'person' ? { severityBy: 'person' as const } : {};
    const changed = {
      ...incident,
      severity: to,
      ...decided,
      ...rederived(incident, to),
      cadence,
      audiencesTold,
    };
    return { ...changed, paging: pagedAt(changed, at) };
  },
  'role.assigned': (incident, { role, person }) => {
    const next = { ...incident, roles: { ...incident.roles, [role]: person } };
    return role === 'commander' ? { ...next, containments: askedToo(next, person) } : next;
  },
};

export const reactions: Reactions<Happens> = {
  'severity.changed': (event, incident) => [...severityChanged(event, incident), tell(event)],
  'role.assigned': (event, incident) => [
    draw(event.at, { of: 'card' }),
    invite(event.at, [event.person.id]),
    ...(event.role === 'commander' ? askedAnew(event, incident) : []),
    tell(event),
  ],
};

/** What waits asks the new commander too; everybody else who was asked sees who may approve now. */
function askedAnew({ at, person }: EventOf<'role.assigned'>, incident: Opened): Wish[] {
  return incident.containments
    .filter(({ status }) => status === 'waiting')
    .flatMap(({ id, asked = [] }) => [
      draw(at, { of: 'action', action: id }),
      ...(asked.includes(person.id) ? [asking(at, id, person.id)] : []),
      ...redrawAsked({ at, action: id }, incident, person.id),
    ]);
}

/** A new severity changes everything at once: pages, clock, audiences, approvals and what is shown. */
function severityChanged(event: EventOf<'severity.changed'>, incident: Opened): Wish[] {
  const { at, from, to } = event;
  const raised = severities.indexOf(to) < severities.indexOf(from);
  const commander = incident.roles.commander;
  const paged = raised && (to === 'sev1' || to === 'sev2') ? pagedFor(event, incident) : [];
  return [
    ...(paged.length > 0 ? pageOut(at, incident, { level: raiseLevel(incident, to), people: paged }) : []),
    ...(beginsPaging(event, incident) ? [...pageOut(at, incident), ...pageTimer(at, incident)] : []),
    ...againTimer(incident),
    ...cadenceTimers(at, incident),
    ...escalationTimers(at, incident),
    ...staleTimer(at, incident),
    draw(at, { of: 'card' }),
    ...announce(at, incident),
    ...incident.containments
      .filter((one) => one.status === 'waiting')
      .flatMap((one) => [
        draw(at, { of: 'action', action: one.id }),
        ...redrawAsked({ at, action: one.id }, incident),
      ]),
    ...(commander ? [invite(at, [commander.id])] : []),
    topic(at),
    ...newAudiences(incident, from, to).map((audience) =>
      inChat(drawAudience(at, audience.channel), audience.chat),
    ),
  ];
}

/** True where the first step is paged only now, because a sev4 incident pages nobody. */
export function beginsPaging({ from }: Pick<EventOf<'severity.changed'>, 'from'>, incident: Opened): boolean {
  return from === 'sev4' && !incident.paging.acknowledged;
}

/** Who is paged at the new severity: somebody where nobody was, and all again where the policy had come to its end. */
function pagedAt(incident: Opened, at: Instant): Opened['paging'] {
  const { again: _, ...paging } = incident.paging;
  if (paging.acknowledged) return paging;
  if (paging.exhausted) {
    const again = beginsAgain(incident, at);
    return { ...paging, ...(again !== undefined && { again }) };
  }
  const waits = paging.people.length === 0 && incident.severity !== 'sev4';
  return waits ? { ...paging, levelAt: at, roundAt: at, ...firstCall(incident.plan, at) } : paging;
}

/** Audiences that hear of the incident because of its new severity. */
function newAudiences(incident: Opened, from: Severity, to: Severity): Audience[] {
  const before = audiencesOf(incident, from);
  return audiencesOf(incident, to).filter((one) => !before.includes(one));
}

/**
 * Who is paged for a raise: the commander. Where an alert raised it, nobody has looked yet, so the first on call are
 * paged too.
 */
export function pagedFor(
  event: Pick<EventOf<'severity.changed'>, 'at' | 'by' | 'from'>,
  incident: Opened,
): PersonId[] {
  const { at, by } = event;
  const commander = incident.roles.commander?.id;
  // Whoever the first step pages now is not paged a second time.
  const now = beginsPaging(event, incident) ? incident.paging.people.map(({ id }) => id) : [];
  const onCall = firstCall(incident.plan, at).people.map(({ id }) => id);
  const people = by.kind === 'person' && commander !== undefined ? [commander] : [commander, ...onCall];
  return [...new Set(people.flatMap((id) => (id === undefined || now.includes(id) ? [] : [id])))];
}

/**
 * Sends the announcement to an audience that joins late, and keeps it current like the one in the incidents channel.
 */
function drawAudience(at: Instant, channel: string): Wish {
  return drawing(at, { of: 'announcement', channel }, { to: 'channel', channel });
}

/** Draws those announcements again, wherever one was sent. */
export function announceAgain(at: Instant, incident: Opened): Wish[] {
  if (incident.private) return [];
  return incident.plan.audiences.map(({ channel, chat }) => {
    const wish = drawAudience(at, channel);
    const again = wish.body.kind === 'draw' ? { ...wish, body: { ...wish.body, kept: true } } : wish;
    return inChat(again, chat);
  });
}
