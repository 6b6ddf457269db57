import type { Opened } from '../../incident/state.ts';
import { type Instant, inWords } from '../../time.ts';
import type { Spans } from '../card.ts';
import { joined, timeOf } from './spans.ts';

const railway = ['triage', 'mitigating', 'verifying', 'resolved'] as const;

/** `▸ Triage for 12 min, since 14:10 → mitigating → verifying → resolved`. */
export function phaseLine(incident: Opened, now: Instant): Spans {
  if (incident.phase === 'cancelled') {
    return [{ bold: '▸ Cancelled' }, ' at ', timeOf(incident.cancelledAt)];
  }
  const stations = railway.map((station): Spans => {
    if (station !== incident.phase) return [station];
    const since = phaseSince(incident);
    const word = `▸ ${station.charAt(0).toUpperCase()}${station.slice(1)}`;
    if (station === 'resolved') return [{ bold: word }, ' at ', timeOf(since)];
    return [{ bold: `${word} for ${inWords(now - since)}` }, ', since ', timeOf(since)];
  });
  return joined(stations, ' → ');
}

/** When the present phase began. Mitigating begins with the first rollback that was not declined. */
export function phaseSince(incident: Opened): Instant {
  switch (incident.phase) {
    case 'triage':
      return incident.openedAt;
    case 'mitigating': {
      const begun = incident.containments.find((c) => c.status !== 'waiting' && c.status !== 'declined');
      return begun?.requestedAt ?? incident.openedAt;
    }
    case 'verifying':
      return incident.since;
    case 'resolved':
      return incident.resolvedAt;
    case 'cancelled':
      return incident.cancelledAt;
  }
}
