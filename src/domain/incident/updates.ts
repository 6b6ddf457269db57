import { actorName, type Person, type Severity } from '../people.ts';
import {
  escalationRungs,
  nextUpdateDue,
  nudgeAt,
  rederivedDue,
  rungAt,
  updateInterval,
} from '../response/cadence.ts';
import type { Instant } from '../time.ts';
import { audiencesHeld, audiencesOf, hear, toldTo } from './audiences.ts';
import type { EventOf, UpdateText } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { type Facts, isOpen, type Opened } from './state.ts';
import { draw, say, tell, timer, type Wish } from './wishes.ts';

type Happens = 'update.posted' | 'update.nudged' | 'update.missed' | 'update.escalated';

/** Rules for updates to stakeholders, and for what follows when an update is due and does not come. */
export const rules: Rules<'update' | 'update.nudge' | 'update.deadline' | 'update.escalate'> = {
  update: ({ at, by, form, text }, incident) => {
    const empty = (['users', 'mitigation'] as const).find((field) => text[field].trim() === '');
    if (empty) {
      const what = empty === 'users' ? 'what users see' : 'what is being done';
      return {
        rejected: `The update does not say ${what}.`,
        next: 'One sentence is enough: `/airb update users: some are refused mitigation: rolling back the prompt`.',
      };
    }
    const cadence = incident.plan.cadence[incident.severity];
    const nextDueAt = nextUpdateDue(cadence, { openedAt: incident.openedAt, lastHumanAt: at });
    const audiences = audiencesOf(incident, incident.severity, form).map((audience) => audience.id);
    return { events: [{ at, by, type: 'update.posted', form, text, nextDueAt, audiences }] };
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
    return { events: [{ at, by, type: 'update.missed', dueAt, nextDueAt }] };
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
  'update.posted': (incident, { form, text, by, at, nextDueAt, audiences }) => ({
    ...incident,
    audiencesTold: toldTo(incident, audiences),
    updates: [
      ...incident.updates,
      { form, text, by: actorName(by), at, automatic: false, severity: incident.severity },
    ],
    cadence: { lastHumanAt: at, dueAt: nextDueAt, missed: incident.cadence.missed },
  }),
  'update.nudged': (incident, { dueAt }) => ({
    ...incident,
    cadence: { ...incident.cadence, nudgedFor: dueAt },
  }),
  // Nobody wrote in time. The automatic statement does not restart the clock, which counts human updates only.
  'update.missed': (incident, event) => {
    const { overdueFrom, rungs, missed } = incident.cadence;
    const text = event.text ?? unworded;
    return {
      ...incident,
      updates: [
        ...incident.updates,
        {
          form: 'internal',
          text,
          by: 'airb',
          at: event.at,
          automatic: true,
          severity: incident.severity,
        },
      ],
      audiencesTold: toldTo(
        incident,
        audiencesHeld(incident).map(({ id }) => id),
      ),
      cadence: {
        ...incident.cadence,
        dueAt: event.nextDueAt,
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

/** Who is expected to write the next update: communications, else the commander, else the owner. */
export function whoUpdates(incident: Facts): Person | undefined {
  return incident.roles.communications ?? incident.roles.commander ?? incident.roles.owner;
}

function personOfRung(incident: Facts, rung: number): Person | undefined {
  const word = escalationRungs[rung];
  if (word === undefined) return undefined;
  if (word !== 'manager') return incident.roles[word];
  const manager = incident.roles.owner && incident.plan.people[incident.roles.owner.id]?.manager;
  return manager === undefined
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
  const audiences =
    event.type === 'update.posted'
      ? audiencesOf(incident, incident.severity, event.form)
      : audiencesHeld(incident);
  return audiences.flatMap((audience) =>
    hear(event.at, audience, { as: 'update', event, form: audience.form }),
  );
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
