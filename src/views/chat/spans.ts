import type { Card, Node, Span, Spans } from '../../domain/chat/card.ts';
import { cut, oneLine } from '../../domain/plain.ts';
import { clockTime, fullTime, type Instant, inWords } from '../../domain/time.ts';

/**
 * Spans as one line of plain text, for notifications and screen readers. Times carry `UTC`, because plain text can't
 * follow the reader's zone.
 * @param now needed for relative times only; without it they are written in full
 */
export function asText(spans: Spans, now?: Instant): string {
  return spans.map((span) => spanText(span, now)).join('');
}

function spanText(span: Span, now: Instant | undefined): string {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('italic' in span) return span.italic;
  if ('code' in span) return span.code;
  if ('person' in span) return span.name;
  if ('room' in span) return `#${span.name}`;
  if ('link' in span) return span.text;
  if (span.style === 'time') return `${clockTime(span.at)} UTC`;
  if (span.style === 'date-time' || now === undefined) return fullTime(span.at);
  return span.at > now ? `in ${inWords(span.at - now)}` : `${inWords(now - span.at)} ago`;
}

/** Foreign text on one line, without control characters and no longer than `max`; what is cut is marked with `…`. */
export function clip(text: string, max: number): string {
  return cut(oneLine(text.slice(0, max * 4 + 64)), max);
}

/** The parts one after the other with a separator between them; empty parts are left out. */
export function joined(parts: Spans[], separator: string): Spans {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

/** A time of day in the reader's zone. */
export function timeOf(at: Instant): Span {
  return { at, style: 'time' };
}

/** A one-sentence message: the sentence is both the notification and the first line. */
export function sentence(spans: Spans, nodes: Node[] = []): Card {
  return { text: asText(spans), nodes: [{ type: 'text', spans }, ...nodes] };
}

/** First letter lower case, for the middle of a sentence; acronyms (`API errors`) and names (`DiskFull`) stay. */
export function lower(text: string): string {
  return /^[A-Z][a-z]+(?![\w-]*[A-Z0-9_])/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** Foreign text that our own full stop or bracket follows: clipped, and without a full stop of its own. */
export function phrase(text: string, max: number): string {
  return clip(text, max).replace(/\.$/, '');
}

/** Text with the words in backticks as code. Code is as literal as text, so this is safe for foreign words too. */
export function withCode(text: string): Spans {
  return text.split('`').flatMap((part, index, parts): Spans => {
    if (part === '') return [];
    // A backtick without a partner stays as it is.
    if (index % 2 === 1) return index === parts.length - 1 ? [`\`${part}`] : [{ code: part }];
    return [part];
  });
}
