import { updateInterval } from '../response/cadence.ts';
import { promisedTo } from '../response/promises.ts';
import { clockTime, type Instant, inWords, minute } from '../time.ts';
import { audiencesOf, audiencesTold, hear } from './audiences.ts';
import type { CommandOf, Decision } from './commands.ts';
import type { ToAudience } from './effects.ts';
import type { EventOf, Form } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Facts, Opened, SentUpdate } from './state.ts';
import { isSame, unfit, warningsOf } from './update-text.ts';
import { cadenceTimers } from './updates.ts';
import { draw, tell, type Wish } from './wishes.ts';

type Changed = 'update.corrected' | 'update.snoozed';

/** Rules for what was told already: an update that was wrong, and a promise that can't be kept. */
export const rules: Rules<'update.correct' | 'update.snooze'> = {
  'update.correct': (command, incident) => {
    const { at, by, form, text } = command;
    const last = lastWritten(incident, form);
    if (last === undefined)
      return {
        rejected: 'Nobody has written an update of that form yet.',
        next: '`/airb update` writes one.',
      };
    if (isSame(last.text, text)) return { events: [], note: 'Nothing was changed.' };
    const wrong = unfit(command, incident);
    if (wrong !== undefined) return wrong;
    const warned = warningsOf(text, incident, at);
    const nextDueAt = incident.cadence.promised?.[form] ?? incident.cadence.dueAt;
    const facts = {
      form,
      text,
      was: last.text,
      postedAt: last.at,
      nextDueAt,
      audiences: readersOf(last, incident),
    };
    return {
      events: [{ at, by, type: 'update.corrected', ...facts, ...(warned.length > 0 && { warned }) }],
    };
  },
  'update.snooze': snooze,
};

export const folds: Folds<Changed> = {
  'update.corrected': (incident, { form, text, postedAt, at }) => ({
    ...incident,
    updates: incident.updates.map((one) =>
      one.at === postedAt && one.form === form && !one.automatic ? { ...one, text, correctedAt: at } : one,
    ),
  }),
  'update.snoozed': (incident, { from, dueAt }) => {
    const { promised } = incident.cadence;
    const moved = Object.entries(promised ?? {}).flatMap(([form, at]) => (at <= dueAt ? [form as Form] : []));
    return {
      ...incident,
      cadence: {
        ...incident.cadence,
        dueAt,
        snoozedFrom: from,
        ...(promised !== undefined && { promised: promisedTo(promised, moved, dueAt) }),
      },
    };
  },
};

export const reactions: Reactions<Changed> = {
  'update.corrected': (event, incident) => [
    ...toThose(event, incident, (form) => ({ as: 'corrected', event, form })),
    tell(event),
  ],
  'update.snoozed': (event, incident) => [
    ...toThose(event, incident, (form) => ({ as: 'snoozed', event, form })),
    ...cadenceTimers(event.at, incident),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
};

/** Those it was sent to, and those who were told of it later. */
function readersOf({ form, audiences = [] }: SentUpdate, incident: Opened): string[] {
  const later = audiencesTold(incident).filter((one) => one.form === form);
  return [...new Set([...audiences, ...later.map(({ id }) => id)])];
}

/** The update that a person wrote last, in this form. */
export function lastWritten({ updates }: Facts, form?: Form): SentUpdate | undefined {
  return updates.findLast((one) => !one.automatic && (form === undefined || one.form === form));
}

/** How much later the next update may come: once, by one interval, as long as it is not late. */
export function longestSnooze({ plan, severity, openedAt, cadence }: Facts, at: Instant): number | undefined {
  if (cadence.dueAt === undefined || cadence.overdueFrom !== undefined) return undefined;
  if (cadence.snoozedFrom !== undefined || at >= cadence.dueAt) return undefined;
  return updateInterval(plan.cadence[severity], at - openedAt);
}

/** A promise is moved aloud or not at all: whoever was promised a time hears the new one at once. */
function snooze({ at, by, later, reason }: CommandOf<'update.snooze'>, incident: Opened): Decision {
  const { dueAt, overdueFrom, snoozedFrom } = incident.cadence;
  const write = '`/airb update` writes it; two true sentences are enough.';
  if (dueAt === undefined)
    return { rejected: 'No update is owed, so there is nothing to put off.', next: write };
  if (overdueFrom !== undefined || at >= dueAt)
    return {
      rejected: `The update was due at ${clockTime(overdueFrom ?? dueAt)} UTC and is late.`,
      next: write,
    };
  if (snoozedFrom !== undefined)
    return { rejected: `It was put off once already, from ${clockTime(snoozedFrom)} UTC.`, next: write };
  const longest = longestSnooze(incident, at) ?? 0;
  if (!(later >= minute) || later > longest)
    return {
      rejected: `It can be put off by 1 min to ${inWords(longest)} at ${incident.severity}.`,
      next: write,
    };
  if (reason.trim() === '')
    return {
      rejected: 'Say why it comes later: stakeholders were promised a time.',
      next: '`/airb update snooze 10m the reading after the rollback comes at 14:50`.',
    };
  const { promised = {} } = incident.cadence;
  const told = audiencesOf(incident, incident.severity).filter(
    ({ id, form }) => incident.audiencesTold.includes(id) && (promised[form] ?? dueAt) < dueAt + later,
  );
  const facts = {
    ...{ from: dueAt, dueAt: dueAt + later },
    ...(Object.values(promised).some((one) => one !== dueAt) && { promisedBefore: promised }),
    ...{ reason: reason.trim(), audiences: told.map(({ id }) => id) },
  };
  return { events: [{ at, by, type: 'update.snoozed', ...facts }] };
}

/** The same to each of the audiences that the event names. */
function toThose(
  { at, audiences }: EventOf<Changed>,
  { plan, private: hidden }: Opened,
  saying: (form: Form) => ToAudience,
): Wish[] {
  if (hidden) return [];
  return plan.audiences
    .filter(({ id }) => audiences.includes(id))
    .flatMap((audience) => hear(at, audience, saying(audience.form)));
}
