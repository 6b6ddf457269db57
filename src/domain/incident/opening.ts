import { nextUpdateDue } from '../response/cadence.ts';
import type { Alert } from '../signals/alert.ts';
import type { Instant } from '../time.ts';
import { heardIn } from './alerts.ts';
import { askSubscribers, audiencesTold, hearStart, starters } from './audiences.ts';
import { refuseDeed } from './authorised.ts';
import type { CommandOf, Decision } from './commands.ts';
import { beginDrill } from './drill.ts';
import { escalationTimers } from './escalation.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { KnownAlert } from './known-alert.ts';
import { begun } from './next-step.ts';
import { pageOut, pageTimer, redrawPages } from './paging-out.ts';
import { firstCall, pagesPeople } from './paging-steps.ts';
import { quietTimer } from './quiet-alerts.ts';
import { tellHolders } from './roles-given.ts';
import { replacement } from './room-lost.ts';
import { chatOfRef, chatsOf, firstPeople, roomIn } from './rooms.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { splitOff } from './splitting.ts';
import { staleTimer } from './stale.ts';
import type { Incident, Opened, StepState } from './state.ts';
import { observe } from './traffic.ts';
import { cadenceTimers } from './updates.ts';
import { askingAfresh, askTimers } from './vacancies.ts';
import { after, announce, draw, invite, look, read, topic, type Wish, wish } from './wishes.ts';

/** Opens an incident with its plan, and adds as evidence what airb collected by itself. */
export function openIncident(command: CommandOf<'open'>, incident: Incident): Decision {
  if (incident.phase !== 'none') return { events: [], note: `INC-${incident.number} is already open.` };
  const refusal = refuseDeed(command.drill ? 'drill.start' : 'declare', command.by, {
    members: command.plan.members ?? 'respond',
  });
  if (refusal) return refusal;
  const { at, by, evidence, type: _, ...facts } = command;
  const saved: IncidentEvent[] = evidence.map((record) => ({
    at,
    by,
    type: 'evidence.saved',
    evidence: record,
  }));
  const opened: EventOf<'incident.opened'> = { at, by, type: 'incident.opened', ...facts };
  const told = starters(begin(opened));
  return { events: [told.length > 0 ? { ...opened, told } : opened, ...saved] };
}

/** The state an incident begins with; its first event holds everything needed. */
export function begin(event: EventOf<'incident.opened'>): Opened {
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
    worst: event.severity,
    because: event.because,
    private: event.private,
    plan,
    roles: event.roles,
    heldSince: Object.fromEntries(Object.keys(event.roles).map((role) => [role, at])),
    handovers: [],
    asking: askingAfresh({ plan, roles: event.roles, asking: {}, handovers: [] }, event.severity, at),
    unmapped: event.unmapped,
    openedAt: at,
    activeAt: at,
    startedAt: event.startedAt,
    roomName: event.roomName,
    rooms: [],
    alerts: event.alert ? [firstAlert(event.alert, event)] : (event.splitFrom?.alerts ?? []),
    siblings: [],
    waves: [],
    ...(event.stray !== undefined && { stray: event.stray }),
    ...(event.storm !== undefined && { storm: event.storm }),
    ...(event.similar !== undefined && { similar: event.similar }),
    ...(event.splitFrom !== undefined && { splitFrom: event.splitFrom.number }),
    ...(event.drill !== undefined && { drill: beginDrill(event.drill, at) }),
    changes: event.changes,
    versions: Object.fromEntries(plan.parts.map((part) => [part.id, part.live])),
    steps,
    sections: {},
    answers: {},
    diagnosis: { path: [], found: [] },
    evidence: [],
    examples: [],
    containments: [],
    readings: [],
    updates: [],
    cadence: { dueAt: nextUpdateDue(plan.cadence[event.severity], { openedAt: at }), missed: 0 },
    paging: {
      ...firstPaged(event),
      levelAt: at,
      roundAt: at,
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
    heard: {},
    audiencesTold: event.told ?? [],
    brokenGlass: [],
    escalations: [],
  };
}

