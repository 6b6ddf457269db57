import type { Instant } from '../../time.ts';
import type { EventOf } from '../events.ts';
import type { Facts, Incident, Opened } from '../state.ts';

/** The known alerts with one of them changed, found by source and fingerprint. */
export function withAlert(
  incident: Opened,
  alert: { source: string; fingerprint: string; startsAt: Instant },
  facts: { resolved: boolean; times?: number },
): Facts['alerts'] {
  return incident.alerts.map((known) =>
    known.alert.source === alert.source && known.alert.fingerprint === alert.fingerprint
      ? {
          alert: { ...known.alert, startsAt: alert.startsAt },
          times: facts.times ?? known.times,
          resolved: facts.resolved,
        }
      : known,
  );
}

/** A change is on the list, and what it brought is live now. */
export function noted(incident: Opened, { change: news }: EventOf<'change.noted'>): Incident {
  const part = incident.plan.parts.find((candidate) => candidate.id === (news.part ?? news.kind));
  const versions = part && news.to ? { ...incident.versions, [part.id]: news.to } : incident.versions;
  return { ...incident, changes: [news, ...incident.changes], versions };
}
