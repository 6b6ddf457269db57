import type { Card, Node, Span, Spans } from '../domain/chat/card.ts';
import { plain } from '../domain/plain.ts';
import type { Zoned } from './zoned.ts';

/** One line of a card for readers outside chat: words, some of them bold. Controls are for chat, and left out. */
export interface Line {
  parts: { text: string; bold: boolean }[];
  /** Small print. */
  small?: true;
}

/** A card as lines, with its times in the readers' zone. */
export function linesOf({ nodes }: Card, zone: Zoned): Line[] {
  return nodes.flatMap((node) => nodeLines(node, zone)).filter(({ parts }) => parts.length > 0);
}

/** A line as plain text. */
export function plainLine({ parts }: Line): string {
  return parts.map(({ text }) => text).join('');
}

function nodeLines(node: Node, zone: Zoned): Line[] {
  switch (node.type) {
    case 'heading':
      return [{ parts: [{ text: onOneLine(node.text), bold: true }] }];
    case 'text':
    case 'row':
      return [{ parts: partsOf(node.spans, zone) }];
    case 'context':
      return [{ parts: partsOf(node.spans, zone), small: true }];
    case 'facts':
      return node.items.map(({ label, value }) => ({
        parts: [{ text: `${label}: `, bold: true }, ...partsOf(value, zone)],
      }));
    case 'list':
      return node.items.map((spans) => ({ parts: [{ text: '– ', bold: false }, ...partsOf(spans, zone)] }));
    case 'quote':
    case 'pre':
      return [{ parts: [{ text: onOneLine(node.text), bold: false }] }];
    case 'chart':
      return [{ parts: partsOf(node.words, zone) }];
    default:
      return [];
  }
}

function partsOf(spans: Spans, zone: Zoned): Line['parts'] {
  return spans.map((span) => ({ text: spanText(span, zone), bold: isBold(span) }));
}

function isBold(span: Span): boolean {
  return typeof span === 'object' && 'bold' in span;
}

function spanText(span: Span, zone: Zoned): string {
  if (typeof span === 'string') return zone.text(onOneLine(span));
  if ('bold' in span) return onOneLine(span.bold);
  if ('italic' in span) return zone.text(onOneLine(span.italic));
  if ('code' in span) return onOneLine(span.code);
  if ('person' in span) return onOneLine(span.name);
  if ('room' in span) return `#${span.name}`;
  if ('link' in span) return onOneLine(span.text);
  return span.style === 'time' ? zone.time(span.at) : zone.full(span.at);
}

/** Spans stand beside each other, so the blanks at their ends stay. */
function onOneLine(text: string): string {
  return plain(text).replace(/\s*[\r\n]+\s*/g, ' ');
}
