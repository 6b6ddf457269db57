import { type Pixel, png } from './png.ts';

type Point = [x: number, y: number];

/** The icon of the sandbox page, on a grid of 32: a pulse that ends in a lit dot. */
const pulse: Point[] = [
  [6, 19.5],
  [11, 19.5],
  [14, 10.5],
  [18.5, 23.5],
  [21.5, 16.5],
  [26, 16.5],
];
const dot: Point = [26, 16.5];
const middle: Point = [16.5, 17];

const teal: Pixel = [0x1d, 0x5c, 0x57, 255];
const chalk: Pixel = [0xf4, 0xf7, 0xf4, 255];
const amber: Pixel = [0xf2, 0xb4, 0x5a, 255];

/**
 * The icon in colour, 192 × 192. Teams rounds the corners itself and cuts a hexagon for bots. So the background is a
 * full square and the sign fills the middle 96. Source:
 * learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package (app icons).
 */
export function colorIcon(): Buffer {
  const place = placed(192, 4.1);
  const line = pulse.map(place);
  const end = place(dot);
  return png(192, (x, y) => {
    const at: Point = [x + 0.5, y + 0.5];
    const drawn = over(teal, chalk, covered(toLine(at, line) - 5.3));
    return over(drawn, amber, covered(distance(at, end) - 10.5));
  });
}

/** The outline icon, 32 × 32: only white and transparent, without space around it. Source: as above. */
export function outlineIcon(): Buffer {
  const place = placed(32, 1.33);
  const line = pulse.map(place);
  const end = place(dot);
  return png(32, (x, y) => {
    const at: Point = [x + 0.5, y + 0.5];
    const away = distance(at, end);
    const ring = covered(Math.abs(away - 2.4) - 0.8);
    const outside = 1 - covered(away - 2.4);
    const alpha = Math.max(ring, covered(toLine(at, line) - 1) * outside);
    return [255, 255, 255, Math.round(alpha * 255)];
  });
}

/** Moves points from the grid of 32 to the middle of a picture. */
function placed(size: number, scale: number): (point: Point) => Point {
  return ([x, y]) => [size / 2 + (x - middle[0]) * scale, size / 2 + (y - middle[1]) * scale];
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

function toLine(at: Point, line: Point[]): number {
  return Math.min(...line.slice(1).map((to, i) => toSegment(at, line[i] ?? to, to)));
}

function toSegment(at: Point, from: Point, to: Point): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const along = ((at[0] - from[0]) * dx + (at[1] - from[1]) * dy) / (dx * dx + dy * dy);
  const held = Math.min(1, Math.max(0, along));
  return distance(at, [from[0] + held * dx, from[1] + held * dy]);
}

/**
 * How much of a pixel is covered.
 * @param fromEdge distance of its middle from the edge, in pixels; below zero is inside
 */
function covered(fromEdge: number): number {
  return Math.min(1, Math.max(0, 0.5 - fromEdge));
}

function over(below: Pixel, above: Pixel, share: number): Pixel {
  const mixed = (i: 0 | 1 | 2 | 3) => Math.round(below[i] + (above[i] - below[i]) * share);
  return [mixed(0), mixed(1), mixed(2), mixed(3)];
}
