import { nextSuspect } from '../../response/suspects.ts';
import {
  failingSignals,
  judge,
  limitOf,
  readingValue,
  recoveryChecks,
  signalOf,
} from '../../response/verdict.ts';
import { show } from '../../signals/reading.ts';
import { clockTime } from '../../time.ts';
import type { CommandOf, Rules } from '../commands.ts';
import type { IncidentEvent, ReadingPurpose } from '../events.ts';
import { evolve } from '../evolve.ts';
import { isOpen, type Opened } from '../state.ts';

/** Readings come in, are judged, and only they let an incident be resolved. */
export const recoveryRules: Rules<'read' | 'readings' | 'verify' | 'resolve'> = {
  read: ({ at, by }) => ({ events: [{ at, by, type: 'readings.requested' }] }),

  readings: (command, incident) => {
    const { at, by, purpose, sampledAt, readings, evidence } = command;
    if (!isOpen(incident) && !(incident.phase === 'resolved' && purpose.for === 'recovery'))
      return { events: [] };
    if (
      incident.readings.some((known) => known.sampledAt === sampledAt && samePurpose(known.purpose, purpose))
    )
      return { events: [] };
    const taken: IncidentEvent = { at, by, type: 'readings.taken', purpose, sampledAt, readings };
    const events: IncidentEvent[] = [
      taken,
      ...consequences(command, evolve(incident, taken) as Opened, incident),
    ];
    if (evidence) events.push({ at, by, type: 'evidence.saved', evidence });
    return { events };
  },

  verify: ({ at, by }, incident) => {
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
    return { events: [{ at, by, type: 'verification.started', until: at + incident.plan.recovery.hold }] };
  },

  resolve: ({ at, by, override }, incident) => {
    const failing = notYet(incident);
    if (failing === undefined) return { events: [{ at, by, type: 'resolved' }] };
    const reason = override?.trim();
    if (reason)
      return { events: [{ at, by, type: 'resolved', override: { reason, failing: failing.signals } }] };
    return { rejected: failing.sentence, next: failing.next };
  },
};

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
    const same = after.failing.join() === before.failing.join();
    return same ? [] : [{ at, by, type: 'verification.broken', failing: after.failing }];
  }
  const held = !after.held && command.sampledAt >= after.until;
  return held ? [{ at, by, type: 'verification.held' }] : [];
}

function judged({ at, by, purpose }: CommandOf<'readings'>, after: Opened): IncidentEvent[] {
  if (purpose.for !== 'containment') return [];
  const containment = after.containments.find((known) => known.id === purpose.action);
  if (containment === undefined || containment.status !== 'applied') return [];
  const { verdict, signals } = judge(after.plan, containment.before, containment.after);
  const suspect = verdict === 'contained' ? undefined : nextSuspect(after)?.part?.id;
  return [
    { at, by, type: 'containment.judged', action: containment.id, verdict, signals, nextSuspect: suspect },
  ];
}

function notYet(incident: Opened): { sentence: string; next: string; signals: string[] } | undefined {
  if (incident.phase !== 'verifying') {
    const latest = incident.readings.at(-1)?.readings ?? [];
    return {
      signals: failingSignals(incident.plan, latest),
      sentence: 'Recovery has not been verified yet.',
      next: '`/airb verify` starts the watch; `/airb resolve override <reason>` goes on without, in your name.',
    };
  }
  if (incident.held && incident.failing.length === 0) return undefined;
  return {
    signals: incident.failing,
    sentence: stillWatching(incident),
    next: 'Wait for the watch to end, or `/airb resolve override <reason>` in your name.',
  };
}

function stillWatching(incident: Extract<Opened, { phase: 'verifying' }>): string {
  const { failing, since, until, readings } = incident;
  if (failing.length > 0) {
    return `Not recovered: ${failing.map((signal) => outOfRange(incident, signal)).join('; ')}.`;
  }
  const seen = readings.some(({ purpose, sampledAt }) => purpose.for === 'recovery' && sampledAt >= since);
  if (!seen) return 'The watch has only begun; no reading has come in yet.';
  return `In range so far, but the runbook wants it to hold until ${clockTime(until)} UTC.`;
}

/** `refusals 8 %, must be at most 6 %`. */
function outOfRange(incident: Opened, name: string): string {
  const spec = signalOf(incident.plan, name);
  const check = recoveryChecks(incident.plan).find((one) => one.check.signal === name)?.check;
  const value = readingValue(incident.readings.at(-1)?.readings ?? [], name);
  const limit = check && limitOf(check, spec);
  const title = spec?.title ?? name;
  if (value === undefined || spec === undefined || limit === undefined || check === undefined)
    return `${title} has no data`;
  const word = check.compare === 'at-most' ? 'at most' : 'at least';
  return `${title} ${show(value, spec.unit)}, must be ${word} ${show(limit, spec.unit)}`;
}
