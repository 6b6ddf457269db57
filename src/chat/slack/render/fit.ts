import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import type { Node, Span, Spans } from '../../../domain/chat/card.ts';
import { cut } from '../literal.ts';
import { createNumbering } from './controls.ts';
import type { UserOf } from './inline.ts';
import { blocksOf } from './nodes.ts';

/** What one payload may hold. */
export interface Room {
  blocks: number;
  /** Of the blocks as JSON. Undocumented by Slack; `msg_blocks_too_long` was met near 13 KB (bolt-js#2509). */
  bytes: number;
}

export const messageRoom: Room = { blocks: 50, bytes: 12_000 };
export const viewRoom: Room = { blocks: 100, bytes: 60_000 };

/** Longest strings tried, in turn, before whole nodes are left out. */
const lengths = [3000, 1000, 400, 160];

/**
 * Draws nodes into the room there is. Long texts are shortened first; then nodes go, from the end, those without
 * controls first, and a line says how many. Nothing is ever sent that Slack would refuse as a whole.
 */
export function drawInto(nodes: Node[], userOf: UserOf, room: Room): types.KnownBlock[] {
  for (const length of lengths) {
    const blocks = drawn(
      nodes.map((node) => shorter(node, length)),
      userOf,
    );
    if (holds(blocks, room)) return blocks;
  }
  return withoutSome(
    nodes.map((node) => shorter(node, lengths.at(-1) ?? 0)),
    userOf,
    room,
  );
}

function withoutSome(nodes: Node[], userOf: UserOf, room: Room): types.KnownBlock[] {
  const order = leastNeededFirst(nodes);
  const draw = (left: number) => drawn(without(nodes, order.slice(0, left)), userOf);
  let low = 1;
  let high = order.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(draw(middle), room)) high = middle;
    else low = middle + 1;
  }
  return draw(high);
}

/** From the end: first what has no controls and is not the opening, then the rest. */
function leastNeededFirst(nodes: Node[]): number[] {
  const all = [...nodes.keys()].reverse();
  const kept = (i: number) => i === 0 || nodes[i]?.type === 'actions' || nodes[i]?.type === 'row';
  return [...all.filter((i) => !kept(i)), ...all.filter(kept)];
}

/** A line stands where the last of the missing nodes would have been. */
function without(nodes: Node[], missing: number[]): Node[] {
  const note: Node = { type: 'context', spans: [`… and ${missing.length} more`] };
  return nodes.flatMap((node, i) => {
    if (i === missing.at(-1)) return [note];
    return missing.includes(i) ? [] : [node];
  });
}

function holds(blocks: types.KnownBlock[], room: Room): boolean {
  return blocks.length <= room.blocks && Buffer.byteLength(JSON.stringify(blocks)) <= room.bytes;
}

/**
 * The block id tells a redrawn block from the one before: Slack's clients keep the old state of a block whose id
 * stays (java-slack-sdk#762), so the id is made of the content.
 */
function drawn(nodes: Node[], userOf: UserOf): types.KnownBlock[] {
  const drawing = { userOf, idFor: createNumbering() };
  return nodes
    .flatMap((node) => blocksOf(node, drawing))
    .map((block, i) => ({ ...block, block_id: `${i}:${version(block)}` }));
}

function version(block: types.KnownBlock): string {
  return createHash('sha256').update(JSON.stringify(block)).digest('base64url').slice(0, 8);
}

function shorter(node: Node, max: number): Node {
  switch (node.type) {
    case 'quote':
    case 'pre':
      return { ...node, text: cut(node.text, max) };
    case 'text':
    case 'context':
    case 'row':
      return { ...node, spans: shorterSpans(node.spans, max) };
    case 'list':
      return {
        ...node,
        items: shortList(
          node.items.map((spans) => shorterSpans(spans, max)),
          max,
        ),
      };
    case 'facts':
      return {
        ...node,
        items: node.items.map((item) => ({ ...item, value: shorterSpans(item.value, max) })),
      };
    default:
      return node;
  }
}

/** A list keeps its first items: as many as `max` characters of room allow at 20 a line. */
function shortList(items: Spans[], max: number): Spans[] {
  const most = Math.max(5, Math.floor(max / 20));
  if (items.length <= most) return items;
  return [...items.slice(0, most), [{ italic: `… and ${items.length - most} more` }]];
}

function shorterSpans(spans: Spans, max: number): Spans {
  return spans.map((span) => shorterSpan(span, max));
}

function shorterSpan(span: Span, max: number): Span {
  if (typeof span === 'string') return cut(span, max);
  if ('bold' in span) return { bold: cut(span.bold, max) };
  if ('italic' in span) return { italic: cut(span.italic, max) };
  if ('code' in span) return { code: cut(span.code, max) };
  if ('link' in span) return { ...span, text: cut(span.text, max) };
  return span;
}
