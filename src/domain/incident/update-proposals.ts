import { type Actor, actorName, type Person, personOf } from '../people.ts';
import { deciders } from '../response/approval.ts';
import { mayDo } from '../response/authority.ts';
import { whosOf } from '../response/standing-of.ts';
import type { Instant } from '../time.ts';
import type { Form } from './events.ts';
import { mayKnowOf } from './part-in.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Facts, HeldUpdate, Opened } from './state.ts';
import { drawing, say, tell, type Wish } from './wishes.ts';

/** What readers outside get waits for the commander, who sends it in the same form in which anybody writes one. */
export const rules: Rules<'update.decline'> = {
  'update.decline': ({ at, by, update, reason }, incident) => {
    const proposal = incident.heldUpdates?.find(({ id }) => id === update);
    if (proposal?.status !== 'waiting') return { events: [], note: decidedAlready(proposal) };
    if (reason.trim() === '')
      return { rejected: 'Say why it is not sent.', next: 'Its writer can then mend it.' };
    return { events: [{ at, by, type: 'update.declined', update, reason: reason.trim() }] };
  },
};

export const folds: Folds<'update.proposed' | 'update.declined'> = {
  'update.proposed': (incident, { update: id, form, text, asked, by, at, warned = [] }) => ({
    ...incident,
    heldUpdates: [
      ...(incident.heldUpdates ?? []),
      { id, form, text, by: personOf(by), at, asked, warned, status: 'waiting' },
    ],
  }),
  'update.declined': (incident, { update, by, reason }) => ({
    ...incident,
    heldUpdates: decided(incident.heldUpdates, update, {
      status: 'declined',
      decidedBy: actorName(by),
      reason,
    }),
  }),
};

export const reactions: Reactions<'update.proposed' | 'update.declined'> = {
  'update.proposed': ({ at, update }, incident) => redrawHeld(at, incident, update),
  'update.declined': (event, incident) => {
    const { at, update } = event;
    const writer = incident.heldUpdates?.find(({ id }) => id === update)?.by.id;
    return [
      ...redrawHeld(at, incident, update),
      ...(writer === undefined ? [] : [say(at, { to: 'person', person: writer }, { as: 'event', event })]),
      tell(event),
    ];
  },
};

/** True where it waits: it goes to readers outside, and whoever wrote it may not send it. */
export function waitsForCommander(form: Form, by: Actor, incident: Opened): boolean {
  if (form !== 'customer' || by.kind !== 'person') return false;
  return !mayDo('update.approve', whosOf(by, incident), { vacant: isVacant(incident) }).allowed;
}

/** True while nobody commands; then an approver sends what waits. */
export function isVacant({ roles }: Facts): boolean {
  return roles.commander === undefined;
}

/** The name of the next one that waits, and who gets it to look at. */
export function proposing(incident: Opened): Pick<HeldUpdate, 'asked'> & { update: string } {
  const { commander } = incident.roles;
  const able = commander ? [commander] : deciders(incident);
  return {
    update: `u${(incident.heldUpdates?.length ?? 0) + 1}`,
    asked: able.map(({ id }) => id).filter((id) => mayKnowOf(incident, id)),
  };
}

/** What waits, with a new commander among those who were asked. */
export function askedOfCommander(
  heldUpdates: HeldUpdate[] | undefined,
  { id }: Person,
): HeldUpdate[] | undefined {
  return heldUpdates?.map((one) =>
    one.status === 'waiting' ? { ...one, asked: [...new Set([...one.asked, id])] } : one,
  );
}

/** Draws all that still waits, once somebody else may send it. */
export function redrawWaiting(at: Instant, incident: Facts): Wish[] {
  const waiting = incident.heldUpdates?.filter(({ status }) => status === 'waiting') ?? [];
  return waiting.flatMap(({ id }) => redrawHeld(at, incident, id));
}

/** The words for somebody who was slower than another. */
export function decidedAlready(proposal: HeldUpdate | undefined): string {
  if (proposal === undefined) return 'There is no such update.';
  const how = proposal.status === 'sent' ? 'sent' : 'declined';
  return `${proposal.decidedBy ?? 'Somebody'} has ${how} that update already.`;
}

/** The heldUpdates once one of them was sent or declined. */
export function decided(
  heldUpdates: HeldUpdate[] | undefined,
  id: string | undefined,
  outcome: Pick<HeldUpdate, 'status' | 'decidedBy' | 'reason'>,
): HeldUpdate[] | undefined {
  if (id === undefined) return heldUpdates;
  return heldUpdates?.map((one) => (one.id === id ? { ...one, ...outcome } : one));
}

/** Draws it in the room and for each of those who were asked; nothing without an id. */
export function redrawHeld(at: Instant, incident: Facts, id: string | undefined): Wish[] {
  const proposal = incident.heldUpdates?.find((one) => one.id === id);
  if (proposal === undefined) return [];
  const update = proposal.id;
  return [
    drawing(at, { of: 'held-update', update }, { to: 'room' }),
    ...proposal.asked.map((person) =>
      drawing(at, { of: 'held-update', update, person }, { to: 'person', person }),
    ),
  ];
}
