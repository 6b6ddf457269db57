import type { LineChart, Node, Spans } from '../../../domain/chat/card.ts';
import { cut, visible, webAddress } from '../../kit/literal.ts';
import { unexpected } from '../../kit/unexpected.ts';
import type { Element } from './adaptive.ts';
import { actionSet } from './controls.ts';
import type { Pen } from './drawing.ts';
import { type Look, line, plainLine } from './inline.ts';

const small: Look = { size: 'small', isSubtle: true };

/** Nodes as the body of a card. A divider becomes a line above the next element. */
export function elementsOf(nodes: Node[], pen: Pen): Element[] {
  let parted = false;
  return nodes.flatMap((node, i): Element[] => {
    if (node.type === 'divider') {
      parted = i > 0;
      return [];
    }
    const [first, ...rest] = drawn(node, pen);
    if (!first) return [];
    const top: Element = parted ? { ...first, separator: true, spacing: 'medium' } : first;
    parted = false;
    return [top, ...rest];
  });
}

function drawn(node: Exclude<Node, { type: 'divider' }>, pen: Pen): Element[] {
  switch (node.type) {
    case 'heading':
      return [{ ...plainLine(node.text, { size: 'large', weight: 'bolder' }), spacing: 'medium' }];
    case 'text':
      return some(line(node.spans, pen));
    case 'row':
      return row(node, pen);
    case 'facts':
      return node.items.map(({ label, value }) => fact(label, value, pen));
    case 'list':
      return list(node, pen);
    case 'quote':
      return [{ type: 'Container', style: 'emphasis', items: [plainLine(node.text)] }];
    case 'pre':
      return [
        {
          type: 'Container',
          style: 'emphasis',
          items: [plainLine(keptSpaces(node.text), { fontType: 'monospace' })],
        },
      ];
    case 'context':
      return some(line(node.spans, pen, small));
    case 'actions':
      return some(actionSet(node.controls, pen));
    case 'image':
      return [image(node)];
    case 'chart':
      return [...lineChart(node), ...some(line(node.words, pen, small))];
    default:
      return unexpected('No drawing for', node);
  }
}

function some<T>(element: T | undefined): T[] {
  return element === undefined ? [] : [element];
}

function row(node: Extract<Node, { type: 'row' }>, pen: Pen): Element[] {
  const text = some(line(node.spans, pen));
  const control = actionSet([node.control], pen);
  if (!control) return text;
  return [
    {
      type: 'ColumnSet',
      columns: [
        { type: 'Column', width: 'stretch', verticalContentAlignment: 'center', items: text },
        { type: 'Column', width: 'auto', verticalContentAlignment: 'center', items: [control] },
      ],
    },
  ];
}

function fact(label: string, value: Spans, pen: Pen): Element {
  return {
    type: 'ColumnSet',
    spacing: 'small',
    columns: [
      { type: 'Column', width: 1, items: [plainLine(label, { isSubtle: true })] },
      { type: 'Column', width: 3, items: some(line(value, pen)) },
    ],
  };
}

function list(node: Extract<Node, { type: 'list' }>, pen: Pen): Element[] {
  return node.items.flatMap((spans, i): Element[] => {
    const item = line([...mark(spans, node.ordered ? `${i + 1}. ` : '• '), ...spans], pen);
    return item ? [i === 0 ? item : { ...item, spacing: 'small' }] : [];
  });
}

/** The mark of a list item; none when the item begins with one of its own (done, skipped). */
function mark([first]: Spans, usual: string): Spans {
  return typeof first === 'string' && /^[✓–] /.test(first) ? [] : [usual];
}

/** Keeps spaces, because Teams folds them and indentation matters in quoted text. */
function keptSpaces(text: string): string {
  return text.replaceAll('\t', '    ').replace(/^ | (?= )/gm, '\u00a0');
}

function image({ url, alt }: Extract<Node, { type: 'image' }>): Element {
  const address = webAddress(url);
  const altText = cut(visible(alt) || 'image', 500);
  return address ? { type: 'Image', url: address, altText } : plainLine(altText, small);
}

/**
 * A line over time, left out where a client can't draw it: its words stand below. Source: Teams, "Charts in Adaptive
 * Cards".
 */
function lineChart({ title, unit, points, normal }: LineChart): Element[] {
  if (points.length < 2) return [];
  const values = (valueAt: (value: number) => number) =>
    points.map(({ label, value }) => ({ x: visible(label), y: valueAt(value) }));
  const data = [
    { legend: 'measured', values: values((value) => value) },
    ...(normal === undefined ? [] : [{ legend: 'normal', values: values(() => normal) }]),
  ];
  const axes = { xAxisTitle: 'UTC', ...(unit !== '' && { yAxisTitle: visible(unit) }) };
  return [{ type: 'Chart.Line', title: visible(title), ...axes, data, fallback: 'drop' }];
}
