/**
 * The one codec for what a control carries out to a chat and back: a button, an option of a menu, a form. Its values
 * stand in the order of their shape, parted by `|`; a `|` or a `\` inside one has a `\` before it. What comes back was
 * in other hands, so reading is total: anything that was not written here reads as undefined.
 */

/** One value as text. Methods, so that parts of different types may stand in one shape. */
export interface Part<T> {
  write(value: T): string;
  /** @returns undefined for what was never written */
  read(text: string): T | undefined;
}

/** A value that may be left out: the last one of a shape, behind at least one that may not. */
export interface LastPart<T> extends Part<T> {
  optional: true;
}

/** The values of one control by name. The order of the names is their order in the text. */
export type Shape = Readonly<Record<string, Part<unknown>>>;

type ValueOf<P extends Part<unknown>> = Exclude<ReturnType<P['read']>, undefined>;

/** What a shape holds. */
export type ValuesOf<S extends Shape> = {
  [K in keyof S as S[K] extends LastPart<unknown> ? never : K]: ValueOf<S[K]>;
} & {
  [K in keyof S as S[K] extends LastPart<unknown> ? K : never]?: ValueOf<S[K]>;
};

/** A whole number from 0: an incident, a level of the ladder. */
export const whole: Part<number> = {
  write: String,
  read: (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(value) && String(value) === text ? value : undefined;
  },
};

/** An id or somebody's words, as they are. */
export const words: Part<string> = { write: (value) => value, read: (text) => text };

/** One of a list of words. */
export function oneOf<const W extends string>(known: readonly W[]): Part<W> {
  return { write: (value) => value, read: (text) => known.find((word) => word === text) };
}

/** The last value of a shape when it may be left out. */
export function last<T>(part: Part<T>): LastPart<T> {
  return { ...part, optional: true };
}

/** The values as one string. */
export function encodeValues(shape: Shape, values: Readonly<Record<string, unknown>>): string {
  return Object.entries(shape)
    .flatMap(([name, part]) => (values[name] === undefined ? [] : [escaped(part.write(values[name]))]))
    .join('|');
}

/** The values again, as the type of their shape says; undefined when the text is not of this shape. */
export function decodeValues(shape: Shape, text: string): Record<string, unknown> | undefined {
  const parts = Object.entries(shape);
  const texts = parts.length === 0 && text === '' ? [] : unescapedParts(text);
  if (texts.length > parts.length) return undefined;
  const values: Record<string, unknown> = {};
  for (const [place, [name, part]] of parts.entries()) {
    const given = texts[place];
    if (given === undefined && 'optional' in part) continue;
    const value = given === undefined ? undefined : part.read(given);
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}

function escaped(text: string): string {
  return text.replace(/[\\|]/g, '\\$&');
}

/** A `\` before anything else is only that: buttons of older versions, which escaped nothing, go on working. */
function unescapedParts(text: string): string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/\\[\\|]|[\s\S]/g)) {
    if (piece === '|') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${piece.length === 2 ? piece.slice(1) : piece}`);
  }
  return parts;
}
