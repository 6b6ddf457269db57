import { shown } from './figures.ts';

export interface Curve {
  name: string;
  values: number[];
}

const width = 860;
const height = 150;
const left = 60;
const inner = width - left - 20;
const drawn = 90;

/** Curves below each other over one axis, each from zero, as an SVG that is readable on light and dark grounds. */
export function plot(axis: string, at: number[], curves: Curve[]): string {
  const whole = curves.length * height + 20;
  const parts = curves.map(
    (curve, n) => `<g transform="translate(0 ${n * height})">${drawnCurve(axis, at, curve)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" font-family="sans-serif" font-size="12" role="img">
<title>Memory and answers over the time</title>
<rect width="${width}" height="${whole}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

function drawnCurve(axis: string, at: number[], { name, values }: Curve): string {
  const [first = 0, last = 0, most] = [at[0], at.at(-1), Math.max(...values) || 1];
  const x = (value: number) => left + (inner * (value - first)) / Math.max(1, last - first);
  const y = (value: number) => 30 + drawn * (1 - value / most);
  const points = values.map((value, n) => `${x(at[n] ?? 0).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const rule = (value: number) =>
    `<line x1="${left}" x2="${left + inner}" y1="${y(value)}" y2="${y(value)}" stroke="#dddddd"/><text x="${left - 6}" y="${y(value) + 4}" text-anchor="end" fill="#555555">${shown(value)}</text>`;
  return [
    `<text x="${left}" y="18" fill="#222222" font-weight="bold">${name}</text>`,
    ...[0, most / 2, most].map(rule),
    `<polyline points="${points}" fill="none" stroke="#1f6feb" stroke-width="1.5"/>`,
    `<text x="${left}" y="${drawn + 46}" fill="#555555">${first}</text>`,
    `<text x="${left + inner}" y="${drawn + 46}" text-anchor="end" fill="#555555">${last} ${axis}</text>`,
  ].join('');
}
