import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { feltFor } from '../../domain/incident/felt-for.ts';
import { actorName } from '../../domain/people.ts';
import { count, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { redKinds } from '../../domain/response/red.ts';
import { recoveryChecks, signalsBetter, signalsOff } from '../../domain/response/verdict.ts';
import type { Reading } from '../../domain/signals/reading.ts';
import { betweenWords, clockTime, inWords, minute } from '../../domain/time.ts';
import { rangeWords, signalList } from '../chat/measures.ts';
import { callActor, tag } from '../chat/naming.ts';
import { readingsCard } from '../chat/readings.ts';
import { phrase, sentence, timeOf } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';
import type { Lexicon } from './lexicon.ts';

export const words: EventWords<
  | 'readings.requested'
  | 'readings.taken'
  | 'verification.started'
  | 'verification.broken'
  | 'verification.held'
  | 'resolved'
  | 'relapsed'
  | 'reopened'
> = {
  'readings.requested': {
    kind: 'reading',
    weight: 'detail',
    line: (event) => `${actorName(event.by)} asked for the signals as they are now`,
  },
  'readings.taken': {
    kind: 'reading',
    weight: 'detail',
    line: readingsTaken,
    chat: ({ readings, sampledAt }, incident) => readingsCard(incident, { readings, sampledAt }),
  },
  'verification.started': {
    kind: 'recovery',
    weight: 'important',
    line: ({ until, red = [], seen }, words) => {
      const against = red.length === 0 ? '' : ` Not in range yet: ${titles(red, words)}`;
      return `Recovery being verified: metrics must hold until ${clockTime(until)}${against}${seen ? ` ${seen}` : ''}`;
    },
    chat: ({ by, until }, incident) => {
      const { key, safety, business } = incident.plan.recovery;
      const metrics = [...key, ...safety, ...business].map((check) => check.signal);
      return sentence([
        `${callActor(by, incident)} started verification: ${signalList(incident, metrics)} must stay in range until `,
        timeOf(until),
        '.',
      ]);
    },
  },
  'verification.broken': {
    kind: 'recovery',
    weight: 'important',
    line: (event, words) => `Recovery not held: ${rangeWords(event, (names) => titles(names, words))}`,
    chat: ({ failing, blind = [] }, incident) => {
      const told = rangeWords({ failing, blind }, (names) => signalList(incident, names));
      const head =
        blind.length === failing.length ? 'Nobody can say whether it has recovered' : 'Not recovered';
      return sentence([
        `${head}: ${told}. The ${inWords(incident.plan.recovery.hold)} start again once every metric is in range.`,
      ]);
    },
  },
  'verification.held': {
    kind: 'recovery',
    weight: 'important',
    line: (_, words) =>
      `Recovery held: key, safety and business metrics in range for ${inWords(words.plan.recovery.hold)}`,
    chat: (_, incident) =>
      sentence([
        `Every metric stayed in range for ${inWords(incident.plan.recovery.hold)}. The incident can be resolved.`,
      ]),
  },
  resolved: {
    kind: 'recovery',
    weight: 'important',
    line: (event, words) =>
      event.override
        ? `Resolved by override of ${actorName(event.by)}: ${sentenceEnd(event.override.reason)} ${overridden(event.override, words)}`
        : `Resolved by ${actorName(event.by)}`,
    chat: ({ by, at, override }, incident) => {
      const who = callActor(by, incident);
      const known = feltFor(incident, at);
      const { from, to, costOnly } = known;
      // Against the metrics nobody can say when users felt it no more.
      const measured = known.measured && override === undefined;
      const length: Spans = [
        ...(measured
          ? [
              ` ${costOnly ? 'Lasted' : 'Felt'} for ${betweenWords(from, to)}, from `,
              timeOf(from),
              ' to ',
              timeOf(to),
              `, when it was measured normal; resolved after ${betweenWords(from, at)}`,
            ]
          : [' It began ', timeOf(from), `, ${betweenWords(from, at)} before; its end was not measured`]),
        `. The postmortem is due in ${incident.plan.postmortemDueDays} days.`,
      ];
      if (!override) return sentence([`Resolved by ${who}.`, ...length]);
      const failing =
        override.failing.length > 0
          ? `with ${rangeWords(override, (names) => signalList(incident, names))}`
          : 'before recovery was verified';
      return sentence([
        { bold: `Resolved by ${who} by override` },
        `, ${failing}: ${phrase(override.reason, 300)}.`,
        ...length,
      ]);
    },
  },
  reopened: {
    kind: 'recovery',
    weight: 'important',
    line: ({ by, reason, from }) =>
      `Opened again by ${actorName(by)} after it was ${from}: ${sentenceEnd(reason)}`,
    chat: ({ by, reason }, incident) =>
      sentence([
        { bold: `${tag(incident)} is open again` },
        `, says ${callActor(by, incident)}: ${phrase(reason, 300)}. Paging and updates go on.`,
      ]),
  },
  relapsed: {
    kind: 'recovery',
    weight: 'important',
    line: (event, words) => `Relapsed, opened again: ${titles(event.failing, words)} out of range`,
    chat: ({ failing }, incident) =>
      sentence([
        { bold: `${tag(incident)} is back: ` },
        `${signalList(incident, failing)} out of range again. The incident is open; mitigation goes on.`,
      ]),
  },
};

/** `Out of range: Refusal rate. Not measured: Ticket deflection` */
function overridden(
  { failing, blind = [] }: { failing: string[]; blind?: string[] },
  words: Lexicon,
): string {
  const { signals, firing } = redKinds(failing);
  const out = signals.filter((signal) => !blind.includes(signal));
  return [
    out.length > 0 || failing.length === 0 ? `Out of range: ${titles(out, words)}` : '',
    blind.length > 0 ? `Not measured: ${titles(blind, words)}` : '',
    firing.length > 0 ? `Still firing: ${inSeries(firing)}` : '',
  ]
    .filter(Boolean)
    .join('. ');
}

function titles(signals: string[], words: Lexicon): string {
  return signals.length === 0 ? 'no signal named' : inSeries(signals.map((it) => words.signalTitle(it)));
}

/** First the signals that decide recovery, then those far from normal; the rest are only counted. */
function readingsTaken(event: EventOf<'readings.taken'>, words: Lexicon): string {
  if (event.readings.length === 0) return 'No signal could be read';
  const judged = new Set(recoveryChecks(words.plan).map(({ check }) => check.signal));
  const telling = event.readings.filter((it) => judged.has(it.signal) || isUnusual(it, words));
  const rest = event.readings.filter((it) => !telling.includes(it));
  const better = signalsBetter(words.plan, rest).length;
  const quiet = [
    rest.length > better ? `; ${count(rest.length - better, 'other signal')} as usual` : '',
    better > 0 ? `; ${better} better than usual` : '',
  ].join('');
  const told =
    telling.length === 0
      ? 'Every signal as usual'
      : telling.map((it) => words.reading(it)).join(', ') + quiet;
  return `${told}${lateWords(event)}`;
}

/** A reading tells of the moment it was due; when it came much later, both moments are told. */
function lateWords({ at, sampledAt }: EventOf<'readings.taken'>): string {
  return at - sampledAt > minute
    ? ` (as of ${clockTime(sampledAt)}, read ${inWords(at - sampledAt)} later)`
    : '';
}

/** True without a value, and where it is well off its normal; what is better than normal is nothing unusual to act on. */
function isUnusual(reading: Reading, words: Lexicon): boolean {
  if (reading.value === undefined) return true;
  return signalsOff(words.plan, [reading]).length > 0;
}
