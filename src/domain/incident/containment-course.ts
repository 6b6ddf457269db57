import { isOnce, isUnmeasured } from '../response/stops.ts';
import { redrawAsked } from './approval-asks.ts';
import { changeOf } from './containment-change.ts';
import { remindLater } from './containment-reminder.ts';
import { containmentIn, withContainment } from './containment-request.ts';
import { currentOf, nextLook } from './containment-run.ts';
import { leaf } from './diagnosis.ts';
import type { EventOf } from './events.ts';
import { type Folds, type Reactions, unchanged } from './slice.ts';
import { type Containment, isOpen, type Opened } from './state.ts';
import { versionSeen } from './target-answer.ts';
import { draw, look, read, tell, type Wish, wish } from './wishes.ts';

type Happens =
  | 'rollback.attempted'
  | 'rollback.delayed'
  | 'rollback.dropped'
  | 'rollback.stopped'
  | 'rollback.responded'
  | 'rollback.unconfirmed'
  | 'rollback.looked'
  | 'rollback.look-asked'
  | 'rollback.previewed'
  | 'versions.seen';

/** What the course of a rollback leaves in the state. */
export const folds: Folds<Happens> = {
  'rollback.attempted': (incident, event) =>
    withContainment(incident, event, (known) => ({ ...known, called: true })),
  'rollback.delayed': (incident, event) =>
    withContainment(incident, event, (known) => ({ ...known, called: false })),
  'rollback.dropped': (incident, event) => {
    const { because, live } = event;
    const dropped = { status: 'dropped' as const, because, called: false, open: undefined };
    const next = withContainment(incident, event, (known) => ({ ...known, ...dropped }));
    return withLive(next, event, live);
  },
  'rollback.stopped': (incident, event) => withContainment(incident, event, (known) => stopped(known, event)),
  'rollback.responded': (incident, event) => {
    const { at, response, ok, because, took } = event;
    const over = { response, because, called: false, open: undefined };
    const next = withContainment(incident, event, (known) =>
      ok
        ? { ...known, ...over, status: 'applied', appliedAt: at, took }
        : { ...known, ...over, status: 'failed' },
    );
    return withLive(next, event, ok ? nowLive(next, event) : event.live);
  },
  'rollback.unconfirmed': (incident, event) =>
    withContainment(incident, event, (known) => {
      const { heard, status, because, response, at, follow } = event;
      const open = { heard, status, looks: 0, at, ...(follow && { follow }) };
      return { ...known, status: 'unconfirmed', called: true, because, response, open };
    }),
  'rollback.looked': (incident, event) =>
    withContainment(incident, event, (known) => ({
      ...known,
      open: known.open && { ...known.open, looks: known.open.looks + 1, seen: event.seen },
    })),
  'rollback.look-asked': unchanged,
  'rollback.previewed': (incident, event) => {
    const { ok, status, because } = event;
    const preview = { ok, status, ...(because !== undefined && { because }) };
    return withContainment(incident, event, (known) => ({ ...known, preview }));
  },
  'versions.seen': (incident, { at, seen }) => {
    const read = seen.flatMap((one) => ('version' in one ? [[one.part, one.version] as const] : []));
    return {
      ...incident,
      versionsSeenAt: at,
      versions: { ...incident.versions, ...Object.fromEntries(read) },
    };
  },
};

export const reactions: Reactions<Happens> = {
  'rollback.attempted': redraw,
  'rollback.delayed': redraw,
  'rollback.dropped': ended,
  'rollback.stopped': ended,
  'rollback.responded': (event, incident) => [
    ...redraw(event),
    ...share(event, incident),
    ...measureLater(event, incident),
    ...(event.ok ? remindLater(event, incident) : []),
    ...leaf(event.at, incident),
    ...(event.ok ? [] : [tell(event)]),
  ],
  'rollback.unconfirmed': (event, incident) => [
    ...redraw(event),
    ...leaf(event.at, incident),
    tell(event),
    ...lookLater(event, incident),
  ],
  'rollback.looked': (event, incident) => [
    ...redraw(event),
    ...(event.more ? lookLater(event, incident) : [tell(event)]),
  ],
  'rollback.look-asked': ({ at, action }, incident) => lookNow(at, action, incident),
  'rollback.previewed': (event, incident) => [...redraw(event), ...redrawAsked(event, incident), tell(event)],
  // Told only where a system says something else than the files and the change feed, or nothing at all.
  'versions.seen': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...(event.seen.every((one) => versionSeen(one) === liveInPlan(incident, one.part)) ? [] : [tell(event)]),
  ],
};

/** Draws the message of the rollback and the card again. */
export function redraw({ at, action }: { at: number; action: string }): Wish[] {
  return [draw(at, { of: 'action', action }), draw(at, { of: 'card' })];
}

/** What was called already is not undone by calling it off: then nobody knows how it ended. */
function stopped(known: Containment, { at, reason }: EventOf<'rollback.stopped'>): Containment {
  const off = `it was called off (${reason})`;
  if (!known.called) return { ...known, status: 'stopped', because: off };
  const because = `${off} after the target had been called`;
  return { ...known, status: 'unconfirmed', because, open: { heard: 'doubt', status: 0, looks: 0, at } };
}

function withLive<T extends Opened>(
  incident: T,
  { action }: { action: string },
  live: string | undefined,
): T {
  const part = containmentIn(incident, action)?.part;
  if (part === undefined || live === undefined) return incident;
  return { ...incident, versions: { ...incident.versions, [part]: live } };
}

/** What is live after a deed: nothing new where it leaves no state behind. */
function nowLive(incident: Opened, { action }: { action: string }): string | undefined {
  const known = containmentIn(incident, action);
  return known === undefined || isOnce(incident, known) ? undefined : known.to;
}

function ended(event: EventOf<'rollback.dropped' | 'rollback.stopped'>, incident: Opened): Wish[] {
  const { at, action, type } = event;
  const doubt = type === 'rollback.stopped' && containmentIn(incident, action)?.status === 'unconfirmed';
  const told = [...redraw(event), ...redrawAsked(event, incident)];
  return [...told, ...leaf(at, incident), tell(event), ...(doubt ? lookLater(event, incident) : [])];
}

/** airb's own rollbacks are changes: whoever works on the same system sees them. */
function share(event: EventOf<'rollback.responded'>, incident: Opened): Wish[] {
  const change = changeOf(event, incident);
  if (change === undefined) return [];
  return [wish(event.at, { kind: 'share', change }, { lane: `share:${event.action}`, urgency: 2 })];
}

/** Reads the signals again once the runbook says that the change can show in them. */
function measureLater({ at, action, ok }: EventOf<'rollback.responded'>, incident: Opened): Wish[] {
  const known = containmentIn(incident, action);
  if (!ok || !isOpen(incident) || known === undefined || isUnmeasured(incident, known)) return [];
  return [read(at + incident.plan.measureAfter, { for: 'containment', action, when: 'after' }, incident)];
}

function lookLater({ at, action }: { at: number; action: string }, incident: Opened): Wish[] {
  const wait = nextLook(containmentIn(incident, action)?.open?.looks ?? 0);
  return wait === undefined ? [] : lookNow(at + wait, action, incident);
}

function lookNow(at: number, action: string, incident: Opened): Wish[] {
  const known = containmentIn(incident, action);
  const current = known && currentOf(known, incident);
  return known && current ? [look(at, [{ part: known.part, current }], action)] : [];
}

function liveInPlan(incident: Opened, id: string): string | undefined {
  return incident.plan.parts.find((part) => part.id === id)?.live;
}
