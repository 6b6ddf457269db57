import type { Instant } from '../time.ts';
import { inChat } from './every-room.ts';
import { phaseSince } from './phases.ts';
import { chatOfRef } from './rooms.ts';
import { type Folds, type Reactions, type Rules, unchanged } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { timer, type Wish, wish } from './wishes.ts';

type Happens = 'archive.checked' | 'room.archived';

/**
 * Rules for the rooms of an incident that is over: once nobody has said or done anything there for the time the files
 * allow, they are archived, so that the list of channels stays one that people can read. The record stays where it is, and
 * an incident that is reopened gets its room back.
 */
export const rules: Rules<'archive.check' | 'room.archived'> = {
  'archive.check': ({ at, by }, incident) => {
    const after = incident.plan.archiveAfter;
    if (after === undefined || isOpen(incident)) return { events: [] };
    const due = lastAct(incident) + after;
    const rooms = at < due ? [] : incident.rooms.map(({ ref }) => ref);
    return { events: [{ at, by, type: 'archive.checked', ...(at < due ? { due } : { rooms }) }] };
  },

  'room.archived': ({ at, by, room }, incident) => {
    const known = incident.rooms.find(({ ref }) => ref === room);
    return { events: known ? [{ at, by, type: 'room.archived', room, name: known.name }] : [] };
  },
};

export const folds: Folds<Happens> = { 'archive.checked': unchanged, 'room.archived': unchanged };

export const reactions: Reactions<Happens> = {
  'archive.checked': ({ at, due, rooms = [] }) => [
    ...(due === undefined ? [] : [timer(due, 'archive', { type: 'archive.check' })]),
    ...rooms.map((room) =>
      inChat(wish(at, { kind: 'room.archive', room }, { lane: 'archive', urgency: 4 }), chatOfRef(room)),
    ),
  ],
  'room.archived': () => [],
};

/** The timer for the look at the rooms of an incident that has just ended. */
export function archiveTimer(at: Instant, { plan: { archiveAfter } }: Opened): Wish[] {
  return archiveAfter === undefined ? [] : [timer(at + archiveAfter, 'archive', { type: 'archive.check' })];
}

/** When the incident ended, or somebody last said or did something after that. */
function lastAct(incident: Opened): Instant {
  return Math.max(phaseSince(incident), ...Object.values(incident.heard));
}
