import { actorName } from '../people.ts';
import { feltSince } from '../response/onset.ts';
import { redSignals, stillFiring } from '../response/red.ts';
import { blindSignals, failingSignals, readingValue, recoveryChecks } from '../response/verdict.ts';
import type { History } from '../signals/history.ts';
import { clockTime, type Duration, day, hour, type Instant, minute, second } from '../time.ts';
import { archiveTimer } from './archiving.ts';
import { audiencesHearing, hear } from './audiences.ts';
import { unfolded } from './checklist.ts';
import type { CommandOf, Rejection } from './commands.ts';
import { calledOffAtTheEnd } from './containment-approval.ts';
import { judged } from './containment-judged.ts';
import { readAnew } from './diagnosis.ts';
import { crossings } from './escalation.ts';
import type { EventOf, IncidentEvent, ReadingPurpose } from './events.ts';
import { handoversAtTheEnd } from './handover.ts';
import { normalSince } from './normal-since.ts';
import { quietPagers, redrawPages } from './paging-out.ts';
import { factsOf, reached } from './phases.ts';
import { postmortemTimers } from './postmortem-publishing.ts';
import { redrawProposals } from './proposals.ts';
import { files } from './record.ts';
import { notYet, watched } from './recovery-not-yet.ts';
import { type Folds, type Reactions, type Rules, unchanged } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { observe } from './traffic.ts';
import { redrawAskings } from './vacancies.ts';
import { announce, draw, pictured, read, tell, type Wish } from './wishes.ts';

type Happens =
  | 'readings.requested'
  | 'readings.taken'
  | 'verification.started'
  | 'verification.broken'
  | 'verification.held'
  | 'resolved';

/** Rules for readings: they arrive and are judged, and an incident can be resolved only on good ones. */
export const rules: Rules<'read' | 'readings' | 'verify' | 'resolve'> = {
  read: ({ at, by }) => ({ events: [{ at, by, type: 'readings.requested' }] }),

  readings: (command, incident) => {
    const { at, by, purpose, sampledAt, readings, history, evidence } = command;
    if (!isOpen(incident) && !(incident.phase === 'resolved' && purpose.for === 'recovery'))
      return { events: [] };
    if (
      incident.readings.some((known) => known.sampledAt === sampledAt && samePurpose(known.purpose, purpose))
    )
      return { events: [] };
    const told = history && history.length > 0 ? { history } : {};
    const taken: IncidentEvent = { at, by, type: 'readings.taken', purpose, sampledAt, readings, ...told };
    const after = measured(incident, taken);
    const events: IncidentEvent[] = [
      taken,
      ...consequences(command, after, incident),
      ...crossings({ at, by }, readings, after),
    ];
    if (evidence) events.push({ at, by, type: 'evidence.saved', evidence });
    return { events };
  },

  verify: ({ at, by, confirmed, seen }, incident) => {
    if (incident.phase === 'verifying') {
      return {
        events: [],
        note: `Recovery is being watched already, until ${clockTime(incident.until)} UTC.`,
      };
    }
    if (recoveryChecks(incident.plan).length === 0) {
      return {
        rejected: `The runbook ${incident.plan.runbook.id} names no metrics for ${incident.plan.system.id}, so recovery can't be watched.`,
        next: 'Look yourself, then `/airb resolve override <what you saw>`.',
      };
    }
    const red = redSignals(incident).map(({ signal }) => signal);
    const against = confirmed !== undefined &&
      red.length > 0 && { red, ...(seen?.trim() && { seen: seen.trim() }) };
    const until = at + incident.plan.recovery.hold;
    return { events: [{ at, by, type: 'verification.started', until, ...against }] };
  },

  resolve: (command, incident) => {
    const { at, by, override, category } = command;
    const failing = notYet(incident);
    const reason = override?.trim();
    if (failing !== undefined && !reason) return { rejected: failing.sentence, next: failing.next };
    if (incident.category === undefined && category === undefined) return noCategory;
    const before: IncidentEvent[] = [
      ...(incident.category === undefined && category !== undefined
        ? [{ at, by, type: 'category.chosen' as const, category, because: 'chosen at the end' }]
        : []),
      ...calledOffAtTheEnd({ at, by }, incident, 'resolved'),
      ...handoversAtTheEnd({ at, by }, incident),
    ];
    if (failing === undefined || !reason) {
      const said: IncidentEvent[] = reason ? [{ at, by, type: 'note.written', text: reason }] : [];
      return { events: [...before, ...said, { at, by, type: 'resolved' }] };
    }
    const { signals, blind } = failing;
    const told = { reason, failing: signals, ...(blind.length > 0 && { blind }) };
    return { events: [...before, { at, by, type: 'resolved', override: told }] };
  },
};

