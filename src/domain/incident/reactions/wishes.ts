import type { PersonId } from '../../people.ts';
import type { Instant } from '../../time.ts';
import type { Effect, EffectBody, Place, Slot } from '../effects.ts';
import { isOpen, type Opened } from '../state.ts';

/** An effect before it has its key. */
export type Wish = { body: EffectBody; dueAt: Instant; lane: string; urgency: number } & Pick<
  Effect,
  'coalesce' | 'waitsFor'
>;

/** Any effect, before it has its key. */
export function wish(
  dueAt: Instant,
  body: EffectBody,
  facts: { lane: string; urgency: number } & Pick<Wish, 'coalesce' | 'waitsFor'>,
): Wish {
  return { body, dueAt, ...facts };
}

/** A message of the incident’s room that is kept current. */
export function draw(at: Instant, slot: Slot): Wish {
  return wish(at, { kind: 'draw', slot, place: { to: 'room' } }, drawing(slot));
}

/** The line in the incidents channels; a private incident has none. */
export function announce(at: Instant, incident: Opened): Wish[] {
  if (incident.private) return [];
  return [
    wish(at, { kind: 'draw', slot: 'announcement', place: { to: 'incidents' } }, drawing('announcement')),
  ];
}

/** How a kept-current message travels: in a lane of its own, once however often it changed. */
export function drawing(slot: Slot): Pick<Wish, 'lane' | 'urgency' | 'coalesce' | 'waitsFor'> {
  const inRoom = !slot.startsWith('announcement');
  return {
    lane: `slot:${slot}`,
    urgency: slot === 'card' || slot === 'section:triage' ? 2 : 3,
    coalesce: `draw:${slot}`,
    waitsFor: inRoom ? 'room' : undefined,
  };
}

/** The diagnosis again, where it shows how the mitigation of the cause it came to stands. */
export function leaf(at: Instant, incident: Opened): Wish[] {
  return incident.diagnosis.concluded ? [draw(at, 'diagnosis')] : [];
}

/** Something said once; what is said in one place keeps its order. */
export function say(at: Instant, place: Place, card: Extract<EffectBody, { kind: 'say' }>['card']): Wish {
  return wish(
    at,
    { kind: 'say', place, card },
    { lane: sayLane(place), urgency: 3, waitsFor: place.to === 'room' ? 'room' : undefined },
  );
}

function sayLane(place: Place): string {
  if (place.to === 'channel') return `say:${place.channel}`;
  if (place.to === 'person') return `say:${place.person}`;
  return place.to === 'room' ? 'say' : 'say:incidents';
}

/** People into the room, each once. */
export function invite(at: Instant, people: PersonId[]): Wish {
  const unique = [...new Set(people)];
  return wish(
    at,
    { kind: 'room.invite', people: unique },
    { lane: 'room.invite', urgency: 2, waitsFor: 'room' },
  );
}

/** All signals of the system, for one purpose, as they are at `at`. */
export function read(
  at: Instant,
  purpose: Extract<EffectBody, { kind: 'read' }>['purpose'],
  incident: Opened,
): Wish {
  const signals = incident.plan.signals.map((signal) => signal.name);
  const lane =
    purpose.for === 'containment' ? `read:${purpose.action}:${purpose.when}` : `read:${purpose.for}`;
  // One watch at a time: a second `verify` goes on with the reading that is still to come.
  const coalesce = purpose.for === 'recovery' && isOpen(incident) ? lane : undefined;
  return wish(at, { kind: 'read', purpose, signals }, { lane, urgency: 3, coalesce });
}

/** A command that comes at `dueAt`. */
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

/** The slot of the checklist section a step stands in. */
export function sectionSlot(incident: Opened, step: string): Slot {
  const section = incident.plan.sections.find((one) => one.steps.some((known) => known.id === step));
  return `section:${section?.id ?? 'triage'}`;
}

/** What the room's own headline says. */
export function topic(at: Instant, incident: Opened): Wish {
  const { number, severity, title, roles } = incident;
  const owner = roles.owner ? `, owner ${roles.owner.name}` : '';
  const words = `INC-${number} ${severity.toUpperCase()} ${title}${owner}`.slice(0, 250);
  return wish(at, { kind: 'room.topic', topic: words }, { lane: 'room.topic', urgency: 5 });
}
