import type { Outgoing } from '../../domain/chat/outgoing.ts';
import { chatOfRef, chatsOf, keptSlot, wordIn } from '../../domain/incident/rooms.ts';
import { type Slot, slotName } from '../../domain/incident/slots.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { draw } from '../../domain/incident/wishes.ts';
import { severities } from '../../domain/people.ts';
import type { RoomRef } from '../../domain/refs.ts';
import type { Talk } from './context.ts';

/** Draws the messages that stand in an incident's room once more. One that would look the same is not sent. */
export async function drawAgain(talk: Talk, room: RoomRef | undefined): Promise<void> {
  const number = room === undefined ? undefined : await talk.store.incidentOfRoom(room);
  const incident = number === undefined ? undefined : await talk.writer.incident(number);
  if (incident === undefined || room === undefined) return;
  const standing: Slot[] = [];
  for (const slot of slotsOf(incident)) {
    const word = keptSlot(incident, chatOfRef(room), { slot: slotName(slot) });
    if (await talk.store.slot(incident.number, word)) standing.push(slot);
  }
  const head = await talk.store.head(incident.number);
  const made = { incident, chat: chatOfRef(room), version: head?.version ?? 0, at: talk.clock.now() };
  await talk.store.write({}, () => ({
    writes: { effects: standing.map((slot) => redrawn(slot, made)) },
    answer: undefined,
  }));
}

function slotsOf({ plan, containments }: Opened): Slot[] {
  return [
    { of: 'card' },
    { of: 'checklist' },
    { of: 'now' },
    { of: 'questions' },
    { of: 'diagnosis' },
    { of: 'recovery' },
    { of: 'readings' },
    ...plan.sections.map(({ id }): Slot => ({ of: 'section', section: id })),
    ...containments.map(({ id }): Slot => ({ of: 'action', action: id })),
  ];
}

/** The same press on the same state asks for the same redraw, so the key counts it once. */
function redrawn(
  slot: Slot,
  { incident, chat, version, at }: { incident: Opened; chat: string; version: number; at: number },
): Outgoing {
  const { plan, number, severity } = incident;
  const wish = draw(at, slot);
  const name = slotName(slot);
  const body = { kind: 'draw' as const, slot: name, place: { to: 'room' as const } };
  return {
    key: `${number}.${version}.again:${wordIn(plan, chat, name)}`,
    incident: number,
    dueAt: at,
    lane: wordIn(plan, chat, wish.lane),
    coalesce: wordIn(plan, chat, `draw:${name}`),
    priority: wish.urgency * 10 + severities.indexOf(severity),
    body: chat === chatsOf(plan)[0] ? body : { ...body, chat },
  };
}