/** Which of the four it was decides who owns the fix, so no incident ends without it (requirement R5). */
const noCategory: Rejection = {
  lacks: 'category',
  rejected: 'Nobody has said which category the cause belongs to.',
  next: '`/airb category <infrastructure|model|prompt|data> <why>`, or choose it in the form of *Resolve…*.',
};

export const folds: Folds<Happens> = {
  'readings.requested': unchanged,
  'readings.taken': measured,
  // What is due unfolds by itself: the steps of recovery while it is watched, the duties after the end.
  'verification.started': (incident, { at, until }) => ({
    ...factsOf(unfolded(incident, 'recovery')),
    phase: 'verifying',
    since: at,
    until,
    held: false,
    failing: [],
  }),
  'verification.broken': (incident, { failing }) =>
    incident.phase === 'verifying' ? { ...notRecovered(incident), failing, held: false } : incident,
  'verification.held': (incident, { at }) =>
    incident.phase === 'verifying'
      ? reached({ ...incident, held: true, normalSince: normalSince(incident) }, 'recovered', at)
      : incident,
  resolved: (incident, { at, by, override }) => {
    const named = override && { ...override, by: actorName(by) };
    const resolved = {
      ...factsOf(unfolded(incident, 'postmortem')),
      phase: 'resolved' as const,
      resolvedAt: at,
      override: named,
    };
    return reached(resolved, 'resolved', at);
  },
};

