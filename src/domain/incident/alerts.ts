import { isSurer, toldBefore } from '../response/same-change.ts';
import { countsAsLive } from '../response/standing-of.ts';
import type { RecoveryCheck } from '../runbooks/runbook.ts';
import { concerns } from '../runbooks/versions.ts';
import { type Alert, episodeBeside } from '../signals/alert.ts';
import type { Change } from '../signals/change.ts';
import { isWorse, severityIn, severityWordIn, worstOf } from '../signals/severity-words.ts';
import { clockTime, type Duration, hour, type Instant, minute } from '../time.ts';
import type { CommandOf, Decision } from './commands.ts';
import { calledOffByChange } from './containment-approval.ts';
import { ownChange } from './containment-change.ts';
import { readAnew } from './diagnosis.ts';
import type { EventOf, IncidentEvent, Sibling } from './events.ts';
import type { KnownAlert } from './known-alert.ts';
import { alertIn, withChanged, withOneMore } from './known-alerts.ts';
import { heardAgain, quietTimer } from './quiet-alerts.ts';
import { shownAt, withOneMoreIn } from './rush.ts';
import { severityChange } from './severity-change.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { type Incident, isOpen, type Opened } from './state.ts';
import { draw, invite, say, tell } from './wishes.ts';

type Happens =
  | 'alert.joined'
  | 'alert.flapped'
  | 'alert.worsened'
  | 'alert.resolved'
  | 'alert.outlasted'
  | 'change.noted';

type Arrival = CommandOf<'alert.arrive'>;

/** Alerts that join within this time of the first are one wave, and one message tells of them. */
const waveOf: Duration = 10 * minute;

/** An alert that outlasts its incident is told again after this time. */
const toldAgainAfter: Duration = hour;

/**
 * Rules for alerts and changes that reach an incident. The states of an alert and what leads from one to the other stand
 * in alerts.md; the last fact about an episode wins.
 */
export const rules: Rules<'alert.arrive' | 'change.note'> = {
  'alert.arrive': (arrival, incident): Decision => {
    const known = alertIn(incident.alerts, arrival.alert);
    if (isOldNews(arrival.alert, known)) return { events: [] };
    if (arrival.alert.status === 'resolved') return { events: cleared(arrival, known) };
    if (!isOpen(incident)) return { events: outlasted(arrival, known) };
    const events = fires(arrival, known);
    if (events.length === 0) return { events: heardAgain(arrival, known) };
    return { events: [...events, ...raised(arrival, incident)] };
  },

  'change.note': ({ at, by, change }, incident) => {
    if (incident.changes.some((known) => known.id === change.id)) return { events: [] };
    // Its own rollbacks are on the record already, and what they did is no suspect here.
    if (incident.containments.some((known) => ownChange(incident.number, known.id) === change.id))
      return { events: [] };
    const known = toldBefore(incident.changes, change);
    if (known !== undefined && !isSurer(change, known)) return { events: [], note: toldAlready(known) };
    const noted: EventOf<'change.noted'> = { at, by, type: 'change.noted', ...inPlaceOf(known, change) };
    return {
      events: [noted, ...calledOffByChange({ at, by, change }, incident, noteIn(incident, noted).versions)],
    };
  },
};

export const folds: Folds<Happens> = {
  'alert.joined': joined,
  'alert.flapped': (incident, event) =>
    withAlert(incident, event, {
      ...{ resolved: false, times: event.times, severity: event.severity },
      ...heardIn(event),
    }),
  'alert.worsened': (incident, event) =>
    withAlert(incident, event, { severity: event.severity, ...heardIn(event) }),
  'alert.resolved': (incident, event) =>
    withAlert(incident, event, { resolved: true, endedAt: event.alert.endsAt }),
  'alert.outlasted': (incident, event) =>
    alertIn(incident.alerts, event.alert)
      ? withAlert(incident, event, { resolved: false, outlastedAt: event.at })
      : {
          ...incident,
          alerts: withOneMore(incident.alerts, {
            ...{ alert: event.alert, times: 1, resolved: false, outlastedAt: event.at },
          }),
        },
  'change.noted': noteIn,
};

