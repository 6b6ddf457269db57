import { actorName, type Person } from '../people.ts';
import { count } from '../plain.ts';
import { clockTime, type Duration, day, type Instant } from '../time.ts';
import { canvas } from './canvas.ts';
import { type PostmortemRung, postmortemRungs } from './events.ts';
import { wentOn } from './merging.ts';
import { reached } from './phases.ts';
import { isPublished } from './published.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { draw, say, tell, timer, type Wish } from './wishes.ts';

type Happens = 'postmortem.published' | 'postmortem.reminded';

/** The owner hears so long before it is due, and the manager so long after. */
const [early, late]: [Duration, Duration] = [day, day];

/**
 * Rules for publishing the postmortem: what was published stays as it was, byte for byte, and later words make a new
 * version. Until then its owner is reminded, and then the manager.
 */
export const rules: Rules<'postmortem.publish' | 'postmortem.remind'> = {
  'postmortem.publish': ({ at, by, basis, page, document, open, confirmed }, incident) => {
    if (incident.phase === 'merged') return wentOn(incident);
    if (isOpen(incident))
      return {
        rejected: `INC-${incident.number} is still ${incident.phase}: its postmortem is published once it is over.`,
        next: '`/airb postmortem` drafts it as it stands.',
      };
    if (basis !== basisOf(incident))
      return {
        lacks: 'newest',
        rejected: 'The draft changed while you looked at it. Nothing was published.',
        next: 'Look at it again, and publish then.',
      };
    const last = incident.published?.at(-1);
    // Nobody has done anything since, so a second press is the first one again.
    if (last && last.basis === basis && incident.activeAt <= last.at)
      return {
        events: [],
        note: `Version ${last.version}, published by ${last.by} at ${clockTime(last.at)} UTC, says the same; nothing new was published.`,
      };
    const unseen = open.filter((asked) => !confirmed.includes(asked));
    if (unseen.length > 0)
      return {
        lacks: 'confirmation',
        rejected: `${count(unseen.length, 'question')} of the draft ${unseen.length === 1 ? 'is' : 'are'} still open. Nothing was published.`,
        next: 'Answer them on its page, or confirm that it is published with them open.',
      };
    const version = (last?.version ?? 0) + 1;
    return { events: [{ at, by, type: 'postmortem.published', version, basis, page, document, open }] };
  },

  'postmortem.remind': ({ at, by, dueAt, rung }, incident) => {
    if (dueAt !== postmortemDueAt(incident) || isPublished(incident)) return { events: [] };
    if (rung === 'before' && at >= dueAt) return { events: [] };
    return {
      events: [{ at, by, type: 'postmortem.reminded', dueAt, rung, people: owing(rung, incident) }],
    };
  },
};

export const folds: Folds<Happens> = {
  'postmortem.published': (incident, { at, by, version, basis, page, document, open }) => {
    const one = { version, at, by: actorName(by), page, document, open, basis };
    return reached({ ...incident, published: [...(incident.published ?? []), one] }, 'published', at);
  },
  'postmortem.reminded': (incident) => incident,
};

export const reactions: Reactions<Happens> = {
  'postmortem.published': (event) => [draw(event.at, { of: 'card' }), tell(event), canvas(event.at)],
  'postmortem.reminded': (event) => [
    ...event.people.map(({ id }) => say(event.at, { to: 'person', person: id }, { as: 'event', event })),
    // Before it is due, it is nobody's business but the owner's.
    ...(event.rung === 'before' && event.people.length > 0 ? [] : [tell(event)]),
  ],
};

/**
 * What the draft is made of besides the log's own course: people's words, corrections and redactions. Whoever publishes
 * publishes what they have seen.
 */
export function basisOf(incident: Opened): string {
  const { written = {}, corrected = {}, redacted = [] } = incident;
  const words = Object.values(written).flatMap((edits) => edits.at(-1)?.edit ?? []);
  const times = Object.entries(corrected).map(([name, { to }]) => `${name}=${to}`);
  return [...words.sort(), ...times.sort(), ...redacted.map((entry) => `-${entry}`), incident.phase].join(
    ' ',
  );
}

/** When the postmortem of a resolved incident is owed; undefined where none is. */
export function postmortemDueAt(incident: Opened): Instant | undefined {
  if (incident.phase !== 'resolved') return undefined;
  return incident.resolvedAt + incident.plan.postmortemDueDays * day;
}

/** The timers of an incident that has just been resolved. */
export function postmortemTimers(at: Instant, incident: Opened): Wish[] {
  const dueAt = postmortemDueAt(incident);
  if (dueAt === undefined || isPublished(incident)) return [];
  const moments: Record<PostmortemRung, Instant> = { before: dueAt - early, due: dueAt, late: dueAt + late };
  return postmortemRungs
    .filter((rung) => moments[rung] > at)
    .map((rung) => timer(moments[rung], `postmortem.${rung}`, { type: 'postmortem.remind', dueAt, rung }));
}

/** Who owes it; where nobody owns the follow-up, whoever commanded. A private incident is nothing for a manager. */
function owing(rung: PostmortemRung, incident: Opened): Person[] {
  const { plan, roles } = incident;
  const owner = roles.owner ?? roles.commander;
  if (owner === undefined) return [];
  const manager = incident.private ? undefined : plan.people[owner.id]?.manager;
  if (rung !== 'late' || manager === undefined || manager === owner.id) return [owner];
  return [owner, { id: manager, name: plan.people[manager]?.name ?? manager }];
}
