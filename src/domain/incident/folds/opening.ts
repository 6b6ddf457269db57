import type { Person } from '../../people.ts';
import { nextUpdateDue } from '../../response/cadence.ts';
import type { EventOf } from '../events.ts';
import { chatOfRef, chatsOf } from '../rooms.ts';
import type { Incident, Opened, StepState } from '../state.ts';

/** The state an incident begins with: everything it needs comes with its first event. */
export function opened(event: EventOf<'incident.opened'>): Incident {
  const { plan, at } = event;
  const steps: Record<string, StepState> = {};
  for (const step of plan.sections.flatMap((section) => section.steps))
    steps[step.id] = { status: 'open', notes: [] };
  return {
    phase: 'triage',
    number: event.number,
    title: event.title,
    failure: event.failure,
    severity: event.severity,
    because: event.because,
    private: event.private,
    plan,
    roles: event.roles,
    unmapped: event.unmapped,
    openedAt: at,
    startedAt: event.startedAt,
    roomName: event.roomName,
    rooms: [],
    alerts: event.alert ? [{ alert: event.alert, times: 1, resolved: false }] : [],
    changes: event.changes,
    versions: Object.fromEntries(plan.parts.map((part) => [part.id, part.live])),
    steps,
    answers: {},
    diagnosis: { path: [] },
    evidence: [],
    containments: [],
    readings: [],
    updates: [],
    cadence: { dueAt: nextUpdateDue(plan.cadence[event.severity], { openedAt: at }), missed: 0 },
    paging: {
      level: 0,
      levelAt: at,
      people: named(event, plan.escalation[0]?.people),
      sent: [],
      declined: [],
      answered: [],
      exhausted: false,
    },
    roomTroubles: [],
    troubles: [],
    marked: [],
    milestones: { opened: at, detected: event.alert?.startsAt ?? at },
    drafts: 0,
  };
}

/** A room in one of the chats is there. */
export function roomOpened(
  incident: Opened,
  { room, name, announced = false }: EventOf<'room.opened'>,
): Incident {
  const chat = chatOfRef(room);
  const rooms = [...incident.rooms, { chat, ref: room, name, announced }];
  const roomTroubles = incident.roomTroubles.filter((trouble) => trouble.chat !== chat);
  return chat === chatsOf(incident.plan)[0]
    ? { ...incident, rooms, roomTroubles, room, roomName: name }
    : { ...incident, rooms, roomTroubles };
}

/** Something did not work; it is said once, and why there is no room is kept until there is one. */
export function troubled(incident: Opened, { code, text, about, chat }: EventOf<'trouble.noted'>): Incident {
  const troubles = [...incident.troubles, code];
  if (about !== 'room' || chat === undefined) return { ...incident, troubles };
  return { ...incident, troubles, roomTroubles: [...incident.roomTroubles, { chat, text }] };
}

function named(event: EventOf<'incident.opened'>, ids: string[] = []): Person[] {
  return ids.map((id) => ({ id, name: event.plan.people[id]?.name ?? id }));
}
