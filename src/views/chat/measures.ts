import type { Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital, inSeries } from '../../domain/plain.ts';
import { aboutSignal, spellOf } from '../../domain/response/onset.ts';
import { redKinds } from '../../domain/response/red.ts';
import { passes, recoveryChecks } from '../../domain/response/verdict.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import type { Alert } from '../../domain/signals/alert.ts';
import { unmeasured } from '../../domain/signals/blindness.ts';
import { type Reading, show } from '../../domain/signals/reading.ts';
import type { Instant } from '../../domain/time.ts';
import { clip, lower, timeOf } from './spans.ts';

/** The signal the incident is about: the first alert's, else the first key metric of recovery. */
export function keySignal(incident: Opened): SignalSpec | undefined {
  return aboutSignal(incident);
}

/** The signal of that name in the incident's plan; undefined when the plan has none. */
export function signalOf(incident: Pick<Opened, 'plan'>, name: string | undefined): SignalSpec | undefined {
  return incident.plan.signals.find((signal) => signal.name === name);
}

/** The title of a signal, or its name where the plan has no such signal. */
export function signalTitle(incident: Pick<Opened, 'plan'>, name: string): string {
  return clip(signalOf(incident, name)?.title ?? name, 60);
}

/** The newest reading of a signal, whatever it was taken for; with `known`, the newest that has a value. */
export function latestReading(incident: Opened, signal: string, known = false): Reading | undefined {
  for (const set of incident.readings.toReversed()) {
    const reading = set.readings.find((entry) => entry.signal === signal);
    if (reading && (!known || reading.value !== undefined)) return reading;
  }
  return undefined;
}

/** `19 % (normal 4 %)`. */
export function againstNormal(value: number, signal: SignalSpec): string {
  const normal = signal.baseline === undefined ? '' : ` (normal ${shownValue(signal.baseline, signal)})`;
  return `${shownValue(value, signal)}${normal}`;
}

/**
 * A value after its signal's title. The unit is left out when the title already says it: `output tokens 190`, not `…
 * 190 tokens`.
 */
export function shownValue(value: number, signal: SignalSpec): string {
  const written = show(value, signal.unit);
  return signal.unit === 'tokens' && /tokens$/i.test(signal.title)
    ? written.replace(/ tokens$/, '')
    : written;
}

/** `Refusals 19 % (normal 4 %)`, or why there is no number. */
export function readingLine(incident: Opened, reading: Reading): string {
  const signal = signalOf(incident, reading.signal);
  const title = capital(signalTitle(incident, reading.signal));
  if (reading.value === undefined) {
    return `${title}: not measured (${clip(reading.problem ?? 'no reason given', 120)})`;
  }
  return `${title} ${signal ? againstNormal(reading.value, signal) : reading.value}${oddOne(reading, signal)}`;
}

/** ` in region eu-west, the worst of 4; the best has 4 %`: which of several series it is. */
function oddOne(reading: Reading, signal: SignalSpec | undefined): string {
  const { worst } = reading;
  if (worst === undefined) return '';
  const best = signal ? shownValue(worst.best, signal) : String(worst.best);
  return `${whichOne(reading)}; the best has ${best}`;
}

/**
 * What is wrong, in one clause: `refusals 19 % (normal 4 %)`; without a measurement, the title of the alert, and that nobody
 * measured it where the alert says so. A number that the newest reading no longer has is told as an old one.
 */
export function symptom(incident: Opened): string {
  const number = measured(incident);
  if (number !== undefined && isBlind(incident)) return `${number} at last, not measured now`;
  if (number !== undefined) return number;
  const alert = incident.alerts[0]?.alert;
  const title = clip(alert?.title ?? incident.title, 120);
  const why = alert && unmeasured(alert);
  return why === undefined ? lower(title) : `“${title}” is not measured (${why})`;
}

/** The newest number of the key signal, `refusals 19 % (normal 4 %)`; undefined when there is none. */
export function measured(incident: Opened): string | undefined {
  const signal = keySignal(incident);
  const reading = signal && latestReading(incident, signal.name, true);
  const value = signal && (reading?.value ?? alerted(incident, signal));
  if (!signal || value === undefined) return undefined;
  return `${lower(clip(signal.title, 60))} ${againstNormal(value, signal)}${whichOne(reading)}`;
}

/** ` in region eu-west, the worst of 4`: without it the worst would be read as what everybody has. */
function whichOne(reading: Reading | undefined): string {
  if (reading?.worst === undefined) return '';
  const { label, is, of } = reading.worst;
  return ` in ${clip(label, 30)} ${clip(is, 40) || 'without a name'}, the worst of ${of}`;
}

