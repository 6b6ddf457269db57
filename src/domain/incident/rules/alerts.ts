import type { CommandOf, Decision, Rules } from '../commands.ts';
import type { Opened } from '../state.ts';

/**
 * Alerts and changes that reach an open incident. Dedup follows Alertmanager: one episode is a fingerprint with its
 * startsAt; the same fingerprint starting anew after it resolved is flapping.
 */
export const alertRules: Rules<'alert.arrive' | 'change.note'> = {
  'alert.arrive': (command, incident) =>
    command.alert.status === 'firing' ? firing(command, incident) : resolved(command, incident),

  'change.note': ({ at, by, change }, incident) => {
    if (incident.changes.some((known) => known.id === change.id)) return { events: [] };
    return { events: [{ at, by, type: 'change.noted', change }] };
  },
};

function firing({ at, by, alert }: CommandOf<'alert.arrive'>, incident: Opened): Decision {
  const known = find(incident, alert);
  if (known === undefined) return { events: [{ at, by, type: 'alert.joined', alert }] };
  if (known.alert.startsAt >= alert.startsAt || !known.resolved) return { events: [] };
  return { events: [{ at, by, type: 'alert.flapped', alert, times: known.times + 1 }] };
}

function resolved({ at, by, alert }: CommandOf<'alert.arrive'>, incident: Opened): Decision {
  const known = find(incident, alert);
  if (known === undefined || known.resolved || known.alert.startsAt > alert.startsAt) return { events: [] };
  return { events: [{ at, by, type: 'alert.resolved', alert }] };
}

function find(incident: Opened, alert: { source: string; fingerprint: string }) {
  return incident.alerts.find(
    (known) => known.alert.source === alert.source && known.alert.fingerprint === alert.fingerprint,
  );
}
