import { describe, expect, it } from 'vitest';
import { chartSvg } from '../../../src/documents/chart.ts';
import { chartFile } from '../../../src/documents/chart-file.ts';
import { minute } from '../../../src/domain/time.ts';
import { readingsCard } from '../../../src/views/chat/readings.ts';
import { signalChart, signalPicture } from '../../../src/views/chat/signal-chart.ts';
import { asText } from '../../../src/views/chat/spans.ts';
import { at } from '../../support/worked-example.ts';
import { happened, incidentAfter } from './given.ts';

const incident = (values: (number | null)[], step = 5 * minute) =>
  incidentAfter([
    happened('14:20', {
      type: 'readings.taken',
      purpose: { for: 'demand' },
      sampledAt: at('14:20'),
      readings: [{ signal: 'refusal_rate', at: at('14:20'), value: 0.19 }],
      history: [{ signal: 'refusal_rate', from: at('13:00'), step, values }],
    }),
  ]);
const chartOf = (values: (number | null)[], step?: number) => {
  const [node] = signalChart(incident(values, step));
  return node?.type === 'chart' ? node : undefined;
};

describe('the signal an incident is about, as a chart', () => {
  it('says the same in words: since when, at worst, now, normal, and what was changed meanwhile', () => {
    const words = chartOf([...Array.from({ length: 13 }, () => 0.04), 0.31, 0.19, 0.19, 0.19])?.words ?? [];
    expect(asText(words)).toBe(
      'Refusals from 13:00 UTC to 14:20 UTC: out of range since 14:05 UTC, at worst 31 % at 14:05 UTC, last 19 %, normal 4 %. ' +
        'Changed: 13:30 UTC prompt to prompt-v7, 13:40 UTC index to kb-2025-02-15.',
    );
  });

  it('does not take its first sample for the beginning where that was out of range already', () => {
    expect(asText(chartOf([0.31, 0.19, 0.19])?.words ?? [])).toContain(
      'out of range since 13:00 UTC or earlier, at worst',
    );
  });

  it('has at most twenty points with labels of their own, the newest among them, in per cent', () => {
    const chart = chartOf(
      Array.from({ length: 81 }, (_, n) => n / 100),
      minute,
    );
    expect(chart?.points.length).toBeLessThanOrEqual(20);
    expect(new Set(chart?.points.map(({ label }) => label)).size).toBe(chart?.points.length);
    expect(chart?.points.at(-1)).toEqual({ label: '14:20', value: 80 });
    expect(chart).toMatchObject({ unit: '%', normal: 4 });
  });

  it('is a sentence of a single point, and nothing of nothing', () => {
    const [node] = signalChart(incident([0.04]));
    const spans = node?.type === 'context' ? node.spans : [];
    expect(asText(spans)).toBe('Refusals: one value in the last hour, 4 % at 13:00 UTC; a line needs two.');
    expect(signalPicture(incident([0.04]))).toBeUndefined();
    expect(signalChart(incidentAfter([]))).toEqual([]);
    expect(signalPicture(incidentAfter([]))).toBeUndefined();
  });

  it('tells of what was not measured, and draws no line across it', () => {
    const holed = [0.04, null, null, 0.19, null, 0.19];
    expect(asText(chartOf(holed)?.words ?? [])).toContain('Not measured from 13:05 to 13:10, at 13:20 UTC.');
    const svg = chartSvg(signalPicture(incident(holed)) ?? nothing);
    expect(svg.match(/<path class="line" d="([^"]*)"/)?.[1]?.match(/M/g)).toHaveLength(3);
  });
});

const nothing = { title: '', description: '', panels: [], markers: [] };

describe('the same as a picture', () => {
  const picture = () => signalPicture(incident(Array.from({ length: 17 }, (_, n) => (n < 12 ? 0.04 : 0.19))));

  it('has the band of what is in range, the normal, and a numbered mark for each change and for the opening', () => {
    const svg = chartFile(picture() ?? nothing, 'Any Font');
    expect(svg).toContain('class="range"');
    expect(svg).toContain('normal 4 %');
    expect(picture()?.markers.map(({ label }) => label)).toEqual([
      'prompt changed to prompt-v7',
      'index changed to kb-2025-02-15',
      'Incident opened',
    ]);
    expect(svg).toContain('13:30 prompt changed to prompt-v7');
    expect(svg).toContain('Times in UTC');
  });

  it('asks nothing of its place: no colour of a page, no font but the one given', () => {
    const svg = chartFile(picture() ?? nothing, 'Any Font');
    expect(svg).not.toContain('var(');
    expect(svg).toContain('font-family="Any Font"');
    expect(chartFile(nothing, 'Any Font')).toBe('');
  });

  it('says in words what the chart of the message says', () => {
    const words = chartOf(Array.from({ length: 17 }, (_, n) => (n < 12 ? 0.04 : 0.19)))?.words ?? [];
    expect(picture()?.description).toBe(asText(words));
  });
});

describe('the list of signals', () => {
  it('says of one that is not measured now only that it was out of range', () => {
    const known = incident(Array.from({ length: 17 }, (_, n) => (n < 12 ? 0.04 : 0.19)));
    const listed = (reading: { value?: number; problem?: string }) =>
      readingsCard(known, {
        sampledAt: at('14:20'),
        readings: [{ signal: 'refusal_rate', at: at('14:20'), ...reading }],
      }).text;
    expect(listed({ value: 0.19 })).toContain('refusals 19 % (normal 4 %), out of range since 14:00 UTC');
    expect(listed({ problem: 'no data' })).toContain(
      'refusals: not measured (no data), out of range when last measured, since 14:00 UTC',
    );
  });
});
