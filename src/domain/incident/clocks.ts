import { actorName, type Person, type PersonId } from '../people.ts';
import { contactsOf } from '../response/escalation.ts';
import type { RegulatorySpec } from '../runbooks/runbook.ts';
import { day, fullTime, hour, type Instant, minute } from '../time.ts';
import type { Rejection } from './commands.ts';
import type { EventOf } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened, RegulatoryClock } from './state.ts';
import { draw, invite, say, tell, timer, type Wish } from './wishes.ts';

type Happens = 'clock.started' | 'clock.reminded' | 'clock.overdue' | 'clock.ended';

/** So long after a missed deadline others than the owner hear of it. */
const secondRung = hour;

/**
 * Rules for deadlines that a law or a contract sets (requirement C5). A clock is no part of the response: it goes on when
 * the incident is over or cancelled, until somebody who answers for it says that it was met or does not apply.
 */
export const rules: Rules<'clock.start' | 'clock.end' | 'clock.remind' | 'clock.overdue'> = {
  'clock.start': ({ at, by, clock, reason, from }, incident) => {
    const begun = clockStart(clock, { at, reason, ...(from !== undefined && { from }) }, incident);
    if ('rejected' in begun || 'note' in begun) return begun;
    return { events: [{ at, by, ...begun }] };
  },

  'clock.end': ({ at, by, clock: id, how, reason }, incident) => {
    const running = clockOf(incident, id);
    if (running === undefined) return notRunning(id, incident);
    if (running.ended !== undefined)
      return {
        events: [],
        note: `${running.name} was ended at ${fullTime(running.ended.at)} by ${running.ended.by}.`,
      };
    if (reason.trim() === '')
      return {
        rejected: how === 'met' ? 'Say what was filed, and where it is kept.' : 'Say why it does not apply.',
        next: `\`/airb clock ${how === 'met' ? 'done' : 'na'} ${id} <${how === 'met' ? 'what was filed' : 'why'}>\``,
      };
    return { events: [{ at, by, type: 'clock.ended', clock: id, how, reason: reason.trim() }] };
  },

  'clock.remind': ({ at, by, clock: id, dueAt }, incident) => {
    const running = runningOf(incident, id, dueAt);
    if (running === undefined || at >= dueAt) return { events: [] };
    return { events: [{ at, by, type: 'clock.reminded', clock: id, dueAt }] };
  },

  'clock.overdue': ({ at, by, clock: id, dueAt, rung }, incident) => {
    const running = runningOf(incident, id, dueAt);
    if (running === undefined || running.rungs.includes(rung)) return { events: [] };
    return {
      events: [
        { at, by, type: 'clock.overdue', clock: id, dueAt, rung, people: peopleOf(running, rung, incident) },
      ],
    };
  },
};

export const folds: Folds<Happens> = {
  'clock.started': (incident, event) => {
    const { at, by, type: _, clock, reason, ...facts } = event;
    const started: RegulatoryClock = {
      ...facts,
      id: clock,
      reason,
      startedAt: at,
      by: actorName(by),
      rungs: [],
    };
    return { ...incident, clocks: [...(incident.clocks ?? []).filter(({ id }) => id !== clock), started] };
  },
  'clock.reminded': (incident) => incident,
  'clock.overdue': (incident, { clock, rung }) =>
    changed(incident, clock, (one) => ({ ...one, rungs: [...one.rungs, rung] })),
  'clock.ended': (incident, { at, by, clock, how, reason }) =>
    changed(incident, clock, (one) => ({ ...one, ended: { at, by: actorName(by), how, reason } })),
};

