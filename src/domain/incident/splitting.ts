import { actorName } from '../people.ts';
import { minute, second } from '../time.ts';
import type { EventOf } from './events.ts';
import type { KnownAlert } from './known-alert.ts';
import { alertIn, withOneMore } from './known-alerts.ts';
import { type Folds, nothing, type Reactions, type Rules } from './slice.ts';
import { draw, tell, type Wish, wish } from './wishes.ts';

/** So long after one split the numbers that people read before may mean other alerts. */
const numbersMoved = 30 * second;
/** Longer is not needed to open the new incident: after it, whoever began may be gone. */
const longestSplit = minute;

/**
 * Rules for alerts that turn out to be another trouble. Whoever takes them out says so first, so that of two at once only one
 * does. Then the new incident is opened, with them, and the one they came from lets go of them. So none is ever in neither.
 */
export const rules: Rules<'split.begin' | 'split.off'> = {
  'split.begin': ({ at, by, alerts }, incident) => {
    const who = actorName(by);
    const { splitting } = incident;
    const last = incident.splitOff?.at(-1);
    const look = { next: '`/airb split` lists the alerts with their numbers as they are now.' };
    if (splitting !== undefined && at < splitting.at + longestSplit)
      return {
        rejected: `${splitting.who} is splitting alerts out of INC-${incident.number} right now.`,
        ...look,
      };
    if (last !== undefined && last.who !== who && at < last.at + numbersMoved)
      return {
        rejected: `${last.who} has just split alerts out of INC-${incident.number}, so the numbers may mean others.`,
        ...look,
      };
    if (alerts.some((key) => alertIn(incident.alerts, key) === undefined))
      return { rejected: `INC-${incident.number} no longer has all of those alerts.`, ...look };
    return { events: [{ at, by, type: 'split.begun', alerts, who }] };
  },

  'split.off': ({ at, by, to, title, alerts, who, quiet }, incident) => {
    if (incident.splitOff?.some((one) => one.to === to)) return { events: [] };
    return { events: [{ at, by, type: 'split.off', to, title, alerts, who, ...(quiet && { quiet: true }) }] };
  },
};

export const folds: Folds<'split.begun' | 'split.off'> = {
  'split.begun': (incident, { at, alerts, who }) => ({ ...incident, splitting: { alerts, at, who } }),
  'split.off': ({ splitting: _, ...incident }, { at, to, alerts, who }) => {
    const gone = alerts.flatMap((key) => alertIn(incident.alerts, key) ?? []);
    const kept = incident.alerts.filter((known) => !gone.includes(known));
    return {
      ...incident,
      alerts: kept.reduce<KnownAlert[]>((all, known) => withOneMore(all, known), []),
      splitOff: [...(incident.splitOff ?? []), { to, alerts, at, who }],
    };
  },
};

export const reactions: Reactions<'split.begun' | 'split.off'> = {
  'split.begun': nothing,
  'split.off': (event) => [draw(event.at, { of: 'card' }), tell(event)],
};

/** Lets the incident they came from know, once the new one is on record. */
export function splitOff({ at, splitFrom }: EventOf<'incident.opened'>): Wish[] {
  if (splitFrom === undefined) return [];
  const { number: from, alerts, who } = splitFrom;
  const keys = alerts.map(({ alert: { source, fingerprint } }) => ({ source, fingerprint }));
  return [wish(at, { kind: 'split', from, alerts: keys, who }, { lane: 'split', urgency: 1 })];
}
