import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { capital, inSeries } from '../../domain/plain.ts';
import { sharesOf } from '../../domain/response/shares.ts';
import { measuredWith, putBackTo, putsBack, stopInForce } from '../../domain/response/stops.ts';
import { type ChangedSuspect, rankSuspects } from '../../domain/response/suspects.ts';
import {
  heldInRange,
  onlyBlind,
  passes,
  recoveryChecks,
  type SignalVerdict,
  type Verdict,
} from '../../domain/response/verdict.ts';
import { type Reading, show } from '../../domain/signals/reading.ts';
import { betweenWords, type Instant } from '../../domain/time.ts';
import { deedTitle } from './in-force.ts';
import { keySignal, shownValue, signalList, signalOf, signalTitle } from './measures.ts';
import { move, shortVersion, tookPhrase } from './naming.ts';
import { signalChart } from './signal-chart.ts';
import { asText, clip, lower, timeOf } from './spans.ts';
import { changeMove, suspectName, when, why } from './suspect-lines.ts';

/**
 * What a rollback did, in numbers: `Prompt v7 → v6 took effect 14:21. Refusals 19 % → 8 % after 6 min, normal 4 %:
 * partly contained. …` (product.md, "The verdict"). What it was about stands on the first line, each other signal that
 * moved on a line of its own, and what stayed in range in small print.
 */
export function verdictCard(incident: Opened, event: EventOf<'containment.judged'>): Card {
  const action = incident.containments.find((containment) => containment.id === event.action);
  const sampled = sampledAt(incident, event.action) ?? event.at;
  const after = action?.appliedAt === undefined ? undefined : betweenWords(action.appliedAt, sampled);
  const { first, others, steady } = resultOf(incident, { ...event, after, deed: action });
  const head = [...effectSpans(action), ...first];
  const told = [sharesText(incident, event.verdict), nextText(incident, event, action)].filter(Boolean);
  const next: Spans = told.length > 0 ? [told.join(' ')] : [];
  const all = [head, ...others, steady, next].filter((spans) => spans.length > 0);
  return {
    text: all.map((spans) => asText(spans)).join(' '),
    nodes: [
      { type: 'text', spans: head },
      ...(others.length > 0 ? [{ type: 'list', items: others } satisfies Node] : []),
      ...(steady.length > 0 ? [{ type: 'context', spans: steady } satisfies Node] : []),
      ...(next.length > 0 ? [{ type: 'text', spans: next } satisfies Node] : []),
      ...signalChart(incident),
    ],
  };
}

/** Where several actions helped: which share each of them had. */
function sharesText(incident: Opened, verdict: Verdict): string {
  if (verdict !== 'contained' && verdict !== 'partly contained') return '';
  const told = sharesOf(incident.plan, incident.containments);
  if (told === undefined) return '';
  const shares = told.shares.map(({ part, share }) => `${clip(part, 40)} ${Math.round(share * 100)} %`);
  return `Of the way back: ${inSeries(shares)}.`;
}

/** What to do now: after no effect or harm, putting it back comes first. */
function nextText(
  incident: Opened,
  { verdict, nextSuspect }: EventOf<'containment.judged'>,
  action: Containment | undefined,
): string {
  const back = action && putBackTo(incident, { ...action, verdict });
  const first =
    action && back !== undefined
      ? [`First put ${clip(action.part, 40)} ${shortVersion(action.part, back)} back.`]
      : [];
  const on = verdict === 'stopped' && action ? [`Then switch ${clip(action.part, 40)} on again.`] : [];
  const suspect = nextSuspect ? [suspectText(incident, nextSuspect)] : [];
  return [...first, ...suspect, ...on].join(' ');
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
  const { verdict = 'unknown', signals, overlaps, off, together } = action;
  const { first, others } = resultOf(
    incident,
    { signals, verdict, overlaps, off, together, deed: action },
    'only harm',
  );
  return [...effectSpans(action), ...first, ...others.flatMap((signal) => [' ', ...signal])];
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
  /** Its readings tell which of several series a number is of. */
  deed?: Containment | undefined;
};

