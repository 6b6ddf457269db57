import type { types } from '@slack/bolt';
import type { LineChart } from '../../../domain/chat/card.ts';
import { cut, visible } from '../../kit/literal.ts';

/** Slack's name for the block; the SDK's types do not know it yet. */
const chartType = 'data_visualization';

/**
 * A line chart with the normal as a second line (docs.slack.dev, block `data_visualization`, since June 2026). A point needs
 * a label of its own, so a chart with fewer than two is none.
 */
export function chartBlock({ title, unit, points, normal }: LineChart): types.KnownBlock[] {
  const labels = points.map(({ label }) => cut(visible(label), 20));
  if (points.length < 2 || points.length > 20 || new Set(labels).size < labels.length) return [];
  const line = (name: string, valueAt: (place: number) => number) => ({
    name,
    data: labels.map((label, place) => ({ label, value: valueAt(place) })),
  });
  const series = [
    line('measured', (place) => points[place]?.value ?? 0),
    ...(normal === undefined ? [] : [line('normal', () => normal)]),
  ];
  const chart = {
    type: 'line',
    series,
    axis_config: { categories: labels, x_label: 'UTC', ...(unit !== '' && { y_label: cut(unit, 50) }) },
  };
  const block = { type: chartType, title: cut(visible(title), 50), chart };
  return [block as unknown as types.KnownBlock];
}

/** The blocks without charts, for a workspace that does not take them; undefined when there is none among them. */
export function withoutCharts(blocks: types.KnownBlock[]): types.KnownBlock[] | undefined {
  const others = blocks.filter(({ type }) => (type as string) !== chartType);
  return others.length < blocks.length ? others : undefined;
}
