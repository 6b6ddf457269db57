import type { EventOf, EventType, IncidentEvent, ReadingPurpose } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import type { Containment, Opened, StepState } from '../../domain/incident/state.ts';
import { lasting } from '../../domain/response/shares.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { heldInRange, recoveryChecks } from '../../domain/response/verdict.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import { samplesOf } from '../../domain/signals/history.ts';
import { betweenWords, clockTime, day, dayOf, type Instant, second } from '../../domain/time.ts';
import { type Lexicon, lexicon, openingOf } from '../events/lexicon.ts';

/** What the sections of a postmortem read: the log, and facts derived from it. */
export interface Account {
  events: IncidentEvent[];
  opened: EventOf<'incident.opened'>;
  incident: Opened;
  /** The same as it was at its first end, when the first draft is written; absent while it is open. */
  atEnd?: Opened;
  words: Lexicon;
  /** The signals that decide recovery, key ones first. */
  judged: { spec: SignalSpec; role: 'key' | 'safety' | 'business' }[];
  /** When the incident was resolved or cancelled. */
  endedAt?: Instant;
  postmortemDue: Instant;
  /** All values the log holds of each signal, by name. */
  points: Map<string, Point[]>;
}

/** @throws Error when the log does not begin with its opening */
export function accountOf(events: IncidentEvent[]): Account {
  const opened = openingOf(events);
  const end = events.findIndex(({ type }) => ends.has(type));
  const atEnd = end < 0 ? nothing : fold(nothing, events.slice(0, end + 1));
  const incident = fold(atEnd, end < 0 ? events : events.slice(end + 1));
  if (incident.phase === 'none') throw new Error('The log does not open an incident.');
  const endedAt = endOf(incident);
  const from = endedAt ?? events.at(-1)?.at ?? opened.at;
  const words = lexicon(events);
  return {
    events,
    opened,
    incident,
    ...(atEnd.phase !== 'none' && { atEnd }),
    words,
    judged: judgedSignals(incident, words),
    endedAt,
    postmortemDue: from + opened.plan.postmortemDueDays * day,
    points: pointsIn(events, incident),
  };
}

const ends = new Set<EventType>(['resolved', 'cancelled', 'merged']);

function endOf(incident: Opened): Instant | undefined {
  if (incident.phase === 'resolved') return incident.resolvedAt;
  if (incident.phase === 'merged') return incident.mergedAt;
  return incident.phase === 'cancelled' ? incident.cancelledAt : undefined;
}

/** A step that was ticked without a finding. What the program ticked of itself nobody ticked. */
export function isBare({ status, how, notes }: StepState): boolean {
  return status === 'done' && how === undefined && notes.length === 0;
}

/** When it began, as far as is known: where the samples show that users felt it before the alert, then. */
export function startOf({ incident, opened }: Pick<Account, 'incident' | 'opened'>): Instant {
  return incident.corrected?.felt?.to ?? Math.min(incident.feltAt ?? opened.startedAt, opened.startedAt);
}

/** `14:10`; `02-18 14:10` on another day than the one on which it began. The zone stands at the top of the paper. */
export function momentIn(account: Pick<Account, 'incident' | 'opened'>, at: Instant): string {
  const day = dayOf(at);
  return day === dayOf(startOf(account)) ? clockTime(at) : `${day.slice(5)} ${clockTime(at)}`;
}

/** How long something took, as a reader finds it who subtracts the times of this paper. */
export const tookWords = betweenWords;

function judgedSignals(incident: Opened, words: Lexicon): Account['judged'] {
  const seen = new Set<string>();
  return recoveryChecks(incident.plan).flatMap(({ check, role }) => {
    const spec = words.signal(check.signal);
    if (spec === undefined || seen.has(check.signal)) return [];
    seen.add(check.signal);
    return [{ spec, role }];
  });
}

export interface Point {
  at: Instant;
  value: number;
  purpose?: ReadingPurpose;
}

/** All values the log holds of one signal in order of time: its history, its readings, and what its alert said. */
export function pointsOf({ points }: Account, signal: string): Point[] {
  return points.get(signal) ?? [];
}

/** Two values of one signal this near each other are one measurement that was read twice. */
const same = 5 * second;

function pointsIn(events: IncidentEvent[], incident: Opened): Account['points'] {
  const found = new Map<string, Point[]>();
  const add = (signal: string, point: Point) => {
    const known = found.get(signal);
    if (known) known.push(point);
    else found.set(signal, [point]);
  };
  for (const event of events) {
    if (event.type === 'incident.opened' || event.type === 'alert.joined') {
      const { signal, value, startsAt } = event.alert ?? {};
      if (signal !== undefined && value !== undefined && startsAt !== undefined)
        add(signal, { at: startsAt, value });
    } else if (event.type === 'readings.taken') {
      for (const { signal, at, value } of event.readings)
        if (value !== undefined) add(signal, { at, value, purpose: event.purpose });
    }
  }
  for (const [signal, history] of Object.entries(incident.histories ?? {}))
    for (const sample of samplesOf(history)) add(signal, sample);
  return new Map([...found].map(([signal, points]) => [signal, counted(points)]));
}

/** Each measurement once, in order of time; a reading stands before a sample, as it knows what it was taken for. */
function counted(points: Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points.sort((a, b) => a.at - b.at)) {
    const last = kept.at(-1);
    if (last === undefined || point.at - last.at > same || point.value !== last.value) kept.push(point);
    else if (last.purpose === undefined && point.purpose !== undefined) kept[kept.length - 1] = point;
  }
  return kept;
}

/** What helped, was measured by itself and was not put back. What came when all was in range already helped nobody. */
export function helped(incident: Opened): Containment[] {
  return lasting(applied(incident)).filter(
    (deed) =>
      (deed.verdict === 'contained' || deed.verdict === 'partly contained') &&
      measuredAlone(deed) &&
      !heldInRange(incident.plan, deed) &&
      containmentFor(incident, deed) === undefined,
  );
}

/** False where something else changed meanwhile, so that nobody can tell what did what. */
export function measuredAlone({ overlaps, off, together }: Containment): boolean {
  return overlaps === undefined && off === undefined && together === undefined;
}

/** Changes that reached the system. */
export function applied(incident: Opened): Containment[] {
  return incident.containments.filter((it) => it.appliedAt !== undefined);
}

/** `prompt (prompt-v7 → prompt-v6)`. */
export function moved(it: Pick<Containment, 'part' | 'from' | 'to'>): string {
  return `${it.part} (${it.from} → ${it.to})`;
}