export const rules: Rules<'room.opened' | 'versions'> = {
  versions: ({ at, by, seen }, incident) => ({
    events: incident.versionsSeenAt === undefined ? [{ at, by, type: 'versions.seen', seen }] : [],
  }),

  'room.opened': ({ at, by, room, name, announced }, incident) => {
    if (roomIn(incident, chatOfRef(room)) !== undefined) return { events: [] };
    const opened = { at, by, type: 'room.opened', room, name, ...(announced && { announced }) } as const;
    return { events: [opened, ...replacement(opened, incident)] };
  },
};

export const folds: Folds<'room.opened'> = {
  'room.opened': (incident, { room, name, announced = false }) => {
    const chat = chatOfRef(room);
    const rooms = [...incident.rooms, { chat, ref: room, name, announced }];
    const roomTroubles = incident.roomTroubles.filter((trouble) => trouble.chat !== chat);
    return chat === chatsOf(incident.plan)[0]
      ? { ...incident, rooms, roomTroubles, room, roomName: name }
      : { ...incident, rooms, roomTroubles };
  },
};

export const reactions: Reactions<'incident.opened' | 'room.opened'> = {
  'incident.opened': opened,
  'room.opened': furnish,
};

function firstAlert(alert: Alert, { at, severity }: EventOf<'incident.opened'>): KnownAlert {
  return { alert, times: 1, resolved: false, severity, ...heardIn({ at, alert }) };
}

/** Starts pages, room, first readings and the update clock at once; none of them waits for another. */
function opened(event: EventOf<'incident.opened'>, incident: Opened): Wish[] {
  const { at } = event;
  return [
    ...pageOut(at, incident),
    ...pageTimer(at, incident),
    ...escalationTimers(at, incident),
    wish(
      at,
      { kind: 'room.open', name: event.roomName, private: event.private },
      { lane: 'room.open', urgency: 1 },
    ),
    read(at, { for: 'opening' }, incident),
    ...cadenceTimers(at, incident),
    ...askTimers(incident),
    ...lookAtVersions(at, incident),
    // Told before there is a channel, which in a storm takes minutes.
    ...(incident.storm === undefined ? [] : announce(at, incident)),
    ...observe(at, incident),
    ...hearStart(at, audiencesTold(incident), incident),
    ...askSubscribers(at, incident),
    ...staleTimer(at, incident),
    ...splitOff(event),
    ...quietTimer(incident.alerts[0]),
    ...tellHolders(event, incident),
  ];
}

/** Asks the systems themselves which version of each part is live, where the system file says how. */
function lookAtVersions(at: Instant, incident: Opened): Wish[] {
  const parts = incident.plan.parts.flatMap(({ id, current }) => (current ? [{ part: id, current }] : []));
  return parts.length === 0 ? [] : [look(at, parts)];
}

/**
 * Sends card and invitations side by side, then the folded checklist. The diagnosis comes when somebody has taken the
 * incident: one thing at a time, and the card says which.
 */
function furnish({ at }: EventOf<'room.opened'>, incident: Opened): Wish[] {
  const diagnosis = incident.plan.diagnosis !== undefined && begun(incident);
  return [
    draw(at, { of: 'card' }),
    invite(at, firstPeople(incident)),
    after({ of: 'card' }, draw(at, { of: 'checklist' })),
    ...(diagnosis ? [after({ of: 'checklist' }, draw(at, { of: 'diagnosis' }))] : []),
    topic(at),
    wish(at, { kind: 'room.links' }, { lane: 'room.links', urgency: 6 }),
    after({ of: 'card' }, wish(at, { kind: 'room.pin', slot: 'card' }, { lane: 'room.pin', urgency: 5 })),
    ...announce(at, incident),
    ...redrawPages(at, incident),
  ];
}

function firstPaged({ plan, at, severity }: EventOf<'incident.opened'>) {
  if (!pagesPeople({ severity })) return { level: 0, people: [] };
  const { level, people, empty } = firstCall(plan, at);
  return { level, people, ...(empty.length > 0 && { empty }) };
}
