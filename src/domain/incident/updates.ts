import { actorName, type Person, type Severity } from '../people.ts';
import { escalationRungs, nudgeAt, rederivedDue, rungAt, updateInterval } from '../response/cadence.ts';
import { soonest } from '../response/promises.ts';
import { clockTime, type Duration, type Instant, minute } from '../time.ts';
import { audiencesHeld, audiencesOf, hear, toldTo } from './audiences.ts';
import { doneByUpdate } from './checklist.ts';
import type { CommandOf } from './commands.ts';
import type { EventOf, UpdateText } from './events.ts';
import { mayKnowOf } from './part-in.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { type Facts, isOpen, type Opened } from './state.ts';
import { missing, sending } from './update-promises.ts';
import { decided, decidedAlready, proposing, redrawHeld, waitsForCommander } from './update-proposals.ts';
import { isSame, unfit, warningsOf } from './update-text.ts';
import { draw, say, tell, timer, type Wish } from './wishes.ts';

type Happens = 'update.posted' | 'update.nudged' | 'update.missed' | 'update.escalated';

/** The same words again within this time are a second press, and no second update. */
const sameAgain: Duration = 2 * minute;

/** Rules for updates to stakeholders, and for what follows when an update is due and does not come. */
export const rules: Rules<'update' | 'update.nudge' | 'update.deadline' | 'update.escalate'> = {
  update: (command, incident) => {
    const { at, by, form, text } = command;
    const proposal = incident.heldUpdates?.find(({ id }) => id === command.proposal);
    if (command.proposal !== undefined && proposal?.status !== 'waiting')
      return { events: [], note: decidedAlready(proposal) };
    const before = sentAlready(command, incident);
    if (before !== undefined) return { events: [], note: before };
    const wrong = unfit(command, incident);
    if (wrong !== undefined) return wrong;
    const warned = warningsOf(text, incident, at);
    const facts = { form, text, ...(warned.length > 0 && { warned }) };
    const read = audiencesOf(incident, incident.severity, form).length > 0;
    if (proposal === undefined && read && waitsForCommander(form, by, incident))
      return { events: [{ at, by, type: 'update.proposed', ...proposing(incident), ...facts }] };
    const sends = proposal === undefined ? {} : { proposal: proposal.id };
    const sent = sending(incident, form, at);
    return {
      events: [
        { at, by, type: 'update.posted', ...facts, ...sent, ...sends },
        ...doneByUpdate(incident, { at, by, audiences: sent.audiences }),
      ],
    };
  },

  'update.nudge': ({ at, by, dueAt }, incident) => {
    const { cadence } = incident;
    if (cadence.dueAt !== dueAt || cadence.nudgedFor === dueAt || at >= dueAt) return { events: [] };
    return { events: [{ at, by, type: 'update.nudged', dueAt, person: whoUpdates(incident) }] };
  },

  'update.deadline': ({ at, by, dueAt }, incident) => {
    if (incident.cadence.dueAt !== dueAt) return { events: [] };
    const interval = updateInterval(incident.plan.cadence[incident.severity], at - incident.openedAt);
    const nextDueAt = interval === undefined ? undefined : Math.max(dueAt, at) + interval;
    return { events: [{ at, by, type: 'update.missed', dueAt, nextDueAt, ...missing(incident, nextDueAt) }] };
  },

  'update.escalate': ({ at, by, dueAt, rung }, incident) => {
    const { overdueFrom, rungs } = incident.cadence;
    if (overdueFrom !== dueAt || rungs?.includes(rung) || intervalAt(incident, at) === undefined)
      return { events: [] };
    const person = personOfRung(incident, rung);
    return { events: person ? [{ at, by, type: 'update.escalated', rung, person, dueAt }] : [] };
  },
};

export const folds: Folds<Happens> = {
  // A person wrote an update, so the clock of updates starts again.
  'update.posted': (incident, event) => {
    const { form, text, by, at, nextDueAt, audiences, promised, unheard } = event;
    const { missed } = incident.cadence;
    const dueAt = promised === undefined ? nextDueAt : soonest(promised);
    return {
      ...incident,
      audiencesTold: toldTo(incident, audiences),
      updates: [
        ...incident.updates,
        {
          ...{ form, text, by: actorName(by), at, automatic: false },
          ...{ audiences, owedAt: event.owedAt, severity: incident.severity },
        },
      ],
      heldUpdates: decided(incident.heldUpdates, event.proposal, {
        status: 'sent',
        decidedBy: actorName(by),
      }),
      cadence: unheard
        ? incident.cadence
        : { lastHumanAt: at, dueAt, missed, ...(promised !== undefined && { promised }) },
    };
  },
  'update.nudged': (incident, { dueAt }) => ({
    ...incident,
    cadence: { ...incident.cadence, nudgedFor: dueAt },
  }),
  // Nobody wrote in time. The automatic statement does not restart the clock, which counts human updates only.
  'update.missed': (incident, event) => {
    const { overdueFrom, rungs, missed } = incident.cadence;
    const { at, nextDueAt, promised, forms } = event;
    const text = event.text ?? unworded;
    const own = forms?.length === 1 && forms[0] === 'customer';
    const form = own ? ('customer' as const) : ('internal' as const);
    const heard = audiencesHeld(incident).filter((one) => forms?.includes(one.form) ?? true);
    return {
      ...incident,
      updates: [
        ...incident.updates,
        {
          ...{ form, text: own ? (event.customer ?? text) : text, by: 'airb' },
          ...{ at, automatic: true, severity: incident.severity },
        },
      ],
      audiencesTold: toldTo(
        incident,
        heard.map(({ id }) => id),
      ),
      cadence: {
        ...incident.cadence,
        dueAt: promised === undefined ? nextDueAt : soonest(promised),
        ...(promised !== undefined && { promised }),
        snoozedFrom: undefined,
        overdueFrom: overdueFrom ?? event.dueAt,
        rungs: overdueFrom === undefined ? [] : rungs,
        missed: missed + 1,
      },
    };
  },
  'update.escalated': (incident, { rung }) => ({
    ...incident,
    cadence: { ...incident.cadence, rungs: [...(incident.cadence.rungs ?? []), rung] },
  }),
};

