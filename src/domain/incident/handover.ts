import { type Actor, type Person, personOf, type Role } from '../people.ts';
import { offerTime, roleNames } from '../response/role-asks.ts';
import { clockTime, type Instant } from '../time.ts';
import type { CommandOf, Decision } from './commands.ts';
import type { EventOf, HandoverEnd, IncidentEvent } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Handover, Opened } from './state.ts';
import { askingAfresh, askTimers } from './vacancies.ts';
import { draw, drawing, invite, say, tell, timer, type Wish } from './wishes.ts';

type Base = { at: Instant; by: Actor };

/**
 * Rules for handing a role over: nobody gets one without being asked. The offer names who held the role when it was
 * made, and any change of that ends it, so an old button hands nothing over.
 */
export const rules: Rules<'role.answer' | 'role.withdraw' | 'role.expire'> = {
  'role.answer': ({ at, by, handover: id, accept }, incident) => {
    const offer = handoverIn(incident, id);
    if (offer?.ended !== undefined || offer === undefined) return over(offer, incident);
    if (!accept) return { events: [unanswered({ at, by }, offer, 'declined')] };
    return { events: assignment({ at, by }, { role: offer.role, person: offer.to }, incident) };
  },

  'role.withdraw': ({ at, by, handover: id }, incident) => {
    const offer = handoverIn(incident, id);
    if (offer?.ended !== undefined || offer === undefined) return over(offer, incident);
    return { events: [unanswered({ at, by }, offer, 'withdrawn')] };
  },

  'role.expire': ({ at, by, handover: id }, incident) => {
    const offer = handoverIn(incident, id);
    if (offer === undefined || offer.ended !== undefined || at < offer.until) return { events: [] };
    return { events: [unanswered({ at, by }, offer, 'expired')] };
  },
};

type Happens = 'role.offered' | 'role.unanswered';

export const folds: Folds<Happens> = {
  'role.offered': (incident, { at, by, handover: id, role, person: to, before, until }) => {
    const offer: Handover = { id, role, to, by: personOf(by), at, until, ...(before && { from: before }) };
    const next = { ...incident, handovers: [...incident.handovers, offer] };
    return { ...next, asking: askingAfresh(next, next.severity, at) };
  },
  'role.unanswered': (incident, { at, handover: id, how }) => {
    const next = { ...incident, handovers: withEnd(incident, id, { how, at }) };
    return { ...next, asking: askingAfresh(next, next.severity, at) };
  },
};

export const reactions: Reactions<Happens> = {
  'role.offered': ({ at, handover, person, until }, incident) => [
    draw(at, { of: 'handover', handover }),
    direct(at, handover, person),
    // The room of a private incident is opened to nobody who has not said yes.
    ...(incident.private ? [] : invited(at, person, incident)),
    draw(at, { of: 'card' }),
    timer(until, `role.expire.${handover}`, { type: 'role.expire', handover }),
  ],
  'role.unanswered': (event, incident) => [
    ...redrawHandover(event.at, incident, event.handover),
    draw(event.at, { of: 'card' }),
    ...askTimers(incident, [event.role]),
    ...toldEnd(event, incident),
  ],
};

/** The offer of a role to somebody; one that waits for somebody else is over by that. */
export function offered(
  { at, by, role, person }: Pick<CommandOf<'role'>, 'at' | 'by' | 'role' | 'person'>,
  incident: Opened,
): Decision {
  const pending = pendingFor(incident, role);
  if (pending?.to.id === person.id)
    return {
      events: [],
      note: `${person.name} was asked at ${clockTime(pending.at)} UTC and can answer until ${clockTime(pending.until)} UTC.`,
    };
  const before = incident.roles[role];
  const offer: IncidentEvent = {
    at,
    by,
    type: 'role.offered',
    handover: `h${incident.handovers.length + 1}`,
    role,
    person,
    ...(before && { before }),
    until: at + offerTime,
  };
  return { events: [...(pending ? [unanswered({ at, by }, pending, 'replaced')] : []), offer] };
}

