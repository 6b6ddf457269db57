import { countsAsLive } from '../response/standing-of.ts';
import { concerns } from '../runbooks/versions.ts';
import type { Change } from '../signals/change.ts';
import type { CommandOf, Decision } from './commands.ts';
import { calledOffByChange } from './containment-approval.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Facts, Incident, Opened } from './state.ts';
import { draw, tell } from './wishes.ts';

type Happens = 'alert.joined' | 'alert.flapped' | 'alert.resolved' | 'change.noted';

/**
 * Rules for alerts and changes that reach an open incident. They remove duplicates as Alertmanager does: a fingerprint
 * and its startsAt are one episode. The same fingerprint with a new start, after it had resolved, is flapping.
 */
export const rules: Rules<'alert.arrive' | 'change.note'> = {
  'alert.arrive': (command, incident) =>
    command.alert.status === 'firing' ? firing(command, incident) : resolved(command, incident),

  'change.note': ({ at, by, change }, incident) => {
    if (incident.changes.some((known) => known.id === change.id)) return { events: [] };
    const noted: IncidentEvent = { at, by, type: 'change.noted', change };
    return {
      events: [noted, ...calledOffByChange({ at, by, change }, incident, liveAfter(incident, change))],
    };
  },
};

export const folds: Folds<Happens> = {
  'alert.joined': (incident, { alert }) => ({
    ...incident,
    alerts: [...incident.alerts, { alert, times: 1, resolved: false }],
  }),
  'alert.flapped': (incident, event) => withAlert(incident, event, { resolved: false, times: event.times }),
  'alert.resolved': (incident, event) => withAlert(incident, event, { resolved: true }),
  'change.noted': noted,
};

/** In a storm airb tells the first alerts one by one; the rest only raise the number on the card. */
export const reactions: Reactions<Happens> = {
  'alert.joined': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...(incident.alerts.length <= 5 ? [tell(event)] : []),
  ],
  'alert.flapped': (event) => [
    draw(event.at, { of: 'card' }),
    ...(event.times <= 3 || event.times % 10 === 0 ? [tell(event)] : []),
  ],
  'alert.resolved': (event) => [draw(event.at, { of: 'card' }), tell(event)],
  'change.noted': (event) => [draw(event.at, { of: 'card' }), tell(event)],
};

function firing({ at, by, alert }: CommandOf<'alert.arrive'>, incident: Opened): Decision {
  const known = incident.alerts.find((one) => same(one.alert, alert));
  if (known === undefined) return { events: [{ at, by, type: 'alert.joined', alert }] };
  if (known.alert.startsAt >= alert.startsAt || !known.resolved) return { events: [] };
  return { events: [{ at, by, type: 'alert.flapped', alert, times: known.times + 1 }] };
}

function resolved({ at, by, alert }: CommandOf<'alert.arrive'>, incident: Opened): Decision {
  const known = incident.alerts.find((one) => same(one.alert, alert));
  if (known === undefined || known.resolved || known.alert.startsAt > alert.startsAt) return { events: [] };
  return { events: [{ at, by, type: 'alert.resolved', alert }] };
}

interface AlertKey {
  source: string;
  fingerprint: string;
}

function same(one: AlertKey, other: AlertKey): boolean {
  return one.source === other.source && one.fingerprint === other.fingerprint;
}

function withAlert(
  incident: Opened,
  { alert }: EventOf<'alert.flapped' | 'alert.resolved'>,
  facts: { resolved: boolean; times?: number },
): Incident {
  const after = (known: Facts['alerts'][number]) => ({
    alert: { ...known.alert, startsAt: alert.startsAt },
    times: facts.times ?? known.times,
    resolved: facts.resolved,
  });
  return {
    ...incident,
    alerts: incident.alerts.map((known) => (same(known.alert, alert) ? after(known) : known)),
  };
}

/** Adds the change to the list, and makes the version it brought the live one where it counts. */
function noted(incident: Opened, { change }: EventOf<'change.noted'>): Incident {
  return { ...incident, changes: [change, ...incident.changes], versions: liveAfter(incident, change) };
}

/**
 * The live versions after a change. What somebody said who is not in the organization file is a suspect but moves
 * nothing, and neither does an old change that is told after a newer one of the same part.
 */
function liveAfter({ plan, changes, containments, versions }: Opened, news: Change): Opened['versions'] {
  const part = plan.parts.find((candidate) => candidate.id === (news.part ?? news.kind));
  if (part === undefined || news.to === undefined || !countsAsLive(news)) return versions;
  const newer =
    changes.some(
      (known) => known.at > news.at && known.to !== undefined && countsAsLive(known) && concerns(known, part),
    ) || containments.some((known) => known.part === part.id && (known.appliedAt ?? 0) > news.at);
  return newer ? versions : { ...versions, [part.id]: news.to };
}
