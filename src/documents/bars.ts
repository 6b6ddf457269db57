import { oneLine } from '../domain/plain.ts';
import type { Bars } from './document.ts';
import { escapeHtml } from './escape.ts';

const width = 540;
const top = 18;
const height = 84;
const baseline = top + height;

/**
 * Bars beside each other, from zero, as inline SVG in the colours of the page. A value that is not there is a flat mark and
 * no bar of no height.
 */
export function barsSvg({ title, bars }: Bars): string {
  const step = width / Math.max(1, bars.length);
  const highest = Math.max(0, ...bars.map(({ value = 0 }) => value));
  const drawn = bars.map(({ label, value, shown }, n) => {
    const tall = value === undefined || highest === 0 ? 0 : Math.max(2, (value / highest) * height);
    const bar =
      value === undefined
        ? rect({ at: n * step, step, tall: 1, name: 'none' })
        : rect({ at: n * step, step, tall, name: 'bar' });
    const middle = (n * step + step / 2).toFixed(1);
    const said = isRoomy(step)
      ? `<text class="value" x="${middle}" y="${(baseline - tall - 5).toFixed(1)}" text-anchor="middle">${escapeHtml(shown)}</text>`
      : '';
    const below = n % everyLabel(step) === 0 ? nameBelow(middle, label) : '';
    return `<g><title>${escapeHtml(`${label}: ${shown}`)}</title>${bar}${said}${below}</g>`;
  });
  return `<svg class="bars" viewBox="0 0 ${width} ${baseline + 18}" role="img" aria-label="${escapeHtml(title)}">${drawn.join('')}</svg>`;
}

/** Room for a value such as `2 h 5 min` above each bar. */
const isRoomy = (step: number) => step >= 38;
/** Room for a name such as `Jan 2026`. */
const everyLabel = (step: number) => Math.max(1, Math.ceil(50 / step));

function nameBelow(middle: string, label: string): string {
  return `<text x="${middle}" y="${baseline + 14}" text-anchor="middle">${escapeHtml(label)}</text>`;
}

function rect({ at, step, tall, name }: { at: number; step: number; tall: number; name: string }): string {
  const gap = Math.min(8, step / 4);
  const x = (at + gap / 2).toFixed(1);
  return `<rect class="${name}" x="${x}" y="${(baseline - tall).toFixed(1)}" width="${(step - gap).toFixed(1)}" height="${tall.toFixed(1)}" rx="2"/>`;
}

const longest = 32;

/** The same as lines of text, each bar lying. */
export function barsText({ bars }: Bars): string[] {
  const highest = Math.max(0, ...bars.map(({ value = 0 }) => value));
  const label = Math.max(0, ...bars.map((bar) => oneLine(bar.label).length));
  return bars.map(({ label: name, value, shown }) => {
    const length =
      value === undefined || highest === 0 ? 0 : Math.max(1, Math.round((value / highest) * longest));
    return `${oneLine(name).padEnd(label)}  ${'█'.repeat(value === 0 ? 0 : length)} ${oneLine(shown)}`.trimEnd();
  });
}
