import { show } from '../domain/signals/reading.ts';
import { clockTime } from '../domain/time.ts';
import type { Chart } from './document.ts';

/** The readings of a chart as table rows: time, then one value per panel, in words. */
export function chartRows(chart: Chart): string[][] {
  const times = [...new Set(chart.panels.flatMap((panel) => panel.points.map((point) => point.at)))];
  const minutes = new Set(times.map(clockTime));
  const label = (at: number) => (minutes.size === times.length ? clockTime(at) : toSecond(at));
  return times
    .sort((a, b) => a - b)
    .map((at) => [
      label(at),
      ...chart.panels.map((panel) => {
        const point = panel.points.find((it) => it.at === at);
        return point === undefined ? '–' : show(point.value, panel.unit);
      }),
    ]);
}

function toSecond(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
