import type { Person, Role } from '../people.ts';
import { roleNames } from '../response/role-asks.ts';
import { clockTime, type Instant } from '../time.ts';
import { askedToo, asking, redrawAsked } from './approval-asks.ts';
import { commandHolders, glassBroken } from './break-glass.ts';
import type { CommandOf, Decision } from './commands.ts';
import { leaderlessTimers } from './escalation.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { assignment, offered, overtaken, pendingFor, redrawHandover, withEnd } from './handover.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';
import { askedOfCommander, redrawWaiting } from './update-proposals.ts';
import { askingAfresh, askTimers, redrawAskings } from './vacancies.ts';
import { draw, invite, say, tell, type Wish } from './wishes.ts';

type Happens = 'role.assigned' | 'role.released';

/** Rules for who has which role. */
export const rules: Rules<'role' | 'role.release'> = {
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
  'role.assigned': (incident, { at, role, person, handover }) => {
    const handovers = withEnd(incident, handover, { how: 'accepted', at });
    const next = held({ ...incident, handovers }, { role, person, at });
    if (role !== 'commander') return next;
    const heldUpdates = askedOfCommander(next.heldUpdates, person);
    return { ...next, containments: askedToo(next, person), heldUpdates };
  },
  'role.released': (incident, { at, role }) => held(incident, { role, at }),
};

function held(incident: Opened, { role, person, at }: { role: Role; person?: Person; at: Instant }): Opened {
  const { [role]: _, ...others } = incident.roles;
  const { [role]: __, ...since } = incident.heldSince;
  const roles = person === undefined ? others : { ...others, [role]: person };
  const heldSince = person === undefined ? since : { ...since, [role]: at };
  const next = { ...incident, roles, heldSince };
  return { ...next, asking: askingAfresh(next, incident.severity, at) };
}

export const reactions: Reactions<Happens> = {
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
