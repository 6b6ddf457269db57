import type { Category } from '../domain/runbooks/runbook.ts';
import type { Branch, CauseNode, CheckNode } from './decision.ts';
import { widthOf, wrapped } from './wrap.ts';

/** Layout of a tree, in pixels of a drawing `width` wide; the page scales it. */
export const width = 840;

export interface Box {
  kind: 'check' | 'cause' | 'seen';
  x: number;
  y: number;
  width: number;
  height: number;
  mark: string;
  /** Anchor of the entry in the list with more detail: `check-2`, `cause-model`. */
  anchor: string;
  lines: string[];
  category?: Category;
  /** The category and what contains the cause. */
  remedy: string[];
}

/** An answer: a line from the check's trunk to its label, and on to where it leads. */
export interface Edge {
  /** The trunk, and the height at which the answer leaves it. */
  trunk: number;
  y: number;
  label: { x: number; width: number; lines: string[] };
  /** The end of the line. A cause: straight to the right. A check: down into the box below. */
  to: { x: number; y: number };
  down: boolean;
}

export interface Trunk {
  x: number;
  from: number;
  to: number;
}

export interface Layout {
  height: number;
  boxes: Box[];
  edges: Edge[];
  trunks: Trunk[];
}

export const size = { text: 14, label: 13, remedy: 12.5 };
export const line = { text: 19, label: 17, remedy: 16 };

/** Left edge of all causes; questions and answers use the space to the left of it. */
const leaves = 478;
/** A long chain of questions stops moving to the right at this depth, so that labels have room. */
const indent = { step: 34, deepest: 5 };
const trunkIn = 17;
const labelIn = 44;
const gap = { rows: 11, box: 11 };
/** How much wider bold letters are, for the widest system font. */
const bold = 1.19;
const pad = { x: 12, y: 8, mark: 26 };

/**
 * Places a tree on the page. Questions move down from the left; causes stand in one column at the right, each beside
 * its answer. Rows follow each other from top to bottom, so nothing overlaps or crosses, however wide the tree is.
 */
export function layOut(root: CheckNode): Layout {
  const drawn: Layout = { height: 0, boxes: [], edges: [], trunks: [] };
  drawn.height = placeCheck(drawn, root, { level: 0, y: 2 }) + 2;
  return drawn;
}

interface Place {
  level: number;
  y: number;
}

/** @returns where the next row may begin */
function placeCheck(drawn: Layout, node: CheckNode, { level, y }: Place): number {
  const x = Math.min(level, indent.deepest) * indent.step;
  const box = textBox({ x, y, width: 440 - Math.min(level, indent.deepest) * 10 }, node.ask, 'check');
  drawn.boxes.push({ ...box, kind: 'check', mark: node.mark, anchor: `check-${node.id}`, remedy: [] });
  const trunk = { x: x + trunkIn, from: y + box.height, to: y + box.height };
  drawn.trunks.push(trunk);
  let next = y + box.height + gap.rows;
  for (const branch of node.branches) {
    const placed = placeBranch(drawn, branch, { level, y: next });
    trunk.to = placed.y;
    next = placed.next + gap.rows;
  }
  return next - gap.rows;
}

/** @returns the height at which the answer leaves the trunk, and where the next row may begin */
function placeBranch(drawn: Layout, { label: words, to }: Branch, at: Place): { y: number; next: number } {
  const x = Math.min(at.level, indent.deepest) * indent.step;
  const start = x + labelIn;
  const lines = wrapped(words, { width: leaves - 34 - start, size: size.label });
  const labelHeight = lines.length * line.label;
  const label = { x: start, width: Math.max(...lines.map((one) => widthOf(one, size.label))), lines };
  if (to.kind === 'check') {
    const y = at.y + labelHeight / 2;
    const below = at.y + labelHeight + gap.box + 6;
    const target = { x: start + 8, y: below };
    drawn.edges.push({ trunk: x + trunkIn, y, label, to: target, down: true });
    return { y, next: placeCheck(drawn, to, { level: at.level + 1, y: below }) };
  }
  const box = leafBox(to, at.y);
  const height = Math.max(box.height, labelHeight);
  const y = at.y + height / 2;
  drawn.boxes.push({ ...box, y: y - box.height / 2 });
  drawn.edges.push({ trunk: x + trunkIn, y, label, to: { x: leaves, y }, down: false });
  return { y, next: at.y + height };
}

function leafBox(to: Exclude<Branch['to'], CheckNode>, y: number): Box {
  const place = { x: leaves, y, width: width - leaves - 2 };
  switch (to.kind) {
    case 'cause':
      return causeBox(to, place);
    case 'seen': {
      const box = textBox(place, `As question ${to.mark}: ${to.ask}`, 'seen');
      return { ...box, kind: 'seen', mark: to.mark, anchor: `check-${to.id}`, remedy: [] };
    }
    case 'lost': {
      const box = textBox(place, `Nowhere: there is no “${to.id}”`, 'seen');
      return { ...box, kind: 'seen', mark: '?', anchor: '', remedy: [] };
    }
  }
}

function causeBox(to: CauseNode, place: { x: number; y: number; width: number }): Box {
  const room = place.width - pad.x - pad.mark - 4;
  const box = textBox(place, to.title, 'cause');
  const said = `${to.category} · ${to.remedy.short}`;
  const remedy = wrapped(said, { width: room, size: size.remedy * 1.07, most: 3 });
  return {
    ...box,
    kind: 'cause',
    mark: to.mark,
    anchor: `cause-${to.id}`,
    category: to.category,
    remedy,
    height: box.height + remedy.length * line.remedy + 2,
  };
}

function textBox(place: { x: number; y: number; width: number }, text: string, kind: Box['kind']) {
  const room = (place.width - pad.x - pad.mark - 4) / (kind === 'seen' ? 1 : bold);
  const lines = wrapped(text, { width: room, size: size.text });
  return { ...place, lines, height: lines.length * line.text + 2 * pad.y };
}
