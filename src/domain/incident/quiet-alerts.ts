import type { Alert } from '../signals/alert.ts';
import { type Duration, type Instant, minute } from '../time.ts';
import type { IncidentEvent } from './events.ts';
import type { KnownAlert } from './known-alert.ts';
import { alertIn, withChanged } from './known-alerts.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { draw, timer, type Wish } from './wishes.ts';

/**
 * Rules for alerts whose source never says that they are over. Silence is all there is: after a while of it they count as
 * over, which is said in just these words, and the time at which they will stands on the card.
 */
export const rules: Rules<'alert.quiet'> = {
  'alert.quiet': ({ at, by, source, fingerprint }, incident) => {
    const known = alertIn(incident.alerts, { source, fingerprint });
    const due = known && quietAt(known);
    if (known === undefined || due === undefined || at < due) return { events: [] };
    const { alert } = known;
    const quiet = alert.quietFor;
    return { events: [{ at, by, type: 'alert.resolved', alert, ...(quiet !== undefined && { quiet }) }] };
  },
};

export const folds: Folds<'alert.heard'> = {
  'alert.heard': (incident, { at, source, fingerprint }) => ({
    ...incident,
    alerts: withChanged(incident.alerts, { source, fingerprint }, (known) => ({ ...known, heardAt: at })),
  }),
};

export const reactions: Reactions<'alert.heard'> = {
  'alert.heard': ({ at, ...key }, incident) => [
    draw(at, { of: 'card' }),
    ...quietTimer(alertIn(incident.alerts, key)),
  ],
};

/** That it was heard again, where that moves its end and enough time has passed to be worth an entry. */
export function heardAgain(
  { at, by, alert }: { at: Instant; by: IncidentEvent['by']; alert: Alert },
  known: KnownAlert | undefined,
): IncidentEvent[] {
  if (known?.heardAt === undefined || known.resolved) return [];
  if (at - known.heardAt < noteEvery(alert.quietFor ?? 0)) return [];
  const { source, fingerprint, title } = alert;
  return [{ at, by, type: 'alert.heard', source, fingerprint, title }];
}

/** The wake-up at which an alert counts as over; a newer one takes its place. */
export function quietTimer(known: KnownAlert | undefined): Wish[] {
  const due = known && quietAt(known);
  if (known === undefined || due === undefined) return [];
  const { source, fingerprint } = known.alert;
  return [timer(due, `quiet:${source}/${fingerprint}`, { type: 'alert.quiet', source, fingerprint })];
}

/**
 * When an alert counts as over unless it is heard again; undefined where it is, or where its source says so itself. What
 * is heard is noted only now and then, so that much is added: it never counts as over too soon.
 */
export function quietAt({ alert: { quietFor }, heardAt, resolved }: KnownAlert): Instant | undefined {
  if (quietFor === undefined || heardAt === undefined || resolved) return undefined;
  return heardAt + quietFor + noteEvery(quietFor);
}

function noteEvery(quietFor: Duration): Duration {
  return Math.max(minute, Math.round(quietFor / 12));
}
