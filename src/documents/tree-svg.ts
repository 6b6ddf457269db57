import type { CheckNode } from './decision.ts';
import { escapeHtml } from './escape.ts';
import { type Box, type Edge, layOut, line, type Trunk, width } from './layout.ts';

/**
 * A decision tree as inline SVG: questions as boxes with answers on the lines, causes at the right with category and
 * mitigation. Colours come from the page; the category is also written as a word. Each box links to its entry in the
 * list below the drawing.
 * @param title what the tree is about, for readers who can't see it
 */
export function treeSvg(root: CheckNode, title: string): string {
  const { height, boxes, edges, trunks } = layOut(root);
  return [
    `<svg class="tree" role="group" viewBox="-1 -1 ${width + 2} ${round(height + 2)}" xmlns="http://www.w3.org/2000/svg">`,
    `<title>${escapeHtml(title)}</title><desc>The list below the drawing says the same in words.</desc>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    ...trunks.map(drawTrunk),
    ...edges.map(drawEdge),
    ...boxes.map(drawBox),
    '</svg>',
  ].join('');
}

function drawTrunk({ x, from, to }: Trunk): string {
  return `<path class="way" d="M${x} ${round(from)}V${round(to)}"/>`;
}

function drawEdge({ trunk, y, label, to, down }: Edge): string {
  const top = y - (label.lines.length * line.label) / 2;
  const text = lines(label.lines, { x: label.x, y: top + line.label - 4.5, step: line.label });
  const stem = `<path class="way" d="M${trunk} ${round(y)}H${label.x - 6}"/>`;
  const from = down ? top + label.lines.length * line.label + 3 : 0;
  const end = Math.min(label.x + label.width + 8, to.x - 20);
  const tip = down ? `M${to.x} ${round(from)}V${round(to.y)}` : `M${round(end)} ${round(y)}H${to.x}`;
  return `<g>${stem}<text class="answer">${text}</text><path class="way" marker-end="url(#tip)" d="${tip}"/></g>`;
}

function drawBox(box: Box): string {
  const { x, y, kind, category, anchor } = box;
  const shape = `<rect x="${x}" y="${round(y)}" width="${box.width}" height="${round(box.height)}" rx="7"/>`;
  const title = lines(box.lines, { x: x + 38, y: y + 8 + 14, step: line.text });
  const below = y + 8 + box.lines.length * line.text;
  const what = category === undefined ? '' : causeLines(box, below);
  const bar = category === undefined ? '' : `<path class="bar" d="${barOf(box)}"/>`;
  const body =
    `${shape}${bar}<circle cx="${x + 21}" cy="${round(y + 17.5)}" r="10.5"/>` +
    `<text class="mark" x="${x + 21}" y="${round(y + 22)}" text-anchor="middle">${escapeHtml(box.mark)}</text>` +
    `<text class="title">${title}</text>${what}`;
  const group = `<g class="box ${kind} ${category ?? ''}">${body}</g>`;
  return anchor === '' ? group : `<a href="#${escapeHtml(anchor)}">${group}</a>`;
}

/** The category stands at the beginning of the first line. */
function causeLines({ x, category, remedy }: Box, below: number): string {
  const [first = '', ...rest] = remedy;
  const place = { x: x + 38, y: below + 14, step: line.remedy };
  const word = `<tspan class="category" x="${place.x}" y="${round(place.y)}">${category ?? ''}</tspan>`;
  const head = `${word}<tspan>${escapeHtml(first.slice(category?.length))}</tspan>`;
  return `<text class="remedy">${head}${lines(rest, { ...place, y: place.y + line.remedy })}</text>`;
}

/** The coloured edge of a cause, with the box's round corners. */
function barOf({ x, y, height }: Box): string {
  const bottom = round(y + height);
  return `M${x + 7} ${round(y)}Q${x} ${round(y)} ${x} ${round(y + 7)}V${round(y + height - 7)}Q${x} ${bottom} ${x + 7} ${bottom}z`;
}

function lines(texts: string[], { x, y, step }: { x: number; y: number; step: number }): string {
  return texts
    .map((text, n) => `<tspan x="${x}" y="${round(y + n * step)}">${escapeHtml(text)}</tspan>`)
    .join('');
}

function round(value: number): string {
  return String(Number(value.toFixed(1)));
}