interface Told {
  /** The word for the whole where it says more than the first signal, and that signal. */
  first: Spans;
  /** The other signals that moved, got worse or were not measured. */
  others: Spans[];
  /** What was in range before and still is. */
  steady: Spans;
}

/** Each signal with the word that stands for it; the whole has a word of its own only where it says something else. */
function resultOf(incident: Opened, result: Result, only?: 'only harm'): Told {
  const { verdict, overlaps = [], off, together = [] } = result;
  if (off !== undefined) return { first: offText(incident, off), others: [], steady: [] };
  const end = overlaps.length > 0 && result.deed ? measuredWith(incident, result.deed) : undefined;
  if (end !== undefined)
    return {
      first: [{ bold: `Measured together with ${clip(end.part, 40)}` }, ', whose verdict tells both.'],
      others: [],
      steady: [],
    };
  const about = keySignal(incident)?.name;
  const place = ({ signal }: SignalVerdict) => (signal === about ? 0 : 1);
  const signals = result.signals.toSorted((a, b) => place(a) - place(b));
  const moved = signals.filter((signal, at) => at === 0 || !staysInRange(incident, signal));
  const [key, ...rest] = moved;
  if (!key)
    return { first: [{ bold: 'No verdict' }, ': nothing could be measured.'], others: [], steady: [] };
  const held = heldInRange(incident.plan, result);
  const without = overlaps.length > 0 || verdict === 'stopped' || held;
  const undoes = undoesHarm(incident, result.deed);
  const wait = result.after === undefined ? '' : ` after ${result.after}`;
  const first: Spans = [
    ...wholeText(incident, result, key),
    together.length > 0 ? `Together with ${partsOf(together)}, changed while it was off: ` : '',
    `${signalMove(incident, key, result.deed)}${wait}${normalOf(incident, key)}`,
    ...judgement(incident, key, { without, undoes, verdict }),
  ];
  // What alone was not measured is named with the whole already.
  const measured = onlyBlind(signals) ? rest.filter((signal) => signal.after !== undefined) : rest;
  const told = only ? rest.filter((signal) => signal.verdict === 'worse') : measured;
  const others = told.map(
    (signal): Spans => [
      `${signalMove(incident, signal, result.deed)}${normalOf(incident, signal)}`,
      ...judgement(incident, signal, { without, undoes }),
    ],
  );
  return { first, others, steady: steadyText(incident, signals, moved) };
}

function offText(incident: Opened, off: string): Spans {
  const stop = stopInForce(incident);
  const what = stop ? `“${clip(deedTitle(incident, stop), 80)}” is in force` : `${clip(off, 40)} is off`;
  return [
    { bold: 'Not measured' },
    `: ${what}, so there is nothing to measure. Switch it on again; then it is.`,
  ];
}

/** What the whole came to, where the word of the first signal alone would say too much or too little. */
function wholeText(incident: Opened, { verdict, signals, overlaps = [] }: Result, key: SignalVerdict): Spans {
  if (overlaps.length > 0)
    return [{ bold: 'No verdict' }, `, because ${partsOf(overlaps)} changed at the same time. `];
  if (verdict === 'stopped') return stoppedText(signals);
  if (heldInRange(incident.plan, { verdict, signals }))
    return [{ bold: 'In range before and after' }, ', so no effect of it can be seen. '];
  if (verdict === 'mixed') return [{ bold: 'Mixed' }, ': it helped and it harmed. '];
  if (verdict === key.verdict || verdict === 'unknown') return [];
  const blind = signals.flatMap(({ signal, after }) => (after === undefined ? [signal] : []));
  const whole = capital(verdict);
  return onlyBlind(signals)
    ? [{ bold: whole }, `, because this was not measured: ${signalList(incident, blind)}. `]
    : [{ bold: whole }, '. '];
}

