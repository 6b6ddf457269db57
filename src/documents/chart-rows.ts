import { show, type Unit } from '../domain/signals/reading.ts';
import { clockTime } from '../domain/time.ts';
import type { Chart } from './document.ts';

/** The readings of a chart as table rows: time, then one value per panel, in words. */
export function chartRows(chart: Chart): string[][] {
  const times = [...new Set(chart.panels.flatMap((panel) => panel.points.map((point) => point.at)))];
  const minutes = new Set(times.map(clockTime));
  const values = chart.panels.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])));
  const label = (at: number) => (minutes.size === times.length ? clockTime(at) : toSecond(at));
  return times
    .sort((a, b) => a - b)
    .map((at) => [label(at), ...chart.panels.map(({ unit }, n) => shown(values[n]?.get(at), unit))]);
}

/** The chart where it can't be drawn: the moments that tell, or every reading below what is normal. */
export function chartTable(chart: Chart): { head: string[]; rows: string[][] } {
  const titles = chart.panels.map(({ title }) => title);
  if (chart.moments) {
    const rows = chart.moments.map(({ label, values }) => [
      label,
      ...chart.panels.map(({ unit }, n) => shown(values[n], unit)),
    ]);
    return { head: ['Moment', ...titles], rows };
  }
  const normal = chart.panels.map(({ baseline, unit }) => shown(baseline, unit));
  return { head: ['Time (UTC)', ...titles], rows: [['normal', ...normal], ...chartRows(chart)] };
}

function shown(value: number | undefined, unit: Unit): string {
  return value === undefined ? '–' : show(value, unit);
}

function toSecond(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