export const reactions: Reactions<Happens> = {
  'readings.requested': ({ at }, incident) => [
    read(at, { for: 'demand' }, incident),
    ...observe(at, incident),
  ],
  'readings.taken': readingsTaken,
  'verification.started': (event, incident) => [
    draw(event.at, { of: 'recovery' }),
    draw(event.at, { of: 'section', section: 'recovery' }),
    read(event.at, { for: 'recovery' }, incident),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
  'verification.broken': (event) => [
    draw(event.at, { of: 'recovery' }),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
  'verification.held': (event) => [
    draw(event.at, { of: 'recovery' }),
    draw(event.at, { of: 'card' }),
    tell(event),
  ],
  resolved: (event, incident) => [...over(event, incident), tell(event), ...archiveTimer(event.at, incident)],
};

/** What had held and broke was no end: it is over since the time that holds to the end. */
function notRecovered<T extends Opened>(incident: T): T {
  const { recovered: _, ...milestones } = incident.milestones;
  return { ...incident, normalSince: undefined, milestones };
}

/** Keeps the readings; those taken to watch the recovery decide whether its hold time starts again. */
function measured(incident: Opened, event: EventOf<'readings.taken'>): Opened {
  const { purpose, readings, sampledAt, history = [] } = event;
  const told = { ...incident, readings: [...incident.readings, { purpose, sampledAt, readings }] };
  const next = history.length === 0 ? told : withHistory(told, history);
  if (purpose.for === 'containment') {
    const containments = next.containments.map((known) =>
      known.id === purpose.action ? { ...known, [purpose.when]: readings } : known,
    );
    return { ...next, containments };
  }
  if (purpose.for === 'recovery' && next.phase === 'verifying') {
    const failing = failingSignals(next.plan, readings);
    if (failing.length === 0) return { ...next, failing };
    return { ...next, failing, held: false, until: sampledAt + next.plan.recovery.hold };
  }
  return next;
}

/** Keeps what signals read before, and from when on users have felt it where the key signal shows that it was earlier. */
function withHistory<T extends Opened>(incident: T, history: History[]): T {
  const histories = { ...incident.histories, ...Object.fromEntries(history.map((one) => [one.signal, one])) };
  // What a person put right stays, whatever is read later.
  const felt = incident.corrected?.felt ? undefined : feltSince({ ...incident, histories });
  const moved = felt !== undefined && !isSameOnset(incident.feltAt, felt, history);
  return { ...incident, histories, ...(moved && { feltAt: felt }) };
}

/**
 * Whether two readings of the past show one beginning: nearer to each other than two samples. The first then stands, as
 * it was read finest, so that everything said of the start names one minute.
 */
function isSameOnset(known: Instant | undefined, felt: Instant, history: History[]): boolean {
  const step = Math.max(0, ...history.map((one) => one.step));
  return known !== undefined && Math.abs(known - felt) <= step;
}

/** Shows the readings, and schedules the next ones of a recovery watch. */
function readingsTaken(event: EventOf<'readings.taken'>, incident: Opened): Wish[] {
  const { at, purpose, sampledAt, readings } = event;
  switch (purpose.for) {
    case 'opening':
    case 'demand':
      return [
        draw(at, { of: 'card' }),
        ...(purpose.for === 'opening' ? sayOnset(at, incident) : []),
        ...readAnew(at, incident),
        ...(readings.length > 0 ? [tell(event), ...pictured(at, incident)] : []),
      ];
    case 'containment':
      return [
        draw(at, { of: 'action', action: purpose.action }),
        draw(at, { of: 'card' }),
        ...readAnew(at, incident),
      ];
    case 'recovery': {
      if (incident.phase !== 'verifying') return [];
      const next = sampledAt + watchEvery(incident.plan.recovery.hold);
      return [
        draw(at, { of: 'recovery' }),
        draw(at, { of: 'card' }),
        read(next, { for: 'recovery' }, incident),
      ];
    }
  }
}

/** Pages and the line in the incidents channels say since when; they were drawn before anything was read, with the time of the alert. */
function sayOnset(at: Instant, incident: Opened): Wish[] {
  if (incident.feltAt === undefined || incident.feltAt >= incident.startedAt) return [];
  return [...redrawPages(at, incident), ...(incident.storm === undefined ? announce(at, incident) : [])];
}

/** The time between two readings of a recovery watch: a fifth of the hold time, at least 30 s and at most 2 min. */
function watchEvery(hold: Duration): Duration {
  return Math.min(Math.max(hold / 5, 30 * second), 2 * minute);
}

/**
 * Tells everybody who was paged or informed, drafts the postmortem, and reads the signals once more after the hold
 * time.
 */
function over(event: EventOf<'resolved'>, incident: Opened): Wish[] {
  const { at } = event;
  return [
    ...quietPagers(at, incident, 'resolve'),
    ...redrawPages(at, incident),
    draw(at, { of: 'card' }),
    ...redrawAskings(at, incident),
    ...redrawProposals(at, incident),
    ...announce(at, incident),
    draw(at, { of: 'recovery' }),
    draw(at, { of: 'section', section: 'postmortem' }),
    ...audiencesHearing(incident).flatMap((audience) =>
      hear(at, audience, { as: 'resolved', event, form: audience.form }),
    ),
    ...files(at),
    ...postmortemTimers(at, incident),
    ...watchForRelapse(at, incident),
  ];
}

/** How long after the end the signals are still read, where the runbook says nothing. */
const relapseWatch: Duration = day;

/** The times after the end at which the signals are read; between them an alert tells. */
const looksAfter: Duration[] = [
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  16 * hour,
  day,
  2 * day,
  4 * day,
  7 * day,
];

/** Each has a lane of its own: should it relapse, the next watch does not wait for those still to come. */
function watchForRelapse(at: Instant, incident: Opened): Wish[] {
  if (recoveryChecks(incident.plan).length === 0) return [];
  const { hold, watch = relapseWatch } = incident.plan.recovery;
  const times = [hold, ...looksAfter.filter((wait) => wait > hold && wait <= watch)];
  return times.map((wait, place) => ({
    ...read(at + wait, { for: 'recovery' }, incident),
    lane: `read:after:${place}`,
  }));
}

function samePurpose(a: ReadingPurpose, b: ReadingPurpose): boolean {
  if (a.for !== 'containment' || b.for !== 'containment') return a.for === b.for;
  return a.action === b.action && a.when === b.when;
}

function consequences(command: CommandOf<'readings'>, after: Opened, before: Opened): IncidentEvent[] {
  const { at, by, purpose, readings } = command;
  if (purpose.for === 'containment' && purpose.when === 'after') return judged(command, after);
  if (purpose.for !== 'recovery') return [];
  if (before.phase === 'resolved') {
    const failing = failingSignals(before.plan, readings).filter(
      (signal) => readingValue(readings, signal) !== undefined,
    );
    return failing.length > 0 && before.override === undefined ? [{ at, by, type: 'relapsed', failing }] : [];
  }
  if (after.phase !== 'verifying' || before.phase !== 'verifying') return [];
  if (after.failing.length > 0) {
    const blind = blindSignals(readings, after.failing);
    const blindBefore = blindSignals(watched(before), before.failing);
    const same = after.failing.join() === before.failing.join() && blind.join() === blindBefore.join();
    if (same) return [];
    const { failing } = after;
    return [{ at, by, type: 'verification.broken', failing, ...(blind.length > 0 && { blind }) }];
  }
  const held = !after.held && command.sampledAt >= after.until && stillFiring(after).length === 0;
  return held ? [{ at, by, type: 'verification.held' }] : [];
}
