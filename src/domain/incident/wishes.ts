import type { PersonId } from '../people.ts';
import { aboutSignal } from '../response/onset.ts';
import { type Duration, type Instant, second } from '../time.ts';
import type { Effect, EffectBody, Place, Saying } from './effects.ts';
import type { EventOf, Foldable, ReadingPurpose, ToldType } from './events.ts';
import { type Slot, slotName } from './slots.ts';
import { isOpen, type Opened } from './state.ts';

/** An effect that has no key yet. */
export type Wish = { body: EffectBody; dueAt: Instant; lane: string; urgency: number } & Pick<
  Effect,
  'coalesce' | 'waitsFor'
> & {
    /** The incident whose lane and message it is about, where that is not the one it comes from. */
    of?: number;
  };

/** Between two drawings of a storm's message. */
const stormPause: Duration = 5 * second;

/** Makes a wish of any effect body. */
export function wish(
  dueAt: Instant,
  body: EffectBody,
  facts: { lane: string; urgency: number } & Pick<Wish, 'coalesce' | 'waitsFor'>,
): Wish {
  return { body, dueAt, ...facts };
}

/** Draws a message of the incident's room that is kept current. */
export function draw(at: Instant, slot: Slot): Wish {
  return drawing(at, slot, { to: 'room' });
}

/** Draws a part of the checklist where it was posted. What nobody has asked for stays folded, so nothing is drawn. */
export function drawShown(at: Instant, { sections }: Pick<Opened, 'sections'>, part: Foldable): Wish[] {
  if (sections[part] === undefined) return [];
  return [draw(at, part === 'questions' ? { of: 'questions' } : { of: 'section', section: part })];
}

/**
 * Draws a message that is kept current. It has a lane of its own, and is sent once however often its content changed.
 */
export function drawing(at: Instant, slot: Slot, place: Place): Wish {
  const name = slotName(slot);
  return wish(
    at,
    { kind: 'draw', slot: name, place },
    {
      // What is due is said after everything that led to it, so it waits its turn behind what is said; and what was said
      // must be there before it loses a button.
      lane: slot.of === 'now' || slot.of === 'told' ? sayLane(place) : `slot:${name}`,
      urgency: urgencyOf(slot),
      coalesce: `draw:${name}`,
      waitsFor: place.to === 'room' ? 'room' : undefined,
    },
  );
}

/** Pages come before everything else, then what a responder needs first. */
function urgencyOf(slot: Slot): number {
  if (slot.of === 'page') return 0;
  if (slot.of === 'approval' || slot.of === 'held-update') return 1;
  return slot.of === 'card' ? 2 : 3;
}

/** Holds a wish until the message of the slot exists. */
export function after(slot: Slot, held: Wish): Wish {
  return { ...held, waitsFor: `slot:${slotName(slot)}` };
}

/**
 * Draws the line in the incidents channels; a private incident has none. One that opened in a storm has no line of its
 * own: the message of the storm is drawn again, after a while, so that what happens to many costs one drawing.
 */
export function announce(at: Instant, incident: Opened): Wish[] {
  if (incident.private) return [];
  const { storm, number } = incident;
  if (storm === undefined) return [drawing(at, { of: 'announcement' }, { to: 'incidents' })];
  const again = drawing(at + stormPause, { of: 'storm' }, { to: 'incidents' });
  return [storm === number ? again : { ...again, of: storm }];
}

/** Tells the event in the incident's room. */
export function tell(event: EventOf<ToldType>): Wish {
  return say(event.at, { to: 'room' }, { as: 'event', event });
}

/** Says something once. Messages in one place keep their order. */
export function say(at: Instant, place: Place, saying: Saying): Wish {
  return wish(
    at,
    { kind: 'say', place, saying },
    { lane: sayLane(place), urgency: 3, waitsFor: place.to === 'room' ? 'room' : undefined },
  );
}

/** By then the message that the picture belongs to is usually out. */
const pictureLater: Duration = 3 * second;

/**
 * Shows the signal the incident is about as a picture, where the chat draws no charts and there is something to draw. It
 * has a lane of its own: nothing that is said waits for a decoration.
 */
export function pictured(at: Instant, incident: Opened): Wish[] {
  const about = aboutSignal(incident)?.name;
  if (about === undefined || incident.histories?.[about] === undefined) return [];
  const body = { kind: 'file', place: { to: 'room' }, name: 'chart.png', content: 'chart.png' } as const;
  return [wish(at + pictureLater, body, { lane: 'picture', urgency: 5, waitsFor: 'room' })];
}

function sayLane(place: Place): string {
  switch (place.to) {
    case 'channel':
      return `say:${place.channel}`;
    case 'person':
      return `say:${place.person}`;
    case 'room':
      return 'say';
    case 'incidents':
      return 'say:incidents';
  }
}

/** Invites people into the room, each once. */
export function invite(at: Instant, people: PersonId[]): Wish {
  const unique = [...new Set(people)];
  return wish(
    at,
    { kind: 'room.invite', people: unique },
    { lane: 'room.invite', urgency: 2, waitsFor: 'room' },
  );
}

/** Gives the room the name that the incident has when it is sent. */
export function renameRoom(at: Instant): Wish {
  return wish(at, { kind: 'room.rename' }, { lane: 'room.name', urgency: 5, waitsFor: 'room' });
}

/** Updates the topic of the room. */
export function topic(at: Instant): Wish {
  return wish(at, { kind: 'room.topic' }, { lane: 'room.topic', urgency: 5 });
}

/** Reads all signals of the system for one purpose, as they are at `at`. */
export function read(
  at: Instant,
  purpose: Extract<EffectBody, { kind: 'read' }>['purpose'],
  incident: Opened,
): Wish {
  const signals = incident.plan.signals.map((signal) => signal.name);
  const lane =
    purpose.for === 'containment' ? `read:${purpose.action}:${purpose.when}` : `read:${purpose.for}`;
  // Only one recovery watch runs at a time: a second `verify` goes on with the reading already scheduled.
  const coalesce = purpose.for === 'recovery' && isOpen(incident) ? lane : undefined;
  const since = tellsOfBefore(purpose, incident) ? { since: incident.startedAt } : {};
  return wish(at, { kind: 'read', purpose, signals, ...since }, { lane, urgency: 3, coalesce });
}

/** Whether a reading also asks what was before it: not the many of a recovery watch, nor one that is only for a comparison. */
function tellsOfBefore(purpose: ReadingPurpose, incident: Opened): boolean {
  if (purpose.for === 'recovery') return !isOpen(incident);
  return purpose.for !== 'containment' || purpose.when === 'after';
}

/** Asks which version of parts is live; `action` is the rollback that waits to know. */
export function look(
  at: Instant,
  parts: Extract<EffectBody, { kind: 'look' }>['parts'],
  action?: string,
): Wish {
  const lane = `look:${action ?? 'opening'}`;
  // Somebody who asks is answered by the look that was to come later, brought forward.
  const coalesce = action === undefined ? undefined : lane;
  const body = { kind: 'look' as const, parts, ...(action !== undefined && { action }) };
  return wish(at, body, { lane, urgency: 3, coalesce });
}

/** Sends a command back at `dueAt`. */
export function timer(
  dueAt: Instant,
  name: string,
  command: Extract<EffectBody, { kind: 'timer' }>['command'],
): Wish {
  return wish(
    dueAt,
    { kind: 'timer', name, command },
    { lane: `timer:${name}`, urgency: 1, coalesce: `timer:${name}` },
  );
}
