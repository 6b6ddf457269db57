import { show } from '../domain/signals/reading.ts';
import { clockTime, hour, minute } from '../domain/time.ts';
import type { Chart, ChartMarker, ChartPanel } from './document.ts';
import { escapeHtml } from './escape.ts';

/** The width of a chart, in its own units. */
export const width = 760;
const left = 64;
const right = 92;
const panelHeight = 118;
const panelGap = 54;
const markerRow = 20;

interface Scale {
  x(at: number): number;
  from: number;
  to: number;
}

/**
 * The chart as inline SVG: per signal a panel with axes from zero, the normal value as a dashed line and the
 * readings; numbered markers run through all panels. Colours come from the page's custom properties.
 * @returns an empty string when there is nothing to draw
 */
export function chartSvg(chart: Chart): string {
  const { height, drawn } = drawChart(chart);
  if (drawn === '') return '';
  return [
    `<svg class="chart" role="img" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">`,
    `<title>${escapeHtml(chart.title)}</title><desc>${escapeHtml(chart.description)}</desc>`,
    drawn,
    '</svg>',
  ].join('');
}

/** What is inside the SVG, and how high it is; nothing when there is nothing to draw. */
export function drawChart(chart: Chart): { height: number; drawn: string } {
  const panels = chart.panels.filter((panel) => panel.points.length > 0);
  if (panels.length === 0) return { height: 0, drawn: '' };
  const scale = timeScale(chart, panels);
  const rows = markerRows(chart.markers, scale);
  const top = 14 + (Math.max(-1, ...rows) + 1) * markerRow;
  const height = top + panels.length * (panelHeight + panelGap) + 8;
  const body = panels.map((panel, i) => drawPanel(panel, scale, top + 22 + i * (panelHeight + panelGap)));
  const marks = chart.markers.map((mark, i) =>
    drawMarker(mark, { number: i + 1, x: scale.x(mark.at), row: rows[i] ?? 0, bottom: height - 30 }),
  );
  return { height, drawn: [...marks, ...body].join('') };
}

function timeScale(chart: Chart, panels: ChartPanel[]): Scale {
  const times = [
    ...panels.flatMap((panel) => panel.points.map((it) => it.at)),
    ...chart.markers.map((it) => it.at),
  ];
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  const margin = Math.max((last - first) * 0.03, minute);
  const from = first - margin;
  const to = last + margin;
  return { from, to, x: (at) => left + ((at - from) / (to - from)) * (width - left - right) };
}

/** Markers too close to be told apart move to a row below. */
function markerRows(markers: ChartMarker[], scale: Scale): number[] {
  const lastX: number[] = [];
  return markers.map((mark) => {
    const x = scale.x(mark.at);
    const free = lastX.findIndex((taken) => x - taken >= 22);
    const row = free === -1 ? lastX.length : free;
    lastX[row] = x;
    return row;
  });
}

function drawMarker(
  mark: ChartMarker,
  at: { number: number; x: number; row: number; bottom: number },
): string {
  const y = 14 + at.row * markerRow;
  const x = at.x.toFixed(1);
  return [
    `<g class="mark ${mark.kind}"><title>${escapeHtml(`${clockTime(mark.at)} ${mark.label}`)}</title>`,
    `<line x1="${x}" x2="${x}" y1="${y + 9}" y2="${at.bottom}"/>`,
    `<circle cx="${x}" cy="${y}" r="9"/><text x="${x}" y="${y + 4}" text-anchor="middle">${at.number}</text></g>`,
  ].join('');
}

function drawPanel(panel: ChartPanel, scale: Scale, top: number): string {
  const ticks = valueTicks(
    Math.max(
      ...panel.points.map((it) => it.value),
      panel.baseline ?? 0,
      panel.inRange?.to ?? 0,
      panel.inRange?.from ?? 0,
    ),
  );
  const highest = ticks.at(-1) ?? 1;
  const y = (value: number) => top + panelHeight - (value / highest) * panelHeight;
  return [
    `<text class="panel-title" x="${left}" y="${top - 10}">${escapeHtml(panel.title)}</text>`,
    rangeBand(panel, y, highest),
    ...ticks.map((tick) => valueTick(show(tick, panel.unit), y(tick))),
    ...timeTicks(scale).map((at) => timeTick(at, scale.x(at), top + panelHeight)),
    normalLine(panel, y),
    readings(panel, scale, y),
  ].join('');
}