/** True when the newest reading of the key signal has no value, so that nobody knows where it stands. */
export function isBlind(incident: Opened): boolean {
  const signal = keySignal(incident);
  const newest = signal && latestReading(incident, signal.name);
  return newest !== undefined && newest.value === undefined;
}

/** True when the newest reading of the key signal is in range: then nothing is off “since” a time any more. */
export function isBack(incident: Opened): boolean {
  const signal = keySignal(incident);
  const value = signal && latestReading(incident, signal.name)?.value;
  if (signal === undefined || value === undefined) return false;
  const checks = recoveryChecks(incident.plan).filter(({ check }) => check.signal === signal.name);
  return checks.length > 0 && checks.every(({ check }) => passes(check, signal, value));
}

/** When users began to feel it, as far as anybody knows: what was measured, else what the alert says. */
export function beganAt({ feltAt, startedAt }: Opened): Instant {
  return feltAt ?? startedAt;
}

/** Since when a signal is out of range without a break, by its history; undefined where nobody knows. */
export function outSince(incident: Opened, signal: string): Instant | undefined {
  const spell = spellOf(incident, signal);
  return spell?.to === undefined && spell?.seenToBegin ? spell.from : undefined;
}

/** The symptom with its start and, where the alert says so, who is affected. */
export function symptomSince(incident: Opened): Spans {
  // What is in range again is not off since a time.
  if (isBack(incident)) return [symptom(incident), ' at the last reading; began ', timeOf(beganAt(incident))];
  const segment = segmentOf(incident.alerts[0]?.alert);
  const number = measured(incident);
  // What is not measured now began all the same when it began.
  const [what, now] =
    number !== undefined && isBlind(incident) ? [number, ', not measured now'] : [symptom(incident), ''];
  const since = hasMoved(incident) ? ', out of range since ' : ' since ';
  return [what, since, timeOf(beganAt(incident)), `${now}${segment ? `, ${segment}` : ''}`];
}

/** True where the number that is told is not the one it began with: that one did not stand since then. */
function hasMoved(incident: Opened): boolean {
  const signal = keySignal(incident);
  if (!signal) return false;
  const taken = incident.readings.flatMap(({ readings }) =>
    readings.filter((one) => one.signal === signal.name),
  );
  const first = alerted(incident, signal) ?? taken.find(({ value }) => value !== undefined)?.value;
  const now = latestReading(incident, signal.name, true)?.value;
  return first !== undefined && now !== undefined && shownValue(first, signal) !== shownValue(now, signal);
}

function alerted(incident: Opened, signal: SignalSpec): number | undefined {
  const alert = incident.alerts.find((entry) => entry.alert.signal === signal.name)?.alert;
  if (alert?.value === undefined) return undefined;
  const percent = signal.unit === 'ratio' && (alert.unit === '%' || alert.unit === 'percent');
  return percent ? alert.value / 100 : alert.value;
}

/** Who is affected, in the alert's own words: its `segment` or `scope`. */
export function segmentOf(alert: Alert | undefined): string | undefined {
  if (!alert) return undefined;
  const words =
    alert.annotations.segment ?? alert.annotations.scope ?? alert.labels.segment ?? alert.labels.scope;
  return words ? clip(words, 80) : undefined;
}

/** Titles of signals in a series, at most five of them: `refusals, ticket deflection and 2 more`. */
export function signalList(incident: Opened, names: string[]): string {
  const unique = [...new Set(names)];
  // A sixth takes no more room than saying that there is one.
  const shown = unique.slice(0, unique.length > 6 ? 5 : 6).map((name) => lower(signalTitle(incident, name)));
  const rest = unique.length - shown.length;
  if (unique.length === 0) return 'the metrics';
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : inSeries(shown);
}

/**
 * What keeps a recovery from holding, each in its own words: `refusals out of range; ticket deflection not measured`.
 * @param names puts several signals in words
 */
export function rangeWords(
  { failing, blind = [] }: { failing: string[]; blind?: string[] | undefined },
  names: (signals: string[]) => string,
): string {
  const { signals, firing } = redKinds(failing);
  const out = signals.filter((signal) => !blind.includes(signal));
  return [
    out.length > 0 ? `${names(out)} out of range` : '',
    blind.length > 0 ? `${names(blind)} not measured` : '',
    firing.length > 0 ? `${inSeries(firing.map((failure) => clip(failure, 60)))} still firing` : '',
  ]
    .filter(Boolean)
    .join('; ');
}