/** Somebody has the role now; an offer of it to somebody else is over by that, and their own is accepted. */
export function assignment(
  { at, by }: Base,
  { role, person, takes }: { role: Role; person: Person; takes?: true },
  incident: Opened,
): IncidentEvent[] {
  const before = incident.roles[role];
  const pending = pendingFor(incident, role);
  const own = pending?.to.id === person.id ? { handover: pending.id } : undefined;
  const ended = own ? [] : overtaken({ at, by }, role, incident);
  const from = takes && !own && before ? { takenOver: takes } : undefined;
  return [...ended, { at, by, type: 'role.assigned', role, person, before, ...own, ...from }];
}

/** The offer of a role is over when another than who offered it comes to have it, or nobody does. */
export function overtaken(base: Base, role: Role, incident: Opened): IncidentEvent[] {
  const pending = pendingFor(incident, role);
  return pending ? [unanswered(base, pending, 'overtaken')] : [];
}

/** Offers that nobody answered end with the incident. */
export function handoversAtTheEnd(base: Base, incident: Opened): IncidentEvent[] {
  return incident.handovers
    .filter(({ ended }) => ended === undefined)
    .map((offer) => unanswered(base, offer, 'over'));
}

/** The offer of a role that waits for an answer: at most one. */
export function pendingFor({ handovers }: Pick<Opened, 'handovers'>, role: Role): Handover | undefined {
  return handovers.findLast((one) => one.role === role && one.ended === undefined);
}

export function handoverIn({ handovers }: Pick<Opened, 'handovers'>, id: string): Handover | undefined {
  return handovers.find((one) => one.id === id);
}

/** The offers with the end of one of them. */
export function withEnd(
  { handovers }: Opened,
  id: string | undefined,
  ended: NonNullable<Handover['ended']>,
): Handover[] {
  return handovers.map((one) => (one.id === id ? { ...one, ended } : one));
}

/** Draws both messages of an offer again: that in the room and that to the person. */
export function redrawHandover(at: Instant, incident: Opened, id: string): Wish[] {
  const offer = handoverIn(incident, id);
  if (offer === undefined) return [];
  return [draw(at, { of: 'handover', handover: id }), direct(at, id, offer.to)].map(kept);
}

function kept(wish: Wish): Wish {
  return wish.body.kind === 'draw' ? { ...wish, body: { ...wish.body, kept: true } } : wish;
}

function direct(at: Instant, handover: string, { id: person }: Person): Wish {
  return drawing(at, { of: 'handover', handover, person }, { to: 'person', person });
}

function invited(at: Instant, { id }: Person, { roles }: Opened): Wish[] {
  // A role that was released has nobody.
  return Object.values(roles).some((holder: Person | undefined) => holder?.id === id)
    ? []
    : [invite(at, [id])];
}

function unanswered(base: Base, { id, role, to }: Handover, how: HandoverEnd): EventOf<'role.unanswered'> {
  return { ...base, type: 'role.unanswered', handover: id, role, person: to, how };
}

/** No and silence are told in the room and to whoever offered it, who may be elsewhere. The rest shows in the messages. */
function toldEnd(event: EventOf<'role.unanswered'>, incident: Opened): Wish[] {
  if (event.how !== 'declined' && event.how !== 'expired') return [];
  const offer = handoverIn(incident, event.handover);
  return [
    tell(event),
    ...(offer ? [say(event.at, { to: 'person', person: offer.by.id }, { as: 'event', event })] : []),
  ];
}

function over(offer: Handover | undefined, incident: Opened): Decision {
  const role = offer?.role ?? 'commander';
  const holder = incident.roles[role];
  const now = holder ? `${holder.name} has ${roleNames[role]} now` : `nobody has ${roleNames[role]} now`;
  return {
    rejected: `That offer is over: ${endWords(offer)}; ${now}.`,
    next: '`/airb role` shows who has which role, with buttons to take one or hand it over.',
  };
}

const ends: Record<NonNullable<Handover['ended']>['how'], string> = {
  accepted: 'it was accepted',
  declined: 'it was declined',
  expired: 'nobody answered in time',
  withdrawn: 'it was taken back',
  replaced: 'somebody else was asked instead',
  overtaken: 'the role changed hands meanwhile',
  over: 'the incident ended',
};

function endWords(offer: Handover | undefined): string {
  const { ended } = offer ?? {};
  return ended ? `${ends[ended.how]} at ${clockTime(ended.at)} UTC` : 'there is none';
}