function valueTick(label: string, y: number): string {
  const at = y.toFixed(1);
  return (
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/>` +
    `<text class="tick" x="${left - 8}" y="${(y + 4).toFixed(1)}" text-anchor="end">${escapeHtml(label)}</text>`
  );
}

function timeTick(at: number, x: number, y: number): string {
  const place = x.toFixed(1);
  return (
    `<line class="axis" x1="${place}" x2="${place}" y1="${y}" y2="${y + 4}"/>` +
    `<text class="tick" x="${place}" y="${y + 17}" text-anchor="middle">${clockTime(at)}</text>`
  );
}

/** The values that count as in range, as a band behind everything else. */
function rangeBand({ inRange }: ChartPanel, y: (value: number) => number, highest: number): string {
  if (inRange === undefined) return '';
  const [top, bottom] = [y(Math.min(inRange.to ?? highest, highest)), y(Math.max(inRange.from ?? 0, 0))];
  const size = `width="${width - left - right}" height="${Math.max(0, bottom - top).toFixed(1)}"`;
  return `<rect class="range" x="${left}" y="${top.toFixed(1)}" ${size}/>`;
}

function normalLine(panel: ChartPanel, y: (value: number) => number): string {
  if (panel.baseline === undefined) return '';
  const at = y(panel.baseline);
  const label = `normal ${show(panel.baseline, panel.unit)}`;
  return (
    `<line class="normal" x1="${left}" x2="${width - right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}"/>` +
    `<text class="normal-label" x="${width - right + 8}" y="${(at + 4).toFixed(1)}">${escapeHtml(label)}</text>`
  );
}

function readings(panel: ChartPanel, scale: Scale, y: (value: number) => number): string {
  const spots = panel.points.map((it) => ({
    ...it,
    x: scale.x(it.at).toFixed(1),
    y: y(it.value).toFixed(1),
  }));
  const path = spots.map((it, i) => `${followsGap(panel, i) ? 'M' : 'L'}${it.x} ${it.y}`).join('');
  const dots = spots
    .filter((_, i) => isDot(panel, i))
    .map(
      (it) =>
        `<circle class="dot" cx="${it.x}" cy="${it.y}" r="3.5"><title>${escapeHtml(
          `${clockTime(it.at)} ${show(it.value, panel.unit)}`,
        )}</title></circle>`,
    );
  return `<path class="line" d="${path}"/>${dots.join('')}`;
}

/** More points than this are a line; a dot on each would hide it. */
const mostDots = 40;

/** A point that stands alone has no line, so it is always a dot. */
function isDot(panel: ChartPanel, place: number): boolean {
  const { length } = panel.points;
  const alone = followsGap(panel, place) && (place === length - 1 || followsGap(panel, place + 1));
  return length <= mostDots || alone;
}

/** True for the first point of a line: nothing is drawn across a time in which nothing was measured. */
function followsGap({ points, gaps = [] }: ChartPanel, place: number): boolean {
  const [before, here] = [points[place - 1], points[place]];
  if (before === undefined || here === undefined) return true;
  return gaps.some(({ from, to }) => from >= before.at && to <= here.at);
}

/** Zero and a few round steps that reach a little above the highest value. */
function valueTicks(highest: number): number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((it) => it * power >= rough) ?? 10) * power;
  const steps = Math.ceil((highest * 1.08) / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, i) => i * step);
}

function timeTicks(scale: Scale): number[] {
  const steps = [1, 2, 5, 10, 15, 30]
    .map((it) => it * minute)
    .concat([1, 2, 4, 12, 24, 72].map((it) => it * hour));
  const span = scale.to - scale.from;
  const step = steps.find((it) => span / it <= 9) ?? span / 8;
  const first = Math.ceil(scale.from / step) * step;
  return Array.from({ length: Math.floor((scale.to - first) / step) + 1 }, (_, i) => first + i * step);
}
