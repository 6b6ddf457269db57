import { wordOf } from '../http/json-path.ts';

export interface Blanks {
  version: string;
  key: string;
  reason: string;
  /** What `lookUp` found: a number stays one where it is all of a value. */
  found?: unknown;
  /** What the answer named. */
  answer?: unknown;
}

type Body = Record<string, unknown>;

/**
 * A copy of the body with `{{version}}`, `{{key}}` and `{{reason}}` filled into its text values. This happens before
 * the body becomes JSON, and only once. So a reason can't break out of its text, and placeholders inside it are not
 * filled. Keys are never filled.
 */
export function fill(body: Body, blanks: Blanks): Body {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, fillValue(value, blanks)]));
}

/** The body with the fields of `over` on top: objects are merged, everything else is replaced. */
export function mergeFields(body: Body, over: Body): Body {
  const merged = new Map(Object.entries(body));
  for (const [name, value] of Object.entries(over)) {
    const before = merged.get(name);
    merged.set(name, isBody(before) && isBody(value) ? mergeFields(before, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The same for one text. */
export function fillText(text: string, blanks: Blanks): string {
  return text.replace(
    /\{\{(version|key|reason|found)\}\}/g,
    (all, name: 'version' | 'key' | 'reason' | 'found') =>
      name === 'found' ? (wordOf(blanks.found) ?? all) : blanks[name],
  );
}

function fillValue(value: unknown, blanks: Blanks): unknown {
  if (value === '{{found}}' && blanks.found !== undefined) return blanks.found;
  if (typeof value === 'string') return fillText(value, blanks);
  if (Array.isArray(value)) return value.map((item) => fillValue(item, blanks));
  return isBody(value) ? fill(value, blanks) : value;
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