export const reactions: Reactions<Happens> = {
  'update.posted': (event, incident) => [
    ...publish(event, incident),
    ...cadenceTimers(event.at, incident),
    draw(event.at, { of: 'card' }),
    ...redrawHeld(event.at, incident, event.proposal),
    tell(event),
  ],
  'update.nudged': (event) => [...personalWord(event), tell(event)],
  'update.missed': (event, incident) => [
    ...publish(event, incident),
    ...cadenceTimers(event.at, incident, event.at),
    ...ladder(event, incident),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
  'update.escalated': (event) => [...personalWord(event), tell(event)],
};

/** The empty update; the words are added later. */
export const unworded: UpdateText = { users: '', since: '', scope: '', mitigation: '' };

/** When the next update was said to come, for whoever changes that. */
export function promisedIn({ cadence: { dueAt } }: Facts): { promised?: Instant } {
  return dueAt === undefined ? {} : { promised: dueAt };
}

/** The words that say so, where the same update went out a moment ago. */
function sentAlready({ at, form, text }: CommandOf<'update'>, { updates }: Opened): string | undefined {
  const last = updates.findLast((one) => one.form === form && !one.automatic);
  if (last === undefined || at - last.at > sameAgain || !isSame(last.text, text)) return undefined;
  return `The same update went out at ${clockTime(last.at)} UTC; it was not sent again.`;
}

/** Who is expected to write the next update: communications, else the commander, else the owner. */
export function whoUpdates(incident: Facts): Person | undefined {
  return incident.roles.communications ?? incident.roles.commander ?? incident.roles.owner;
}

/** Who is told next. The owner's manager has no business in a private incident that nobody let them into. */
function personOfRung(incident: Opened, rung: number): Person | undefined {
  const word = escalationRungs[rung];
  if (word === undefined) return undefined;
  if (word !== 'manager') return incident.roles[word];
  const manager = incident.roles.owner && incident.plan.people[incident.roles.owner.id]?.manager;
  return manager === undefined || !mayKnowOf(incident, manager)
    ? undefined
    : { id: manager, name: incident.plan.people[manager]?.name ?? manager };
}

/**
 * Timers for the nudge and the deadline of the next update.
 * @param from when the wait for this update began; a severity change does not begin a new one
 */
export function cadenceTimers(
  at: Instant,
  incident: Opened,
  from = Math.min(incident.cadence.lastHumanAt ?? incident.openedAt, at),
): Wish[] {
  const { dueAt } = incident.cadence;
  if (dueAt === undefined || !isOpen(incident)) return [];
  const nudge = Math.max(nudgeAt(from, dueAt), Math.min(at, dueAt));
  return [
    timer(nudge, 'update.nudge', { type: 'update.nudge', dueAt }),
    timer(dueAt, 'update.deadline', { type: 'update.deadline', dueAt }),
  ];
}

/**
 * The deadline after the severity or the phase changed. It counts from the last human update, with time left to write.
 */
export function dueAfresh({ openedAt, cadence, plan }: Opened, severity: Severity, now: Instant) {
  return rederivedDue(plan.cadence[severity], { openedAt, lastHumanAt: cadence.lastHumanAt }, now);
}

/** The update in each audience’s own form. */
function publish(event: EventOf<'update.posted' | 'update.missed'>, incident: Opened): Wish[] {
  const forms = event.type === 'update.posted' ? [event.form] : event.forms;
  const readers =
    event.type === 'update.posted' ? audiencesOf(incident, incident.severity) : audiencesHeld(incident);
  return readers
    .filter(({ form }) => forms?.includes(form) ?? true)
    .flatMap((audience) => hear(event.at, audience, { as: 'update', event, form: audience.form }));
}

/** The escalation starts once, at the first deadline missed since the last human update. */
function ladder(event: EventOf<'update.missed'>, incident: Opened): Wish[] {
  const { overdueFrom } = incident.cadence;
  if (overdueFrom !== event.dueAt) return [];
  const interval = intervalAt(incident, event.at) ?? 0;
  return [0, 1, 2].map((rung) =>
    timer(rungAt(event.dueAt, rung, interval), `update.escalate.${rung}`, {
      type: 'update.escalate',
      dueAt: event.dueAt,
      rung,
    }),
  );
}

/** Also sends a nudge or an escalation to its person directly, because people easily miss the room. */
function personalWord(event: EventOf<'update.nudged' | 'update.escalated'>): Wish[] {
  if (event.person === undefined) return [];
  return [say(event.at, { to: 'person', person: event.person.id }, { as: 'event', event })];
}

/** The update interval in force at a moment, in milliseconds; undefined when no updates are owed. */
function intervalAt(incident: Facts, now: Instant): number | undefined {
  return updateInterval(incident.plan.cadence[incident.severity], now - incident.openedAt);
}