export const reactions: Reactions<Happens> = {
  'clock.started': (event, incident) => [
    invite(event.at, [event.owner.id]),
    toPerson(event, event.owner.id),
    draw(event.at, { of: 'card' }),
    tell(event),
    ...clockTimers(event, incident),
  ],
  'clock.reminded': (event, incident) => {
    const owner = clockOf(incident, event.clock)?.owner.id;
    return [...(owner ? [toPerson(event, owner)] : []), tell(event)];
  },
  'clock.overdue': (event) => [
    ...event.people.map(({ id }) => toPerson(event, id)),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
  'clock.ended': (event, incident) => {
    const owner = clockOf(incident, event.clock)?.owner.id;
    const own = event.by.kind === 'person' && event.by.id === owner;
    return [...(owner && !own ? [toPerson(event, owner)] : []), draw(event.at, { of: 'card' }), tell(event)];
  },
};

/** A clock of the incident, running or ended. */
export function clockOf({ clocks = [] }: Opened, id: string): RegulatoryClock | undefined {
  return clocks.find((clock) => clock.id === id);
}

/** Who may say that a clock was met or does not apply: who owns it, and the contacts for risk, law and security. */
export function answersFor(incident: Opened, id: string): PersonId[] {
  const owner = clockOf(incident, id)?.owner.id;
  return [...new Set([...(owner ? [owner] : []), ...contactsOf(incident.plan, 'risk')])];
}

/** The body of the event that starts a clock, or why it can't start. */
export function clockStart(
  id: string,
  { at, reason, from: named }: { at: Instant; reason: string; from?: Instant },
  incident: Opened,
): Omit<EventOf<'clock.started'>, 'at' | 'by'> | Rejection | { events: []; note: string } {
  const spec = incident.plan.regulatory?.find((one) => one.id === id);
  if (spec === undefined) return noSuchClock(id, incident);
  const before = clockOf(incident, id);
  if (before !== undefined && before.ended === undefined)
    return { events: [], note: `${spec.name} is running already; it is due ${fullTime(before.dueAt)}.` };
  if (reason.trim() === '')
    return { rejected: 'Say why it applies.', next: `\`/airb clock start ${id} customers’ data went out\`` };
  const owner = ownerOf(spec, incident);
  if (owner === undefined)
    return {
      rejected: `${spec.name} belongs to the ${spec.owner} of the incident, and there is none.`,
      next: '`/airb role commander @name` names one; or name a person under `owner` in organization.yaml.',
    };
  // What was called not applicable and does apply has been running all the while.
  const from = named ?? before?.from ?? (spec.from === 'opening' ? incident.openedAt : at);
  if (from > at)
    return { rejected: 'It can’t count from a time to come.', next: 'Name a time of today, in UTC.' };
  const { name, form, link, reading } = spec;
  return {
    type: 'clock.started',
    clock: id,
    name,
    reason: reason.trim(),
    from,
    dueAt: from + spec.within,
    owner,
    ...(form !== undefined && { form }),
    ...(link !== undefined && { link }),
    ...(reading !== undefined && { reading }),
  };
}

/** The last moment at which the clocks of UTC showed `14:02`. */
export function lastTime(hhmm: string, at: Instant): Instant {
  const [hours = 0, minutes = 0] = hhmm.split(':').map(Number);
  const today = at - (at % day) + hours * hour + minutes * minute;
  return today <= at ? today : today - day;
}

function clockTimers({ at, clock, dueAt }: EventOf<'clock.started'>, incident: Opened): Wish[] {
  const remind = incident.plan.regulatory?.find(({ id }) => id === clock)?.remind ?? [];
  const reminders = remind
    .map((before) => dueAt - before)
    .filter((moment) => moment > at)
    .map((moment) => timer(moment, `clock.${clock}.${moment}`, { type: 'clock.remind', clock, dueAt }));
  const overdue = [0, 1].map((rung) =>
    timer(Math.max(at, dueAt + rung * secondRung), `clock.${clock}.overdue.${rung}`, {
      type: 'clock.overdue',
      clock,
      dueAt,
      rung,
    }),
  );
  return [...reminders, ...overdue];
}

/** First the owner; then that one's manager and those who judge risk. A private incident is nothing for a manager. */
function peopleOf({ owner }: RegulatoryClock, rung: number, incident: Opened): Person[] {
  if (rung === 0) return [owner];
  const { plan } = incident;
  const manager = incident.private ? undefined : plan.people[owner.id]?.manager;
  const ids = [...new Set([...(manager ? [manager] : []), ...contactsOf(plan, 'risk')])];
  return ids.filter((id) => id !== owner.id).map((id) => personIn(incident, id));
}

function ownerOf({ owner }: RegulatorySpec, incident: Opened): Person | undefined {
  if (owner === 'owner' || owner === 'commander') return incident.roles[owner];
  if (owner !== 'risk') return personIn(incident, owner);
  const [first] = contactsOf(incident.plan, 'risk');
  return first === undefined ? undefined : personIn(incident, first);
}

function personIn({ plan }: Opened, id: PersonId): Person {
  return { id, name: plan.people[id]?.name ?? id };
}

/** The clock while it runs and is due then: one that was started anew has timers of its own. */
function runningOf(incident: Opened, id: string, dueAt: Instant): RegulatoryClock | undefined {
  const clock = clockOf(incident, id);
  return clock?.ended === undefined && clock?.dueAt === dueAt ? clock : undefined;
}

function changed(incident: Opened, id: string, change: (one: RegulatoryClock) => RegulatoryClock): Opened {
  return { ...incident, clocks: (incident.clocks ?? []).map((one) => (one.id === id ? change(one) : one)) };
}

function toPerson(event: EventOf<Happens>, person: PersonId): Wish {
  return say(event.at, { to: 'person', person }, { as: 'event', event });
}

function noSuchClock(id: string, { plan }: Opened): Rejection {
  const ids = (plan.regulatory ?? []).map((one) => one.id);
  return {
    rejected: `The organization file had no regulatory clock called \`${id.slice(0, 60)}\` when this incident opened.`,
    next:
      ids.length > 0
        ? `There are: ${ids.map((one) => `\`${one}\``).join(', ')}.`
        : 'It has none; `regulatory` in organization.yaml describes them. Keep the deadline by hand this time.',
  };
}

function notRunning(id: string, incident: Opened): Rejection {
  const running = (incident.clocks ?? []).filter(({ ended }) => ended === undefined);
  return {
    rejected: `No clock called \`${id.slice(0, 60)}\` was started here.`,
    next:
      running.length > 0
        ? `Running: ${running.map((one) => `\`${one.id}\``).join(', ')}.`
        : '`/airb clock` lists what can be started.',
  };
}
