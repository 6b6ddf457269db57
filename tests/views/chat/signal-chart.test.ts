import { describe, expect, it } from 'vitest';
import { minute } from '../../../src/domain/time.ts';
import { signalChart } from '../../../src/views/chat/signal-chart.ts';
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

  it('is none of a single point, or of nothing', () => {
    expect(chartOf([0.04])).toBeUndefined();
    expect(signalChart(incidentAfter([]))).toEqual([]);
  });
});
