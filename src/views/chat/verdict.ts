import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { capital, inSeries } from '../../domain/plain.ts';
import { sharesOf } from '../../domain/response/shares.ts';
import { putBackTo } from '../../domain/response/stops.ts';
import { type ChangedSuspect, rankSuspects } from '../../domain/response/suspects.ts';
import type { SignalVerdict, Verdict } from '../../domain/response/verdict.ts';
import { show } from '../../domain/signals/reading.ts';
import { betweenWords, type Instant } from '../../domain/time.ts';
import { signalOf, signalTitle } from './measures.ts';
import { move, shortVersion, tookPhrase } from './naming.ts';
import { clip, lower, timeOf } from './spans.ts';
import { changeMove, suspectName, when, why } from './suspect-lines.ts';

/**
 * What a rollback did, in numbers: `Prompt v7 → v6 took effect 14:21. Refusals 19 % → 8 % after 6 min, normal 4 %:
 * partly contained. …` (product.md, "The verdict").
 */
export function verdictSpans(incident: Opened, event: EventOf<'containment.judged'>): Spans {
  const action = incident.containments.find((containment) => containment.id === event.action);
  const sampled = sampledAt(incident, event.action) ?? event.at;
  const after = action?.appliedAt === undefined ? undefined : betweenWords(action.appliedAt, sampled);
  return [
    ...effectSpans(action),
    ...resultText(incident, { ...event, after }),
    ...sharesText(incident, event.verdict),
    ...nextText(incident, event, action),
  ];
}

/** Where several actions helped: which share each of them had. */
function sharesText(incident: Opened, verdict: Verdict): Spans {
  if (verdict !== 'contained' && verdict !== 'partly contained') return [];
  const told = sharesOf(incident.plan, incident.containments);
  if (told === undefined) return [];
  const shares = told.shares.map(({ part, share }) => `${clip(part, 40)} ${Math.round(share * 100)} %`);
  return [` Of the way back: ${inSeries(shares)}.`];
}

/** What to do now: after no effect or harm, putting it back comes first. */
function nextText(
  incident: Opened,
  { verdict, nextSuspect }: EventOf<'containment.judged'>,
  action: Containment | undefined,
): Spans {
  const back = action && putBackTo(incident, { ...action, verdict });
  const first =
    action && back !== undefined
      ? [` First put ${clip(action.part, 40)} ${shortVersion(action.part, back)} back.`]
      : [];
  const on = verdict === 'stopped' && action ? [` Then switch ${clip(action.part, 40)} on again.`] : [];
  return [...first, ...(nextSuspect ? [` ${suspectText(incident, nextSuspect)}`] : []), ...on];
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
  const { verdict = 'unknown', overlaps, off, together } = action;
  const signals = action.signals.filter((signal, place) => place === 0 || signal.verdict === 'worse');
  return [...effectSpans(action), ...resultText(incident, { signals, verdict, overlaps, off, together })];
}

function effectSpans(action: Containment | undefined): Spans {
  if (!action) return [];
  const moved = capital(move(action));
  return action.appliedAt === undefined
    ? [`${moved}. `]
    : [`${moved} ${tookPhrase(action.took)} `, timeOf(action.appliedAt), '. '];
}

type Result = Pick<EventOf<'containment.judged'>, 'signals' | 'verdict'> & {
  overlaps?: string[] | undefined;
  off?: string | undefined;
  together?: string[] | undefined;
  /** From the moment it took effect until it was measured, in words. */
  after?: string | undefined;
};

/** Each signal with the word that stands for it; the whole has a word of its own only where it says something else. */
function resultText(incident: Opened, result: Result): Spans {
  const { verdict, signals, overlaps = [], off, together = [] } = result;
  if (off !== undefined)
    return [
      { bold: 'Not measured' },
      `: ${clip(off, 40)} is off, so there is nothing to measure. Switch it on again; then it is.`,
    ];
  const [first, ...rest] = signals;
  if (!first) return [{ bold: 'No verdict' }, ': nothing could be measured.'];
  const wait = result.after === undefined ? '' : ` after ${result.after}`;
  const without = overlaps.length > 0 || verdict === 'stopped';
  const with_ = together.length > 0 ? `Together with ${partsOf(together)}, changed while it was off: ` : '';
  return [
    ...(verdict === 'stopped' ? [{ bold: 'Stopped' }, ': nothing runs, so no cause can be measured. '] : []),
    ...(overlaps.length > 0
      ? [{ bold: 'No verdict' }, `, because ${partsOf(overlaps)} changed at the same time. `]
      : []),
    ...(verdict === 'mixed' ? [{ bold: 'Mixed' }, ': it helped and it harmed. '] : []),
    with_,
    `${signalMove(incident, first)}${wait}${normalOf(incident, first)}`,
    ...judgement(incident, first, without),
    ...rest.flatMap((signal) => [' ', ...besides(incident, signal, without)]),
  ];
}

function partsOf(names: string[]): string {
  return inSeries(names.slice(0, 5).map((part) => clip(part, 40)));
}

/** A signal other than the key one; short when it did not move and needs no attention. */
function besides(incident: Opened, signal: SignalVerdict, without: boolean): Spans {
  const [before, after, normal] = [signal.before, signal.after, signal.normal].map((value) =>
    value === undefined ? undefined : shown(incident, signal.signal, value),
  );
  if (after !== undefined && before === after && after === normal)
    return [`${capital(signalTitle(incident, signal.signal))} still normal at ${after}.`];
  return [
    `${signalMove(incident, signal)}${normalOf(incident, signal)}`,
    ...judgement(incident, signal, without),
  ];
}

/** The word for one signal; where it went away from normal, what is known to be in place that moves it. */
function judgement(incident: Opened, signal: SignalVerdict, without: boolean): Spans {
  if (without) return ['.'];
  if (signal.verdict === 'unknown') return [': ', { bold: 'no verdict' }, '.'];
  const cause = signal.verdict === 'worse' ? stillInPlace(incident, signal.signal) : undefined;
  return [': ', { bold: signal.verdict }, cause === undefined ? '.' : `; ${cause}.`];
}

/** `router large-only is still in place`: a part that moves the signal and that this incident itself changed. */
function stillInPlace({ plan, versions, containments }: Opened, signal: string): string | undefined {
  const part = plan.parts.find(
    ({ id, moves, live }) =>
      moves?.includes(signal) &&
      versions[id] !== live &&
      containments.some((one) => one.part === id && one.appliedAt !== undefined),
  );
  const version = part && versions[part.id];
  return part && version
    ? `${clip(part.id, 40)} ${shortVersion(part.id, version)} is in place, which moves it`
    : undefined;
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
  const because = suspect.reasons.length > 0 ? `; ${lower(suspect.reasons.join('; '))}` : '';
  return suspect.change
    ? `Next suspect: ${liveName(suspect)}, changed ${when(suspect)}${because}.`
    : `Next suspect: ${suspectName(suspect)}, ${why(suspect)}${because}.`;
}

/** `index kb-2025-02-15`: the part and the version that is suspected. */
function liveName(suspect: ChangedSuspect): string {
  const { change, part } = suspect;
  const name = part?.id ?? change.kind;
  return change.to ? `${clip(name, 40)} ${shortVersion(name, change.to)}` : changeMove(change);
}
