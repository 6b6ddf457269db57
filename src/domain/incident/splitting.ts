import type { EventOf } from './events.ts';
import type { KnownAlert } from './known-alert.ts';
import { alertIn, withOneMore } from './known-alerts.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { draw, tell, type Wish, wish } from './wishes.ts';

/**
 * Rules for alerts that turn out to be another trouble. The new incident is opened first, with them; then the one they came
 * from lets go of them. So none is ever in neither.
 */
export const rules: Rules<'split.off'> = {
  'split.off': ({ at, by, to, title, alerts, who, quiet }, incident) => {
    if (incident.splitOff?.some((one) => one.to === to)) return { events: [] };
    return { events: [{ at, by, type: 'split.off', to, title, alerts, who, ...(quiet && { quiet: true }) }] };
  },
};

export const folds: Folds<'split.off'> = {
  'split.off': (incident, { to, alerts }) => {
    const gone = alerts.flatMap((key) => alertIn(incident.alerts, key) ?? []);
    const kept = incident.alerts.filter((known) => !gone.includes(known));
    return {
      ...incident,
      alerts: kept.reduce<KnownAlert[]>((all, known) => withOneMore(all, known), []),
      splitOff: [...(incident.splitOff ?? []), { to, alerts }],
    };
  },
};

export const reactions: Reactions<'split.off'> = {
  'split.off': (event) => [draw(event.at, { of: 'card' }), tell(event)],
};

/** Lets the incident they came from know, once the new one is on record. */
export function splitOff({ at, splitFrom }: EventOf<'incident.opened'>): Wish[] {
  if (splitFrom === undefined) return [];
  const { number: from, alerts, who } = splitFrom;
  const keys = alerts.map(({ alert: { source, fingerprint } }) => ({ source, fingerprint }));
  return [wish(at, { kind: 'split', from, alerts: keys, who }, { lane: 'split', urgency: 1 })];
}
