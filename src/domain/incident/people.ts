import { type Person, type PersonId, type Role, severities } from '../people.ts';
import { roleNames } from '../response/role-asks.ts';
import { clockTime, type Instant } from '../time.ts';
import { askedToo, asking, redrawAsked } from './approval-asks.ts';
import { toldTo } from './audiences.ts';
import { commandHolders, glassBroken } from './break-glass.ts';
import type { CommandOf, Decision } from './commands.ts';
import { rederived } from './containment-approval.ts';
import { escalationTimers, leaderlessTimers } from './escalation.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { assignment, offered, overtaken, pendingFor, redrawHandover, withEnd } from './handover.ts';
import { acknowledgement } from './paging.ts';
import { againTimer, pageOut, pageTimer } from './paging-out.ts';
import { beginsAgain, firstCall, raiseLevel, rungAt } from './paging-steps.ts';
import { heardOfSeverity, joinedBefore, severityChange } from './severity-change.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { staleTimer } from './stale.ts';
import type { Opened } from './state.ts';
import { promisedAnew } from './update-promises.ts';
import { askedOfCommander, redrawWaiting } from './update-proposals.ts';
import { cadenceTimers, dueAfresh } from './updates.ts';
import { askingAfresh, askTimers, redrawAskings } from './vacancies.ts';
import { announce, draw, invite, say, tell, topic, type Wish } from './wishes.ts';

type Happens = 'severity.changed' | 'role.assigned' | 'role.released';

export const rules: Rules<'severity' | 'role' | 'role.release'> = {
  severity: ({ at, by, to, reason }, incident) => {
    if (incident.severity === to) return { events: [], note: `INC-${incident.number} is ${to} already.` };
    if (reason.trim() === '') {
      return {
        rejected: `Say why ${incident.severity} → ${to}; people outside the room will ask.`,
        next: `\`/airb severity ${to} paid traffic affected\`. Severities: ${severities.join(', ')}.`,
      };
    }
    const change = severityChange({ at, by }, incident, { to, reason: reason.trim() });
    return { events: [change, ...answeredByCommand(change, incident)] };
  },

  role: (command, incident) => {
    const { at, by, role, person, breakGlass } = command;
    if (incident.roles[role]?.id === person.id)
      return { events: [], note: `${person.name} has ${roleNames[role]} already.` };
    const own = by.kind !== 'person' || by.id === person.id;
    if (breakGlass === undefined) return own ? claimed(command, incident) : offered(command, incident);
    if (breakGlass.trim() === '') {
      return {
        rejected: 'Breaking the glass needs a reason: it is announced with your name.',
        next: '`/airb role commander break-glass nobody answers and refusals double`.',
      };
    }
    if (!own) {
      return {
        rejected: 'By breaking the glass you take command yourself; nobody is given it that way.',
        next: '`/airb role commander break-glass <reason>`, then hand it over with `/airb role commander @name`.',
      };
    }
    const facts = { for: 'command' as const, reason: breakGlass.trim() };
    const taken = assignment({ at, by }, { role, person, takes: true }, incident);
    return { events: [glassBroken({ at, by }, facts, commandHolders(incident)), ...taken] };
  },

  'role.release': ({ at, by, role }, incident) => {
    const person = incident.roles[role];
    if (person === undefined) return { events: [], note: `Nobody has ${roleNames[role]}.` };
    const released: IncidentEvent = { at, by, type: 'role.released', role, person };
    return { events: [...overtaken({ at, by }, role, incident), released] };
  },
};

/** One of two who take a role at the same moment has it; the other is told who. Taking it over names the holder. */
function claimed(command: CommandOf<'role'>, incident: Opened): Decision {
  const { at, by, role, person, from } = command;
  const holder = incident.roles[role];
  const asked = pendingFor(incident, role)?.to.id === person.id;
  if (holder === undefined || holder.id === from || asked)
    return { events: assignment({ at, by }, { role, person, takes: true }, incident) };
  const since = clockTime(incident.heldSince[role] ?? incident.openedAt);
  return {
    lacks: 'takeover',
    rejected: `${holder.name} has ${roleNames[role]} since ${since} UTC.`,
    next: `They can hand it over. Whoever may take it over does so with the button that \`/airb role\` shows.`,
  };
}

export const folds: Folds<Happens> = {
  // The plan gives everything that depends on the severity; only the deadline is kept in the state.
  'severity.changed': atSeverity,
  'role.assigned': (incident, { at, role, person, handover }) => {
    const handovers = withEnd(incident, handover, { how: 'accepted', at });
    const next = held({ ...incident, handovers }, { role, person, at });
    if (role !== 'commander') return next;
    const heldUpdates = askedOfCommander(next.heldUpdates, person);
    return { ...next, containments: askedToo(next, person), heldUpdates };
  },
  'role.released': (incident, { at, role }) => held(incident, { role, at }),
};

function atSeverity(incident: Opened, event: EventOf<'severity.changed'>): Opened {
  const { from, to, at, by, told } = event;
  const dueAt = dueAfresh(incident, to, at);
  const promises = promisedAnew(incident.cadence.promised, dueAt);
  const cadence = { ...incident.cadence, ...promises, dueAt, overdueFrom: undefined };
  const audiencesTold = toldTo(incident, told ?? joinedBefore(incident, from, to));
  const decided = by.kind === 'person' ? { severityBy: 'person' as const } : {};
  const changed = {
    ...incident,
    severity: to,
    ...decided,
    ...rederived(incident, to),
    worstBefore: incident.worst,
    cadence,
    audiencesTold,
  };
  return { ...changed, asking: askingAfresh(changed, to, at), paging: pagedAt(changed, at) };
}

