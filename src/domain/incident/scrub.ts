/** A text shorter than this is found only where it stands alone: `ok` is part of too many words. */
const telling = 8;
/** Messages cut long texts, so the beginning of one gives it away as well. */
const beginning = 60;

interface Taken {
  text: string;
  words: string;
}

/**
 * A copy of a value without the taken texts, at any depth; the value itself when it holds none.
 * @param taken what to take out, and the words in its place
 */
export function scrubbed<T>(value: T, taken: Taken[]): T {
  // What goes in comes out in the same shape: only texts differ.
  return copy(
    value,
    taken.filter(({ text }) => text.trim() !== ''),
  ) as T;
}

function copy(value: unknown, taken: Taken[]): unknown {
  if (typeof value === 'string') return taken.reduce(without, value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => copy(item, taken));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  const pairs = Object.entries(value).map(([name, item]) => [name, copy(item, taken), item] as const);
  return pairs.some(([, item, before]) => item !== before)
    ? Object.fromEntries(pairs.map(([name, item]) => [name, item]))
    : value;
}

function without(held: string, { text, words }: Taken): string {
  if (held === text || held.trim() === text.trim()) return words;
  if (text.length < telling) return held;
  if (held.includes(text)) return held.replaceAll(text, words);
  return text.length > beginning && held.includes(text.slice(0, beginning)) ? words : held;
}
