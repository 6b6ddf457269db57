/**
 * The one codec for the values that a control carries to a chat and back: a button, a menu option, a form. The values
 * stand in the order of their shape, separated by `|`; a `|` or a `\` inside a value gets a `\` before it. Other people
 * had the text in their hands, so reading never fails: text that airb did not write here reads as undefined.
 */

/**
 * Writes one value as text and reads it again. These are methods, so that parts of different types fit in one shape.
 */
export interface Part<T> {
  write(value: T): string;
  /** @returns undefined for a text that `write` never gives */
  read(text: string): T | undefined;
}

/** A part whose value may be absent. It must be the last of a shape, after at least one that is always there. */
export interface LastPart<T> extends Part<T> {
  optional: true;
}

/** The values of one control by name. They are written in the order of the names. */
export type Shape = Readonly<Record<string, Part<unknown>>>;

type ValueOf<P extends Part<unknown>> = Exclude<ReturnType<P['read']>, undefined>;

/** The type of the values that a shape holds. */
export type ValuesOf<S extends Shape> = {
  [K in keyof S as S[K] extends LastPart<unknown> ? never : K]: ValueOf<S[K]>;
} & {
  [K in keyof S as S[K] extends LastPart<unknown> ? K : never]?: ValueOf<S[K]>;
};

/** A whole number from 0: an incident, a level of the escalation policy. */
export const whole: Part<number> = {
  write: String,
  read: (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(value) && String(value) === text ? value : undefined;
  },
};

/** An id or a person's words, unchanged. */
export const words: Part<string> = { write: (value) => value, read: (text) => text };

/** One of a list of words. */
export function oneOf<const W extends string>(known: readonly W[]): Part<W> {
  return { write: (value) => value, read: (text) => known.find((word) => word === text) };
}

/** Marks the last part of a shape as one that may be absent. */
export function last<T>(part: Part<T>): LastPart<T> {
  return { ...part, optional: true };
}

/** The values as one string, in the order of the shape. */
export function encodeValues(shape: Shape, values: Readonly<Record<string, unknown>>): string {
  return Object.entries(shape)
    .flatMap(([name, part]) => (values[name] === undefined ? [] : [escaped(part.write(values[name]))]))
    .join('|');
}

/** Reads the values, typed by their shape; undefined when the text does not fit the shape. */
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

/** Splits at `|`. A `\` before any other character is kept: older buttons, which escaped nothing, must still work. */
function unescapedParts(text: string): string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/\\[\\|]|[\s\S]/g)) {
    if (piece === '|') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${piece.length === 2 ? piece.slice(1) : piece}`);
  }
  return parts;
}