function held(incident: Opened, { role, person, at }: { role: Role; person?: Person; at: Instant }): Opened {
  const { [role]: _, ...others } = incident.roles;
  const { [role]: __, ...since } = incident.heldSince;
  const roles = person === undefined ? others : { ...others, [role]: person };
  const heldSince = person === undefined ? since : { ...since, [role]: at };
  const next = { ...incident, roles, heldSince };
  return { ...next, asking: askingAfresh(next, incident.severity, at) };
}

export const reactions: Reactions<Happens> = {
  'severity.changed': (event, incident) => [
    ...severityChanged(event, incident),
    tell(event),
    ...heardOfSeverity(event, incident),
  ],
  'role.assigned': (event, incident) => [
    draw(event.at, { of: 'card' }),
    invite(event.at, [event.person.id]),
    ...(event.role === 'commander'
      ? [...askedAnew(event, incident), ...redrawWaiting(event.at, incident)]
      : []),
    ...(event.handover === undefined ? [] : redrawHandover(event.at, incident, event.handover)),
    ...redrawAskings(event.at, incident, [event.role]),
    ...takenFrom(event),
    tell(event),
  ],
  'role.released': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...(event.role === 'commander'
      ? [...leaderless(event.at, incident), ...redrawWaiting(event.at, incident)]
      : []),
    ...redrawAskings(event.at, incident, [event.role]),
    ...askTimers(incident, [event.role]),
    tell(event),
  ],
};

/** Whoever had the role and did not give it away hears that somebody else has it now. */
function takenFrom(event: EventOf<'role.assigned'>): Wish[] {
  const { at, before, takenOver } = event;
  if (before === undefined || !takenOver) return [];
  return [say(at, { to: 'person', person: before.id }, { as: 'event', event })];
}

/** What waits shows who may still approve it, and the rules for an incident without a commander count from now. */
function leaderless(at: Instant, incident: Opened): Wish[] {
  return [
    ...incident.containments
      .filter(({ status }) => status === 'waiting')
      .flatMap(({ id }) => [
        draw(at, { of: 'action', action: id }),
        ...redrawAsked({ at, action: id }, incident),
      ]),
    ...leaderlessTimers(at, incident),
  ];
}

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
  const called = raised ? calledFor(event, incident) : [];
  const first = firstPaged(event, incident);
  const paged = raised && (to === 'sev1' || to === 'sev2') ? pagedFor(event, incident) : [];
  return [
    ...(paged.length > 0 ? pageOut(at, incident, { level: raiseLevel(incident, to), people: paged }) : []),
    ...(first.length > 0
      ? [
          ...pageOut(at, incident, { level: incident.paging.level, people: first }),
          ...pageTimer(at, incident),
        ]
      : []),
    ...againTimer(incident),
    ...cadenceTimers(at, incident),
    ...askTimers(incident),
    ...redrawAskings(at, incident),
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
    ...(called.length > 0 ? [invite(at, called)] : []),
    topic(at),
  ];
}

/** Everybody whom a raise calls, and who is invited for it: the commander, and whoever is paged. */
export function calledFor(event: EventOf<'severity.changed'>, incident: Opened): PersonId[] {
  const { to } = event;
  const severe = to === 'sev1' || to === 'sev2' ? pagedFor(event, incident) : [];
  const commander = incident.roles.commander ? [incident.roles.commander.id] : [];
  const called = [...commander, ...firstPaged(event, incident), ...severe];
  return [...new Set(called)].filter((id) => !gaveIt(event, id));
}

/** Whoever gives a command is there already: it neither pages nor invites them. */
export function gaveIt({ by }: Pick<EventOf<'severity.changed'>, 'by'>, id: PersonId): boolean {
  return by.kind === 'person' && by.id === id;
}

/** Whom the first step pages only now. Where whoever gave the command is one of them, that answers it, unless all must. */
export function firstPaged(
  event: Pick<EventOf<'severity.changed'>, 'at' | 'by' | 'from'>,
  incident: Opened,
): PersonId[] {
  if (!beginsPaging(event, incident)) return [];
  const people = incident.paging.people.map(({ id }) => id);
  const others = people.filter((id) => !gaveIt(event, id));
  const all = rungAt(incident.plan, incident.paging.level)?.acknowledge === 'all';
  return others.length === people.length || all ? others : [];
}

/** Somebody whom their own command would page has answered by giving it. */
function answeredByCommand(change: EventOf<'severity.changed'>, incident: Opened): IncidentEvent[] {
  const after = atSeverity(incident, change);
  const { at, by } = change;
  if (!beginsPaging(change, after) || !after.paging.people.some(({ id }) => gaveIt(change, id))) return [];
  return acknowledgement({ type: 'acknowledge', at, by, via: 'chat' }, after);
}

/**
 * True where the first step is paged only now, because an incident that opens as sev4 pages nobody. One that was lowered to
 * sev4 goes on calling: its step was paged before, and the same page again would wake nobody.
 */
export function beginsPaging(
  { from, at }: Pick<EventOf<'severity.changed'>, 'from' | 'at'>,
  { paging }: Opened,
): boolean {
  return from === 'sev4' && !paging.acknowledged && paging.levelAt === at;
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
  const fresh = people.flatMap((id) => id ?? []).filter((id) => !now.includes(id) && !gaveIt(event, id));
  return [...new Set(fresh)];
}