export const reactions: Reactions<Happens> = {
  'alert.joined': (event, incident) => [
    draw(shownAt(incident, event.at), { of: 'card' }),
    draw(shownAt(incident, event.at), { of: 'joined', wave: incident.waves.length }),
    ...(event.sibling?.owner ? [invite(event.at, [event.sibling.owner.id])] : []),
    ...quietTimer(alertIn(incident.alerts, event.alert)),
  ],
  'alert.flapped': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...(event.times <= 3 || event.times % 10 === 0 ? [tell(event)] : []),
    ...quietTimer(alertIn(incident.alerts, event.alert)),
  ],
  'alert.worsened': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...quietTimer(alertIn(incident.alerts, event.alert)),
  ],
  'alert.resolved': (event) => [draw(event.at, { of: 'card' }), tell(event)],
  // Nobody may be looking at the room of something that is over, so who decided there hears of it as well.
  'alert.outlasted': (event, incident) => {
    const person = incident.roles.commander ?? incident.roles.owner;
    return [
      tell(event),
      ...(person ? [say(event.at, { to: 'person', person: person.id }, { as: 'event', event })] : []),
    ];
  },
  'change.noted': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...readAnew(event.at, incident),
    tell(event),
  ],
};

/** A word that its sender said before the one that is known: it repeats itself for days, and words overtake each other. */
function isOldNews({ saidAt }: Alert, known?: KnownAlert): boolean {
  const last = known?.alert.saidAt;
  return saidAt !== undefined && last !== undefined && saidAt < last;
}

/** It fires while the incident is open. */
function fires({ at, by, alert, severity, failure, sibling }: Arrival, known?: KnownAlert): IncidentEvent[] {
  const claim = severity !== undefined && { severity };
  if (known === undefined) {
    const what = { ...(failure !== undefined && { failure }), ...(sibling !== undefined && { sibling }) };
    return [{ at, by, type: 'alert.joined', alert, ...claim, ...what }];
  }
  const episode = episodeBeside(known.alert, alert);
  if (episode === 'earlier') return [];
  if (episode === 'later' || known.resolved)
    return [{ at, by, type: 'alert.flapped', alert, times: known.times + 1, ...claim }];
  const before = severityOf(known);
  const worse = severity !== undefined && (before === undefined || isWorse(severity, before));
  return worse ? [{ at, by, type: 'alert.worsened', alert, severity }] : [];
}

/** It stopped firing. An end that has been told before is an old message that comes again. */
function cleared({ at, by, alert }: Arrival, known?: KnownAlert): IncidentEvent[] {
  if (known === undefined) return [];
  const episode = episodeBeside(known.alert, alert);
  if (episode === 'earlier' || (episode === 'same' && known.resolved)) return [];
  if (alert.endsAt !== undefined && alert.endsAt === known.endedAt) return [];
  return [{ at, by, type: 'alert.resolved', alert }];
}

/** It fires after the end: told, but not with every repetition. */
function outlasted({ at, by, alert }: Arrival, known?: KnownAlert): IncidentEvent[] {
  if (known !== undefined && episodeBeside(known.alert, alert) === 'earlier') return [];
  const told = known?.outlastedAt;
  if (told !== undefined && !known?.resolved && at - told < toldAgainAfter) return [];
  return [{ at, by, type: 'alert.outlasted', alert }];
}

/**
 * An alert that is worse than the incident raises it, but only when it is also worse than all alerts of its failure seen
 * so far: what people lowered knowing of those stays lowered.
 */
function raised({ at, by, alert, severity, failure }: Arrival, incident: Opened): IncidentEvent[] {
  if (severity === undefined || !isWorse(severity, incident.severity)) return [];
  const about = failure ?? incident.failure;
  const seen = incident.alerts.filter((one) => (one.failure ?? incident.failure) === about).map(severityOf);
  const worst = worstOf(seen.filter((one) => one !== undefined));
  if (worst !== undefined && !isWorse(severity, worst)) return [];
  const word = severityWordIn(alert)?.trim();
  const says = word === undefined ? `begins at ${severity}` : `says ${word.slice(0, 40)}`;
  const reason = `the alert “${alert.title.slice(0, 120)}” ${says}`;
  return [severityChange({ at, by }, incident, { to: severity, reason })];
}

