import type { Block, Document, Text } from '../../documents/document.ts';
import { paragraph } from '../../documents/document.ts';
import { html } from '../../documents/html.ts';
import { fullTime, type Instant } from '../../domain/time.ts';
import { flat, proseOf } from './prose.ts';

/** What is published: the page that people read, and the document it was drawn from. */
export interface FrozenFiles {
  page: string;
  document: string;
}

/** Draws a document for good. @param facts who publishes it, as which version, and when */
export function frozenFiles(
  document: Document,
  { version, by, at }: { version: number; by: string; at: Instant },
): FrozenFiles {
  const kicker = `Postmortem · version ${version} · published ${fullTime(at)} by ${by} · all times UTC`;
  return filesOf({ ...document, kicker });
}

/** A frozen document as it was kept; undefined where the text is none. */
export function thawed(text: string): Document {
  return JSON.parse(text) as Document;
}

/**
 * The files without what was redacted after they were published. A text that holds some of it goes as a whole, because the
 * draft shortens and joins texts, and too much taken out can be written again.
 * @returns undefined where they hold nothing of it
 */
export function unsaid(
  text: string,
  taken: { text: string; words: string }[],
  { by, at }: { by: string; at: Instant },
): FrozenFiles | undefined {
  const document = thawed(text);
  const clean = copied(document, wantedOf(taken)) as Document;
  if (clean === document) return undefined;
  const told = { label: 'Redacted after publishing', value: [`${fullTime(at)} by ${by}`] };
  const facts = clean.facts.filter(({ label }) => label !== told.label);
  return filesOf({ ...clean, facts: [...facts, told] });
}

function filesOf(document: Document): FrozenFiles {
  return { page: html(document), document: JSON.stringify(document) };
}

/** Shorter ones stand in many sentences by chance, so they are looked for only where they stand alone. */
const telling = 12;
/** As much of a longer text gives it away, from wherever in it. */
const much = 40;

/** What is looked for, each with the words that take its place. */
interface Wanted {
  alone: Map<string, string>;
  within: Map<string, string>;
  stretches: Map<string, string>;
}

function wantedOf(taken: { text: string; words: string }[]): Wanted {
  const wanted: Wanted = { alone: new Map(), within: new Map(), stretches: new Map() };
  const add = (to: Map<string, string>, text: string, words: string) => {
    if (!to.has(text)) to.set(text, words);
  };
  for (const { text: whole, words } of taken)
    for (const text of new Set(readingsOf(whole).map(normal))) {
      if (text === '') continue;
      if (text.length < telling) add(wanted.alone, text, words);
      else if (text.length < much) add(wanted.within, text, words);
      else for (const stretch of stretchesOf(text)) add(wanted.stretches, stretch, words);
    }
  return wanted;
}

/** How a text may stand in a document: as a whole, line by line, and as the blocks that somebody's words become. */
function readingsOf(whole: string): string[] {
  return [whole, ...whole.split('\n'), ...proseOf(whole).flatMap(textsOf)];
}

function textsOf(block: Block): string[] {
  if (block.type === 'paragraph') return [flat(block.text)];
  if (block.type === 'list') return block.items.map(flat);
  return block.type === 'quote' ? [block.text] : [];
}

function stretchesOf(text: string): string[] {
  return Array.from({ length: text.length - much + 1 }, (_, at) => text.slice(at, at + much));
}

function normal(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** The words that take a text's place; undefined where it may stand. */
function instead(given: string, { alone, within, stretches }: Wanted): string | undefined {
  const held = normal(given);
  const own = alone.get(held);
  if (own !== undefined) return own;
  for (const [text, words] of within) if (held.includes(text)) return words;
  if (stretches.size === 0 || held.length < much) return undefined;
  const stretch = stretchesOf(held).find((one) => stretches.has(one));
  return stretch === undefined ? undefined : stretches.get(stretch);
}

/** They say what a part of the document is; nobody wrote them. */
const structural = new Set(['type', 'kind', 'unit', 'anchor', 'here', 'id', 'mark']);

/** The same value where nothing of it goes. @param name the field it stands in */
function copied(value: unknown, wanted: Wanted, name?: string): unknown {
  if (typeof value === 'string')
    return name !== undefined && structural.has(name) ? value : (instead(value, wanted) ?? value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // A sentence is cut into pieces at its links, and what was taken out may stand across them.
    const words = name !== 'head' && isText(value) ? instead(flat(value), wanted) : undefined;
    if (words !== undefined) return [words];
    const items = value.map((item) => copied(item, wanted));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (isQuote(value)) {
    // Whom it was quoted from is part of what somebody wrote.
    const words = instead(value.text, wanted);
    if (words !== undefined) return paragraph(words);
  }
  const pairs = Object.entries(value).map(([key, item]) => [key, copied(item, wanted, key)] as const);
  return pairs.some(([key, item]) => item !== (value as Record<string, unknown>)[key])
    ? Object.fromEntries(pairs)
    : value;
}

function isText(value: unknown[]): value is Text {
  return value.length > 0 && value.every(isInline);
}

function isInline(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  return 'strong' in value || 'code' in value || (('link' in value || 'here' in value) && 'text' in value);
}

function isQuote(value: object): value is Extract<Block, { type: 'quote' }> {
  return 'type' in value && value.type === 'quote';
}
