import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { signalsBetter, signalsOff } from '../../domain/response/verdict.ts';
import type { Reading } from '../../domain/signals/reading.ts';
import type { Instant } from '../../domain/time.ts';
import {
  keySignal,
  outSince,
  readingLine,
  shownValue,
  signalList,
  signalOf,
  signalTitle,
} from './measures.ts';
import { signalChart } from './signal-chart.ts';
import { asText, lower, timeOf } from './spans.ts';

/** With at most this many other signals, each gets its own text whatever its value. */
const few = 6;

/** So many other signals that are off have a line of their own. */
const mostBeside = 4;

/**
 * Signals against normal, a line each: those that are off, farthest first, of them the ones that decide recovery (key,
 * safety, business) before the others; then what decides recovery and is in order. The rest is only counted.
 */
export function readingsCard(incident: Opened, set: { readings: Reading[]; sampledAt: Instant }): Card {
  const { readings } = set;
  const far = signalsOff(incident.plan, readings).map(({ signal }) => signal);
  const place = (name: string) => (far.includes(name) ? far.indexOf(name) : far.length);
  const first = deciding(incident)
    .flatMap(({ signal, kind }) => {
      const reading = readings.find((one) => one.signal === signal);
      return reading ? [{ reading, kind }] : [];
    })
    .sort((a, b) => place(a.reading.signal) - place(b.reading.signal));
  const beside = far
    .flatMap((name) => readings.find(({ signal }) => signal === name) ?? [])
    .filter((one) => !first.some(({ reading }) => reading === one))
    .slice(0, mostBeside)
    .map((reading) => ({ reading, kind: 'Off as well' }));
  const rest = readings.filter((one) => ![...first, ...beside].some(({ reading }) => reading === one));
  // What is off stands before what is not, whatever it decides: often it is what leads to the cause.
  const off = first.filter(({ reading }) => far.includes(reading.signal));
  const lines = [...off, ...beside, ...first.filter((one) => !off.includes(one))].map(
    ({ reading, kind }): Spans => [
      `${kind}: ${lower(readingLine(incident, reading))}`,
      ...sinceSpans(incident, reading),
    ],
  );
  const others = rest.length > few ? manyOthers(incident, rest) : oneByOne(incident, rest);
  const head: Spans = ['Signals at ', timeOf(set.sampledAt)];
  const more = others && (lines.length > 0 ? `Also: ${others}.` : `${capital(others)}.`);
  return {
    text: [`${asText(head)}: ${lines.map((line) => asText(line)).join('; ')}`.replace(/: $/, ''), more]
      .filter(Boolean)
      .join('. '),
    nodes: [
      { type: 'text', spans: head },
      ...(lines.length > 0 ? [{ type: 'list', items: lines } satisfies Node] : []),
      ...signalChart(incident),
      ...(more ? [{ type: 'context', spans: [more] } satisfies Node] : []),
    ],
  };
}

/** The signals that decide recovery, the incident's key signal first. */
function deciding(incident: Opened): { signal: string; kind: string }[] {
  const { key, safety, business } = incident.plan.recovery;
  const about = keySignal(incident)?.name;
  const all = [
    ...(about ? [{ signal: about, kind: 'Key' }] : []),
    ...key.map(({ signal }) => ({ signal, kind: 'Key' })),
    ...safety.map(({ signal }) => ({ signal, kind: 'Safety' })),
    ...business.map(({ signal }) => ({ signal, kind: 'Business' })),
  ];
  return all.filter((one, place) => all.findIndex((other) => other.signal === one.signal) === place);
}

function oneByOne(incident: Opened, readings: Reading[]): string {
  return readings.map((reading) => shortLine(incident, reading)).join(', ');
}

/** `output tokens 190 (normal 240); 14 others as usual; not measured: cache hits`. */
function manyOthers(incident: Opened, readings: Reading[]): string {
  const blind = readings.filter(({ value }) => value === undefined).map(({ signal }) => signal);
  const known = readings.filter(({ value }) => value !== undefined);
  const far = signalsOff(incident.plan, known).map(({ signal }) => signal);
  const unclear = known.filter((reading) => signalOf(incident, reading.signal)?.baseline === undefined);
  const off = [...far.flatMap((name) => known.find(({ signal }) => signal === name) ?? []), ...unclear];
  const told = off.slice(0, few);
  const better = signalsBetter(incident.plan, known).length;
  const [usual, untold] = [known.length - off.length - better, off.length - told.length];
  return [
    oneByOne(incident, told),
    untold > 0 ? `${untold} more off normal` : '',
    usual > 0 ? `${usual}${off.length > 0 ? ' others' : ' signals'} as usual` : '',
    better > 0 ? `${better} better than usual` : '',
    blind.length > 0 ? `not measured: ${signalList(incident, blind)}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** `, out of range since 14:02`, where its history shows when it left its range; of what is not measured now, only that it was. */
function sinceSpans(incident: Opened, { signal, value }: Reading): Spans {
  const since = outSince(incident, signal);
  if (since === undefined) return [];
  return [
    value === undefined ? ', out of range when last measured, since ' : ', out of range since ',
    timeOf(since),
  ];
}

/** `output tokens 190 (normal 240)`; without the normal value when both show the same. */
function shortLine(incident: Opened, reading: Reading): string {
  const signal = signalOf(incident, reading.signal);
  const { value } = reading;
  const title = lower(signalTitle(incident, reading.signal));
  if (value === undefined) return `${title}: not measured`;
  if (!signal) return `${title} ${value}`;
  const [now, normal] = [value, signal.baseline].map((number) =>
    number === undefined ? undefined : shownValue(number, signal),
  );
  return `${title} ${now}${normal === undefined || normal === now ? '' : ` (normal ${normal})`}`;
}
