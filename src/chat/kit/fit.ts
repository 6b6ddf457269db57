import type { Node, Span, Spans } from '../../domain/chat/card.ts';
import { cut } from './literal.ts';

/** How a platform draws nodes, how much one message may hold, and what to say about nodes left out. */
export interface Fitting<Drawn> {
  draw(nodes: Node[]): Drawn;
  holds(drawn: Drawn): boolean;
  note(missing: number): Node;
}

/** Maximum lengths of texts, tried in this order before whole nodes are left out. */
const lengths = [3000, 1000, 400, 160];

/**
 * Draws nodes so that they fit. It first shortens long texts. Then it leaves out nodes from the end, those without
 * controls first, and a line says how many. So airb never sends a message that the platform would refuse as a whole.
 */
export function fitted<Drawn>(nodes: Node[], fitting: Fitting<Drawn>): Drawn {
  for (const length of lengths) {
    const drawn = fitting.draw(nodes.map((node) => shorter(node, length)));
    if (fitting.holds(drawn)) return drawn;
  }
  return withoutSome(
    nodes.map((node) => shorter(node, lengths.at(-1) ?? 0)),
    fitting,
  );
}

function withoutSome<Drawn>(nodes: Node[], { draw, holds, note }: Fitting<Drawn>): Drawn {
  const order = leastNeededFirst(nodes);
  const drawn = (left: number) => draw(without(nodes, order.slice(0, left), note(left)));
  let low = 1;
  let high = order.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(drawn(middle))) high = middle;
    else low = middle + 1;
  }
  return drawn(high);
}

/** The order of leaving out, from the end: first nodes without controls (but not the first node), then the rest. */
function leastNeededFirst(nodes: Node[]): number[] {
  const all = [...nodes.keys()].reverse();
  const kept = (i: number) => i === 0 || nodes[i]?.type === 'actions' || nodes[i]?.type === 'row';
  return [...all.filter((i) => !kept(i)), ...all.filter(kept)];
}

/** Puts the note where the last missing node was. */
function without(nodes: Node[], missing: number[], note: Node): Node[] {
  return nodes.flatMap((node, i) => {
    if (i === missing.at(-1)) return [note];
    return missing.includes(i) ? [] : [node];
  });
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
    case 'chart':
      return { ...node, words: shorterSpans(node.words, max) };
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

/** Keeps the first items of a list: one for every 20 characters of `max`, and at least five. */
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
