import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { capital, inSeries } from '../../domain/plain.ts';
import { type ChangedSuspect, rankSuspects } from '../../domain/response/suspects.ts';
import type { SignalVerdict, Verdict } from '../../domain/response/verdict.ts';
import { show } from '../../domain/signals/reading.ts';
import { type Duration, type Instant, inWords } from '../../domain/time.ts';
import { signalOf, signalTitle } from './measures.ts';
import { move, shortVersion, tookPhrase } from './naming.ts';
import { clip, timeOf } from './spans.ts';
import { changeMove, suspectName, when, why } from './suspect-lines.ts';

/**
 * What a rollback did, in numbers: `Prompt v7 → v6 took effect 14:21. Refusals 19 % → 8 % after 6 min, normal 4 %:
 * partly contained. …` (product.md, "The verdict").
 */
export function verdictSpans(incident: Opened, event: EventOf<'containment.judged'>): Spans {
  const action = incident.containments.find((containment) => containment.id === event.action);
  const sampled = sampledAt(incident, event.action) ?? event.at;
  const after = action?.appliedAt === undefined ? undefined : sampled - action.appliedAt;
  return [
    ...effectSpans(action),
    ...resultText(incident, { ...event, after }),
    ...(event.nextSuspect ? [` ${suspectText(incident, event.nextSuspect)}`] : []),
  ];
}

function sampledAt(incident: Opened, action: string): Instant | undefined {
  return incident.readings.findLast(
    ({ purpose }) => purpose.for === 'containment' && purpose.when === 'after' && purpose.action === action,
  )?.sampledAt;
}

/**
 * The result on the action's own message: the key signal, and every signal that got worse. The message with the verdict
 * has the rest and the next suspect.
 */
export function judgedSpans(incident: Opened, action: Containment): Spans {
  const verdict = action.verdict ?? 'unknown';
  const signals = action.signals.filter((signal, place) => place === 0 || signal.verdict === 'worse');
  return [...effectSpans(action), ...resultText(incident, { signals, verdict, overlaps: action.overlaps })];
}

function effectSpans(action: Containment | undefined): Spans {
  if (!action) return [];
  const moved = capital(move(action));
  return action.appliedAt === undefined
    ? [`${moved}. `]
    : [`${moved} ${tookPhrase(action.took)} `, timeOf(action.appliedAt), '. '];
}

function resultText(
  incident: Opened,
  result: { signals: SignalVerdict[]; verdict: Verdict; after?: Duration; overlaps?: string[] | undefined },
): Spans {
  const [first, ...rest] = result.signals;
  if (!first) return [`Nothing could be measured: ${verdictWord(result)}.`];
  const wait = result.after === undefined ? '' : ` after ${inWords(result.after)}`;
  return [
    `${signalMove(incident, first)}${wait}${normalOf(incident, first)}: `,
    { bold: verdictWord(result) },
    '.',
    ...rest.map((signal) => ` ${besides(incident, signal)}.`),
  ];
}

/** A signal other than the key one; short when it did not move and needs no attention. */
function besides(incident: Opened, signal: SignalVerdict): string {
  const [before, after, normal] = [signal.before, signal.after, signal.normal].map((value) =>
    value === undefined ? undefined : shown(incident, signal.signal, value),
  );
  if (after !== undefined && before === after && after === normal)
    return `${capital(signalTitle(incident, signal.signal))} still normal at ${after}${odd(signal)}`;
  return `${signalMove(incident, signal)}${normalOf(incident, signal)}${odd(signal)}`;
}

/** Marks a signal that moved against the others, so that the overall verdict does not hide it. */
function odd(signal: SignalVerdict): string {
  return signal.verdict === 'worse' ? ': worse' : '';
}

function verdictWord({
  verdict,
  overlaps = [],
}: {
  verdict: Verdict;
  overlaps?: string[] | undefined;
}): string {
  if (overlaps.length > 0) {
    const names = inSeries(overlaps.slice(0, 5).map((part) => clip(part, 40)));
    return `no verdict, because ${names} changed at the same time`;
  }
  return verdict === 'unknown' ? 'no verdict, for lack of readings' : verdict;
}

function signalMove(incident: Opened, signal: SignalVerdict): string {
  return `${capital(signalTitle(incident, signal.signal))} ${shown(incident, signal.signal, signal.before)} → ${shown(incident, signal.signal, signal.after)}`;
}

function normalOf(incident: Opened, signal: SignalVerdict): string {
  return signal.normal === undefined ? '' : `, normal ${shown(incident, signal.signal, signal.normal)}`;
}

function shown(incident: Opened, signal: string, value: number | undefined): string {
  if (value === undefined) return 'not measured';
  return show(value, signalOf(incident, signal)?.unit ?? 'count');
}

/** @param name a part, or the id of a change */
function suspectText(incident: Opened, name: string): string {
  const suspect = rankSuspects(incident).find(
    (other) => other.part?.id === name || other.change?.id === name,
  );
  if (suspect === undefined) return `Next suspect: ${clip(name, 80)}.`;
  return suspect.change
    ? `Next suspect: ${liveName(suspect)}, changed ${when(suspect)}.`
    : `Next suspect: ${suspectName(suspect)}, ${why(suspect)}.`;
}

/** `index kb-2025-02-15`: the part and the version that is suspected. */
function liveName(suspect: ChangedSuspect): string {
  const { change, part } = suspect;
  const name = part?.id ?? change.kind;
  return change.to ? `${clip(name, 40)} ${shortVersion(name, change.to)}` : changeMove(change);
}
