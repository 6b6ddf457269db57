import { clockTime } from '../domain/time.ts';
import { drawChart, width } from './chart.ts';
import type { Chart } from './document.ts';
import { escapeHtml } from './escape.ts';
import { chartStyle } from './style.ts';

/** Light, whatever the reader's theme: a file can't ask for it. */
const colours: Record<string, string> = {
  paper: '#fff',
  ink: '#1d2129',
  soft: '#5b6270',
  line: '#dedcd6',
  accent: '#2457c5',
  good: '#1c7a43',
  bad: '#b3261e',
  ask: '#8a5300',
  mark: '#6b4fbb',
};

const headHeight = 44;
const rowHeight = 22;
const mostRows = 8;
/** About as many characters as fit into a row. */
const rowLength = 100;

/**
 * The chart as an SVG that stands alone: with its title, what its marks mean, its colours and its zone, for a place that
 * has no page around it.
 * @param font the name of a font that whoever draws it has
 * @returns an empty string when there is nothing to draw
 */
export function chartFile(chart: Chart, font: string): string {
  const { height, drawn } = drawChart(chart);
  if (drawn === '') return '';
  const marks = chart.markers.slice(0, mostRows);
  const more = chart.markers.length - marks.length;
  const legend = [
    ...marks.map((mark, n) => legendRow(`${clockTime(mark.at)} ${mark.label}`, n + 1, mark.kind)),
    ...(more > 0 ? [legendRow(`and ${more} more`)] : []),
  ];
  const whole = headHeight + height + legend.length * rowHeight + 12;
  return [
    `<svg class="chart" viewBox="0 0 ${width} ${whole}" xmlns="http://www.w3.org/2000/svg" font-family="${escapeHtml(font)}">`,
    `<style>${inColour(chartStyle)}.chart .head{fill:${colours.ink};font-size:17px;font-weight:700}</style>`,
    `<rect width="${width}" height="${whole}" fill="${colours.paper}"/>`,
    `<text class="head" x="20" y="28">${plainLine(chart.title)}</text>`,
    `<text x="${width - 20}" y="28" text-anchor="end">Times in UTC</text>`,
    `<g transform="translate(0 ${headHeight})">${drawn}</g>`,
    ...legend.map(
      (row, n) => `<g transform="translate(20 ${headHeight + height + n * rowHeight})">${row}</g>`,
    ),
    '</svg>',
  ].join('');
}

function legendRow(label: string, number?: number, kind = ''): string {
  const circle =
    number === undefined
      ? ''
      : `<circle cx="9" cy="9" r="9"/><text x="9" y="13" text-anchor="middle">${number}</text>`;
  return `<g class="mark ${kind}">${circle}</g><text x="28" y="13">${plainLine(label)}</text>`;
}

/** One line of text with signs that a text font has. */
function plainLine(text: string): string {
  const line = text.replace(/\s*→\s*/g, ' to ').replace(/\s+/g, ' ');
  return escapeHtml(line.length > rowLength ? `${line.slice(0, rowLength - 1)}…` : line);
}

function inColour(css: string): string {
  return css.replace(/var\(--([a-z]+)\)/g, (whole, name: string) => colours[name] ?? whole);
}