/** Without a number afterwards nobody has seen that nothing runs: a source that is silent looks the same. */
function stoppedText(signals: SignalVerdict[]): Spans {
  return signals.some(({ after }) => after !== undefined)
    ? [{ bold: 'Stopped' }, ': nothing runs, so no cause can be measured. ']
    : [{ bold: 'Stopped' }, ', though nothing measured since shows it; no cause can be measured. '];
}

/** A check that it passed before and passes now says nothing about what was done. */
function staysInRange({ plan }: Opened, { signal, before, verdict }: SignalVerdict): boolean {
  if (verdict !== 'contained') return false;
  const check = recoveryChecks(plan).find((one) => one.check.signal === signal)?.check;
  const spec = plan.signals.find(({ name }) => name === signal);
  return check !== undefined && passes(check, spec, before);
}

/** `Still in range: unsafe answers 0.2 %, summaries accepted unedited 80 % (normal 81 %).` */
function steadyText(incident: Opened, signals: SignalVerdict[], moved: SignalVerdict[]): Spans {
  const steady = signals.filter((signal) => !moved.includes(signal));
  if (steady.length === 0) return [];
  const told = steady.map(({ signal, after, normal }) => {
    const [is, usual] = [after, normal].map((value) => shown(incident, signal, value));
    const beside = normal === undefined || is === usual ? '' : ` (normal ${usual})`;
    return `${lower(signalTitle(incident, signal))} ${is}${beside}`;
  });
  return [`Still in range: ${told.join(', ')}.`];
}

function partsOf(names: string[]): string {
  return inSeries(names.slice(0, 5).map((part) => clip(part, 40)));
}

/**
 * The word for one signal; where it went away from normal, what is known to be in place that moves it. A signal is
 * “contained” only where all is: beside one that is not, it is back in range.
 * @param about.verdict of the whole, for the signal that the incident is about
 */
function judgement(
  incident: Opened,
  signal: SignalVerdict,
  about: { without: boolean; undoes: boolean; verdict?: Verdict },
): Spans {
  if (about.without) return ['.'];
  if (signal.verdict === 'unknown') return [': ', { bold: 'no verdict' }, '.'];
  if (signal.verdict === 'contained' && about.verdict !== 'contained') return [': back in range.'];
  if (signal.verdict === 'partly contained' && about.undoes)
    return [': ', { bold: 'put back, not contained' }, '.'];
  const cause = signal.verdict === 'worse' ? stillInPlace(incident, signal.signal) : undefined;
  return [': ', { bold: signal.verdict }, cause === undefined ? '.' : `; ${cause}.`];
}

/** True for a deed that only took back what had made it worse: what it gains is no step towards normal. */
function undoesHarm(incident: Opened, deed: Containment | undefined): boolean {
  return deed !== undefined && putsBack(incident, deed)?.verdict === 'worse';
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

function signalMove(incident: Opened, signal: SignalVerdict, deed: Containment | undefined): string {
  const [before, after] = (['before', 'after'] as const).map((when) => {
    const value = signal[when];
    return `${shown(incident, signal.signal, value)}${seriesOf(deed?.[when], signal.signal, value)}`;
  });
  return `${capital(signalTitle(incident, signal.signal))} ${before} → ${after}`;
}

/** ` in region eu-west`: the worst before need not be the worst after. */
function seriesOf(readings: Reading[] | undefined, name: string, value: number | undefined): string {
  const worst = readings?.find((one) => one.signal === name && one.value === value)?.worst;
  return worst === undefined ? '' : ` in ${clip(worst.label, 30)} ${clip(worst.is, 40) || 'without a name'}`;
}

function normalOf(incident: Opened, signal: SignalVerdict): string {
  return signal.normal === undefined ? '' : `, normal ${shown(incident, signal.signal, signal.normal)}`;
}

function shown(incident: Opened, signal: string, value: number | undefined): string {
  if (value === undefined) return 'not measured';
  const spec = signalOf(incident, signal);
  return spec ? shownValue(value, spec) : show(value, 'count');
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
