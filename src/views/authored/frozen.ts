import type { Document } from '../../documents/document.ts';
import { html } from '../../documents/html.ts';
import { fullTime, type Instant } from '../../domain/time.ts';

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
  const wanted = taken.flatMap(({ text: whole, words }) =>
    needles(whole).map((needle) => ({ needle, words })),
  );
  const document = thawed(text);
  const clean = copied(document, wanted) as Document;
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
/** As much of a longer text gives it away. */
const beginning = 40;

interface Needle {
  text: string;
  alone: boolean;
}

/** How a text may stand in a document: a line of it, from its beginning. */
function needles(whole: string): Needle[] {
  return whole.split('\n').flatMap((line): Needle[] => {
    const text = normal(line);
    if (text === '') return [];
    return [{ text: text.slice(0, beginning), alone: text.length < telling }];
  });
}

function normal(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

function copied(value: unknown, wanted: { needle: Needle; words: string }[]): unknown {
  if (typeof value === 'string') {
    const held = normal(value);
    const found = wanted.find(({ needle: { text, alone } }) => (alone ? held === text : held.includes(text)));
    return found === undefined ? value : found.words;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => copied(item, wanted));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  const pairs = Object.entries(value).map(([name, item]) => [name, copied(item, wanted)] as const);
  return pairs.some(([name, item]) => item !== (value as Record<string, unknown>)[name])
    ? Object.fromEntries(pairs)
    : value;
}
