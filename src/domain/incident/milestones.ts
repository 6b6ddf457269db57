import { actorName } from '../people.ts';
import { capital } from '../plain.ts';
import { clockTime, type Duration, day, fullTime, type Instant, minute } from '../time.ts';
import { canvasAgain } from './canvas.ts';
import type { Rejection } from './commands.ts';
import { type Correctable, correctable } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { draw, tell } from './wishes.ts';

/** Nothing of an incident was so long before it opened; a year that was typed wrong is no correction. */
const longBefore: Duration = 30 * day;

/**
 * What has to have been reached first. A containment needs no diagnosis, and a brief trouble no acknowledgement; but whoever
 * says what it was has taken it.
 */
const first: Record<Correctable, readonly Correctable[]> = {
  felt: [],
  detected: ['felt'],
  acknowledged: ['felt', 'detected'],
  diagnosed: ['felt', 'detected', 'acknowledged'],
  contained: ['felt', 'detected'],
  recovered: ['felt', 'contained'],
};

/**
 * Rules for putting right when a milestone was reached: somebody acknowledged by telephone, users felt it before any alert.
 * The log keeps what airb recorded, and everything that is computed from milestones follows the correction.
 */
export const rules: Rules<'milestone.correct'> = {
  'milestone.correct': ({ at, by, milestone, to: said, why }, incident) => {
    if (why.trim() === '')
      return {
        rejected: 'Say how it is known that it was another time.',
        next: `\`/airb postmortem time ${milestone} ${clockTime(said)} Ben took the call by telephone\``,
      };
    const was = timeOf(incident, milestone);
    if (was !== undefined && sameMinute(was, said))
      return { events: [], note: `${capital(milestone)} stands at ${fullTime(was)} already.` };
    const to = within(said, { at, milestone }, incident);
    const refused = impossible(to, { at, milestone }, incident);
    if (refused) return refused;
    const known = was === undefined ? {} : { was };
    return { events: [{ at, by, type: 'milestone.corrected', milestone, to, ...known, why: why.trim() }] };
  },
};

export const folds: Folds<'milestone.corrected'> = {
  'milestone.corrected': (incident, { at, by, milestone, to, was, why }) => {
    const before = incident.corrected?.[milestone];
    const first = before === undefined ? was : before.first;
    const correction = { to, ...(first !== undefined && { first }), why, by: actorName(by), at };
    const next = { ...incident, corrected: { ...incident.corrected, [milestone]: correction } };
    return milestone === 'felt'
      ? { ...next, feltAt: to, startedAt: to }
      : { ...next, milestones: { ...next.milestones, [milestone]: to } };
  },
};

export const reactions: Reactions<'milestone.corrected'> = {
  'milestone.corrected': (event, incident) => [
    draw(event.at, { of: 'card' }),
    tell(event),
    ...canvasAgain(event.at, incident),
  ],
};

/** When a milestone was reached, as it stands now; `felt` is when users began to feel it. */
export function timeOf(incident: Opened, milestone: Correctable): Instant | undefined {
  if (milestone !== 'felt') return incident.milestones[milestone];
  const { feltAt = incident.startedAt, startedAt } = incident;
  return Math.min(feltAt, startedAt);
}

/** People say minutes, and airb records milliseconds: within the minute of a bound, the bound is what was meant. */
function within(
  said: Instant,
  { at, milestone }: { at: Instant; milestone: Correctable },
  incident: Opened,
): Instant {
  const [earliest, latest] = bounds(milestone, incident);
  if (earliest && said < earliest.at && sameMinute(said, earliest.at)) return earliest.at;
  const end = Math.min(latest?.at ?? at, at);
  return said > end && sameMinute(said, end) ? end : said;
}

interface Bound {
  name: string;
  at: Instant;
}

/** The latest of what comes before it, and the earliest of what comes after; what stands the other way round binds nobody. */
function bounds(milestone: Correctable, incident: Opened): [Bound | undefined, Bound | undefined] {
  const stands = timeOf(incident, milestone);
  const known = (names: readonly Correctable[], inOrder: (other: Instant, own: Instant) => boolean) =>
    names.flatMap((name): Bound[] => {
      const at = timeOf(incident, name);
      return at === undefined || (stands !== undefined && !inOrder(at, stands)) ? [] : [{ name, at }];
    });
  const earlier = known(first[milestone], (other, own) => other <= own);
  const after = correctable.filter((one) => first[one].includes(milestone));
  const later = known(after, (other, own) => other >= own);
  const { resolved } = incident.milestones;
  if (resolved !== undefined) later.push({ name: 'resolved', at: resolved });
  return [
    earlier.reduce<Bound | undefined>((most, one) => (most && most.at > one.at ? most : one), undefined),
    later.reduce<Bound | undefined>((least, one) => (least && least.at <= one.at ? least : one), undefined),
  ];
}

function impossible(
  to: Instant,
  { at, milestone }: { at: Instant; milestone: Correctable },
  incident: Opened,
): Rejection | undefined {
  const name = capital(milestone);
  if (to > at)
    return {
      rejected: `It is ${fullTime(at)}, so ${fullTime(to)} is still to come. Nothing was changed.`,
      next: 'Say a time that has been, in UTC.',
    };
  if (to < incident.openedAt - longBefore)
    return {
      rejected: `${fullTime(to)} is more than 30 days before INC-${incident.number} opened. Nothing was changed.`,
      next: 'Say the day as well: `2026-03-01 14:02`, in UTC.',
    };
  if (isOpen(incident) && timeOf(incident, milestone) === undefined)
    return {
      rejected: `INC-${incident.number} is not ${milestone} yet as far as airb knows, so there is no time to correct.`,
      next: 'A note says it now; once the incident is over, the time can be given.',
    };
  const [earliest, latest] = bounds(milestone, incident);
  const wrong =
    earliest && to < earliest.at
      ? { other: earliest, way: 'before' }
      : latest && to > latest.at
        ? { other: latest, way: 'after' }
        : undefined;
  if (wrong === undefined) return undefined;
  const { other, way } = wrong;
  const fixed = other.name === 'resolved';
  return {
    rejected: `${name} at ${fullTime(to)} would be ${way} ${other.name}, which was ${fullTime(other.at)}. Nothing was changed.`,
    next: fixed
      ? 'Say a time before the incident was resolved.'
      : `If ${other.name} is the one that is wrong, correct it first: \`/airb postmortem time ${other.name} <time> <why>\`.`,
  };
}

function sameMinute(one: Instant, other: Instant): boolean {
  return Math.floor(one / minute) === Math.floor(other / minute);
}
