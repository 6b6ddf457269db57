import { capital, cut } from '../plain.ts';
import { stillFiring } from '../response/red.ts';
import {
  blindSignals,
  failingSignals,
  limitOf,
  readingValue,
  recoveryChecks,
  signalOf,
  whyBlind,
} from '../response/verdict.ts';
import { type Reading, show } from '../signals/reading.ts';
import { clockTime } from '../time.ts';
import type { Opened } from './state.ts';

export interface NotYet {
  sentence: string;
  next: string;
  signals: string[];
  /** Those of the signals that were not measured. */
  blind: string[];
}

/** Why the incident can't be resolved without an override; undefined when it can. */
export function notYet(incident: Opened): NotYet | undefined {
  const firing = stillFiring(incident);
  if (incident.phase !== 'verifying') {
    const latest = incident.readings.at(-1)?.readings ?? [];
    const signals = failingSignals(incident.plan, latest);
    return {
      signals: [...signals, ...firing.map(({ signal }) => signal)],
      blind: blindSignals(latest, signals),
      sentence: 'Recovery has not been verified yet.',
      next: '`/airb verify` starts the watch; `/airb resolve override <reason>` goes on without, in the name of whoever gives it.',
    };
  }
  if (incident.held && incident.failing.length === 0 && firing.length === 0) return undefined;
  return {
    signals: [...incident.failing, ...firing.map(({ signal }) => signal)],
    blind: blindSignals(watched(incident), incident.failing),
    sentence: [stillWatching(incident), ...firing.map(({ words }) => `${capital(words)}.`)]
      .filter(Boolean)
      .join(' '),
    next: 'Wait for the watch to end, or `/airb resolve override <reason>`, in the name of whoever gives it.',
  };
}

/** The newest readings of the recovery watch. */
export function watched({ readings }: Opened): Reading[] {
  return readings.findLast(({ purpose }) => purpose.for === 'recovery')?.readings ?? [];
}

function stillWatching(incident: Extract<Opened, { phase: 'verifying' }>): string {
  const { failing, since, until, readings } = incident;
  if (failing.length > 0) {
    const blind = blindSignals(watched(incident), failing);
    const out = failing.filter((signal) => !blind.includes(signal));
    const head = out.length > 0 ? 'Not recovered' : 'Nobody can say whether it has recovered';
    const told = [
      ...out.map((one) => outOfRange(incident, one)),
      ...blind.map((one) => notMeasured(incident, one)),
    ];
    return `${head}: ${told.join('; ')}.`;
  }
  if (incident.held) return '';
  const seen = readings.some(({ purpose, sampledAt }) => purpose.for === 'recovery' && sampledAt >= since);
  if (!seen) return 'The watch has only begun; no reading has come in yet.';
  return `In range so far, but the runbook wants it to hold until ${clockTime(until)} UTC.`;
}

/** `Refusals 8 %, must be at most 6 %`. */
function outOfRange(incident: Opened, name: string): string {
  const spec = signalOf(incident.plan, name);
  const check = recoveryChecks(incident.plan).find((one) => one.check.signal === name)?.check;
  const value = readingValue(watched(incident), name);
  const limit = check && limitOf(check, spec);
  const title = spec?.title ?? name;
  if (value === undefined || spec === undefined || limit === undefined || check === undefined)
    return `${title} has no limit to compare with`;
  const word = check.compare === 'at-most' ? 'at most' : 'at least';
  return `${title} ${show(value, spec.unit)}, must be ${word} ${show(limit, spec.unit)}`;
}

/** `Refusals not measured (no data)`. */
function notMeasured(incident: Opened, name: string): string {
  const title = signalOf(incident.plan, name)?.title ?? name;
  return `${title} not measured (${cut(whyBlind(watched(incident), name), 160)})`;
}
