import type { EventOf, IncidentEvent, ReadingPurpose } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { lasting } from '../../domain/response/shares.ts';
import { recoveryChecks } from '../../domain/response/verdict.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import { samplesOf } from '../../domain/signals/history.ts';
import { day, type Instant } from '../../domain/time.ts';
import { eventsOf, type Lexicon, lexicon, openingOf } from '../events/lexicon.ts';

/** What the sections of a postmortem read: the log, and facts derived from it. */
export interface Account {
  events: IncidentEvent[];
  opened: EventOf<'incident.opened'>;
  incident: Opened;
  words: Lexicon;
  /** The signals that decide recovery, key ones first. */
  judged: { spec: SignalSpec; role: 'key' | 'safety' | 'business' }[];
  /** When the incident was resolved or cancelled. */
  endedAt?: Instant;
  postmortemDue: Instant;
}

/** @throws Error when the log does not begin with its opening */
export function accountOf(events: IncidentEvent[]): Account {
  const opened = openingOf(events);
  const incident = fold(nothing, events);
  if (incident.phase === 'none') throw new Error('The log does not open an incident.');
  const endedAt = endOf(incident);
  const from = endedAt ?? events.at(-1)?.at ?? opened.at;
  const words = lexicon(events);
  return {
    events,
    opened,
    incident,
    words,
    judged: judgedSignals(incident, words),
    endedAt,
    postmortemDue: from + opened.plan.postmortemDueDays * day,
  };
}

function endOf(incident: Opened): Instant | undefined {
  if (incident.phase === 'resolved') return incident.resolvedAt;
  if (incident.phase === 'merged') return incident.mergedAt;
  return incident.phase === 'cancelled' ? incident.cancelledAt : undefined;
}

/** When it began, as far as is known: where the samples show that users felt it before the alert, then. */
export function startOf({ incident, opened }: Account): Instant {
  return incident.corrected?.felt?.to ?? Math.min(incident.feltAt ?? opened.startedAt, opened.startedAt);
}

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
export function pointsOf(account: Account, signal: string): Point[] {
  const alerts = [account.opened, ...eventsOf(account.events, 'alert.joined')].flatMap(({ alert }) =>
    alert?.signal === signal && alert.value !== undefined ? [{ at: alert.startsAt, value: alert.value }] : [],
  );
  const read = eventsOf(account.events, 'readings.taken').flatMap(({ readings, purpose }) =>
    readings
      .filter((it) => it.signal === signal && it.value !== undefined)
      .map(({ at, value = 0 }) => ({ at, value, purpose })),
  );
  const known = account.incident.histories;
  const history = known !== undefined && Object.hasOwn(known, signal) ? known[signal] : undefined;
  const sampled: Point[] = history ? samplesOf(history) : [];
  // A reading stands where a sample of the same moment does: it knows what it was taken for.
  const byTime = new Map([...sampled, ...alerts, ...read].map((point) => [point.at, point]));
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}

/** What helped and was not put back. */
export function helped(incident: Opened): Containment[] {
  return lasting(applied(incident)).filter(
    ({ verdict }) => verdict === 'contained' || verdict === 'partly contained',
  );
}

/** Rollbacks whose change reached the system. */
export function applied(incident: Opened): Containment[] {
  return incident.containments.filter((it) => it.appliedAt !== undefined);
}

/** `prompt (prompt-v7 → prompt-v6)`. */
export function moved(it: Pick<Containment, 'part' | 'from' | 'to'>): string {
  return `${it.part} (${it.from} → ${it.to})`;
}
