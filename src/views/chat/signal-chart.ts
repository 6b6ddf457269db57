import type { Chart, ChartMarker } from '../../documents/document.ts';
import type { LineChart, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { spellOf } from '../../domain/response/onset.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import { type History, samplesOf } from '../../domain/signals/history.ts';
import { show, type Unit } from '../../domain/signals/reading.ts';
import { clockTime, day, hour, type Instant } from '../../domain/time.ts';
import { deedsAndChanges, gapsIn, gapsInWords, inRangeOf } from './chart-parts.ts';
import { keySignal } from './measures.ts';
import { move, tag } from './naming.ts';
import { asText, clip, timeOf } from './spans.ts';

/** As many points as a platform's chart takes. */
const most = 20;

/** What the values of a unit are drawn in, and by how much they are multiplied for it. */
const drawnIn: Record<Unit, { unit: string; times: number }> = {
  ratio: { unit: '%', times: 100 },
  seconds: { unit: 's', times: 1 },
  usd: { unit: '$', times: 1 },
  tokens: { unit: 'tokens', times: 1 },
  count: { unit: '', times: 1 },
  per_second: { unit: '/s', times: 1 },
};

/** The signal the incident is about over the last hour and more, with the same in words; nothing where no history is known. */
export function signalChart(incident: Opened): Node[] {
  const spec = keySignal(incident);
  const history = spec && incident.histories?.[spec.name];
  if (spec === undefined || history === undefined) return [];
  const points = thinned(samplesOf(history));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (points.length < 2) return [{ type: 'context', spans: onePoint(spec, first) }];
  const { unit, times } = drawnIn[spec.unit];
  const long = last.at - first.at > day;
  const chart: LineChart = {
    type: 'chart',
    title: clip(capital(spec.title), 50),
    unit,
    points: points.map(({ at, value }) => ({ label: labelOf(at, long), value: rounded(value * times) })),
    ...(spec.baseline !== undefined && { normal: rounded(spec.baseline * times) }),
    words: inWordsToo(incident, spec, history),
  };
  return [chart];
}

/** The same as a picture for where no chart is drawn: all its samples, with what was changed meanwhile. */
export function signalPicture(incident: Opened): Chart | undefined {
  const spec = keySignal(incident);
  const history = spec && incident.histories?.[spec.name];
  if (spec === undefined || history === undefined) return undefined;
  const points = samplesOf(history);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return undefined;
  const { title, unit, baseline } = spec;
  const inRange = inRangeOf(incident.plan, spec);
  const opened: ChartMarker = { at: incident.openedAt, label: 'Incident opened', kind: 'opened' };
  return {
    title: `${tag(incident)} ${clip(capital(title), 60)}`,
    description: asText(inWordsToo(incident, spec, history)),
    panels: [
      {
        title: clip(capital(title), 60),
        unit,
        ...(baseline !== undefined && { baseline }),
        ...(inRange && { inRange }),
        points,
        gaps: gapsIn(history),
      },
    ],
    markers: [...deedsAndChanges(incident, first.at), opened]
      .filter(({ at }) => at >= first.at && at <= last.at + hour)
      .sort((a, b) => a.at - b.at),
  };
}

/** A line needs two points. */
function onePoint(spec: SignalSpec, { at, value }: { at: Instant; value: number }): Spans {
  return [
    `${capital(clip(spec.title, 60))}: one value in the last hour, ${show(value, spec.unit)} at `,
    timeOf(at),
    '; a line needs two.',
  ];
}

/** `Refusals from 13:10 to 14:20: out of range since 14:02, at worst 19 %, now 19 %, normal 4 %. Marks: …`. */
function inWordsToo(incident: Opened, spec: SignalSpec, history: History): Spans {
  const known = samplesOf(history);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const worse = (a: number, b: number) => (spec.better === 'lower' ? a > b : a < b);
  const worst = known.reduce((a, b) => (worse(b.value, a.value) ? b : a));
  const spell = spellOf(incident, spec.name);
  // What was out in the very first sample may have begun long before it.
  const earlier = spell?.seenToBegin === false ? ' or earlier' : '';
  const out: Spans =
    spell === undefined
      ? ['in range throughout, ']
      : spell.to === undefined
        ? ['out of range since ', timeOf(spell.from), `${earlier}, `]
        : ['out of range from ', timeOf(spell.from), `${earlier} to `, timeOf(spell.to), ', '];
  const normal = spec.baseline === undefined ? '' : `, normal ${show(spec.baseline, spec.unit)}`;
  return [
    `${capital(clip(spec.title, 60))} from `,
    timeOf(first.at),
    ' to ',
    timeOf(last.at),
    ': ',
    ...out,
    `at worst ${show(worst.value, spec.unit)} at `,
    timeOf(worst.at),
    `, last ${show(last.value, spec.unit)}${normal}.${gapsInWords(gapsIn(history))}`,
    ...marks(incident, first.at),
  ];
}

/** What was changed within the chart, by others and by airb, in order. */
function marks(incident: Opened, from: Instant): Spans {
  const changed = incident.changes
    .filter(({ at, rollback }) => at >= from && !rollback)
    .map(({ at, part, kind, to }) => ({
      at,
      what: `${clip(part ?? kind, 40)}${to ? ` to ${clip(to, 40)}` : ''}`,
    }));
  const done = incident.containments.flatMap((one) =>
    one.appliedAt === undefined ? [] : [{ at: one.appliedAt, what: move(one) }],
  );
  const all = [...changed, ...done].sort((a, b) => a.at - b.at).slice(-6);
  if (all.length === 0) return [];
  return [
    ' Changed: ',
    ...all.flatMap(({ at, what }, n): Spans => [n === 0 ? '' : ', ', timeOf(at), ` ${what}`]),
    '.',
  ];
}

/** At most twenty of the samples at even distances, the newest among them. */
function thinned<T>(samples: T[]): T[] {
  const every = Math.ceil(samples.length / most);
  return samples.filter((_, place) => (samples.length - 1 - place) % every === 0);
}

function labelOf(at: Instant, long: boolean): string {
  return long ? `${new Date(at).toISOString().slice(5, 10)} ${clockTime(at)}` : clockTime(at);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