/** Logs of an older airb do not say what an alert claimed, so its own words are read again. */
function severityOf({ severity, alert }: KnownAlert) {
  return severity ?? severityIn(alert);
}

function joined(incident: Opened, event: EventOf<'alert.joined'>): Incident {
  const { at, alert, severity, failure, sibling } = event;
  const begun = incident.waves.at(-1);
  const waves = begun !== undefined && at - begun < waveOf ? incident.waves : [...incident.waves, at];
  const known: KnownAlert = {
    ...{ alert, times: 1, resolved: false, wave: waves.length },
    ...heardIn(event),
    ...(severity !== undefined && { severity }),
    ...(failure !== undefined && { failure }),
  };
  const rush = withOneMoreIn(incident.rush, at);
  const next = { ...incident, alerts: withOneMore(incident.alerts, known), waves, rush };
  return sibling === undefined ? next : withSibling(next, sibling, at);
}

/** What joins is over only when its own key metrics are in range too, so from now on they are watched as well. */
function withSibling(incident: Opened, sibling: Sibling, at: Instant): Incident {
  const { plan } = incident;
  const { key } = plan.recovery;
  const more = (sibling.watched ?? []).filter((check) => !key.some((known) => isSameCheck(known, check)));
  const next = { ...incident, siblings: [...incident.siblings, sibling] };
  if (more.length === 0) return next;
  const wider = { ...next, plan: { ...plan, recovery: { ...plan.recovery, key: [...key, ...more] } } };
  return wider.phase === 'verifying' ? { ...wider, held: false, until: at + plan.recovery.hold } : wider;
}

function isSameCheck(one: RecoveryCheck, other: RecoveryCheck): boolean {
  const { signal, compare, value, baselineFactor } = one;
  return (
    signal === other.signal &&
    compare === other.compare &&
    value === other.value &&
    baselineFactor === other.baselineFactor
  );
}

/** When it was heard, where its end is told by silence alone. */
export function heardIn({ at, alert }: { at: Instant; alert: Alert }): Pick<KnownAlert, 'heardAt'> {
  return alert.quietFor === undefined ? {} : { heardAt: at };
}

function withAlert(
  incident: Opened,
  { alert }: { alert: Alert },
  facts: Partial<Omit<KnownAlert, 'alert'>>,
): Incident {
  const told = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  const after = ({ alert: before, ...known }: KnownAlert): KnownAlert => {
    const { undated: _, statedStart: __, ...rest } = before;
    const { startsAt, undated, statedStart, saidAt } = alert;
    const start = {
      ...{ startsAt, ...(undated && { undated }), ...(statedStart && { statedStart }) },
      ...(saidAt !== undefined && { saidAt }),
    };
    const severity = worstOf([known.severity, facts.severity].filter((one) => one !== undefined));
    return { ...known, ...told, ...(severity && { severity }), alert: { ...rest, ...start } };
  };
  return { ...incident, alerts: withChanged(incident.alerts, alert, after) };
}

/** Adds the change to the list, and makes the version it brought the live one where it counts. */
function noteIn(incident: Opened, { change, confirms }: EventOf<'change.noted'>): Opened {
  const changes = incident.changes.filter(({ id }) => id !== confirms);
  const versions = liveAfter({ ...incident, changes }, change);
  return { ...incident, changes: [change, ...changes], versions };
}

/** A feed knows when it was made; of two people the first who told of it was nearer. */
function inPlaceOf(known: Change | undefined, news: Change): { change: Change; confirms?: string } {
  if (known === undefined) return { change: news };
  const at = news.told === undefined ? news.at : Math.min(known.at, news.at);
  return { change: { ...news, at }, confirms: known.id };
}

/** What whoever tells of a change hears that airb knows: nothing new is said in the room. */
function toldAlready({ from, to, at, by, part, kind }: Change): string {
  const move = from === undefined ? `to ${to}` : `from ${from} to ${to}`;
  const who = by === undefined ? '' : `, by ${by}`;
  return `airb knows of that change already: ${part ?? kind} went ${move} at ${clockTime(at)} UTC${who}. It stands once.`;
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
