/**
 * Values on one line in the simple part of YAML (see plain.ts): words, numbers, quoted text and flow collections.
 * When it is not certain that the full parser would read a value the same way, the full parser reads it.
 */

/** Thrown for text that the full parser must read. It is a single object, because nobody needs its stack. */
export const beyondPlain = new Error('this text is left to the full parser');

/** What stands on a line: its value and the column after it. */
export interface Inline {
  value: unknown;
  end: number;
}

/** Told of each entry of a flow collection, with the columns where its key and its value begin. */
export type Mark = (holder: object, name: string | number, at: { key?: number; value?: number }) => void;

const blank = 32;
const deepestFlow = 8;
const quoted = /"((?:[^"\\]|\\["\\/nt])*)"/y;
const single = /'((?:[^']|'')*)'/y;
const flowKey = /([A-Za-z_][A-Za-z0-9_-]{0,99}): +(?=[^\s,}])/y;
const flowWord = /[^,[\]{}]+/y;
const firstOfWord = /^(?:[A-Za-z0-9$/(.+<=^_;~\u00a1-\uffff]|-\d)/;

/** Reads the value that begins at a column of a line, up to its end. @throws beyondPlain */
export function readInline(line: string, column: number, mark?: Mark): Inline {
  const first = line[column];
  const read = first === '{' || first === '[' ? readFlow(line, column, { mark, depth: 0 }) : undefined;
  const found = read ?? readQuoted(line, column);
  if (found === undefined) return { value: wordIn(line, column), end: line.length };
  if (!/^ *$|^ +#/.test(line.slice(found.end))) throw beyondPlain;
  return found;
}

function wordIn(line: string, column: number): unknown {
  const comment = line.indexOf(' #', column);
  const text = trimmed(line.slice(column, comment === -1 ? undefined : comment));
  return wordOf(text);
}

function readQuoted(line: string, column: number): Inline | undefined {
  const shape = line[column] === '"' ? quoted : line[column] === "'" ? single : undefined;
  if (shape === undefined) return undefined;
  shape.lastIndex = column;
  const text = shape.exec(line)?.[1];
  if (text === undefined) throw beyondPlain;
  const value = shape === single ? text.replaceAll("''", "'") : unescaped(text);
  return { value, end: shape.lastIndex };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign === 't' ? '\t' : sign));
}

interface Flow {
  mark: Mark | undefined;
  depth: number;
}

function readFlow(line: string, column: number, { mark, depth }: Flow): Inline {
  if (depth > deepestFlow) throw beyondPlain;
  const close = line[column] === '[' ? ']' : '}';
  const list: unknown[] = [];
  const map: Record<string, unknown> = {};
  const holder = close === ']' ? list : map;
  let at = spacesAfter(line, column + 1);
  if (line[at] === close) return { value: holder, end: at + 1 };
  while (true) {
    const key = close === '}' ? keyAt(line, at, map) : undefined;
    const start = key === undefined ? at : key.end;
    const { value, end } = readFlowValue(line, start, { mark, depth: depth + 1 });
    // What is nothing has no place, as the full parser sees it.
    const place = { ...(key && { key: at }), ...(value !== null && { value: start }) };
    mark?.(holder, key?.name ?? list.length, place);
    if (key === undefined) list.push(value);
    else map[key.name] = value;
    at = spacesAfter(line, end);
    if (line[at] === close) return { value: holder, end: at + 1 };
    if (line[at] !== ',') throw beyondPlain;
    at = spacesAfter(line, at + 1);
  }
}

function readFlowValue(line: string, column: number, flow: Flow): Inline {
  if (line[column] === '{' || line[column] === '[') return readFlow(line, column, flow);
  const text = readQuoted(line, column);
  if (text !== undefined) return text;
  flowWord.lastIndex = column;
  const word = flowWord.exec(line)?.[0];
  if (word === undefined) throw beyondPlain;
  return { value: wordOf(trimmed(word)), end: flowWord.lastIndex };
}

function keyAt(line: string, column: number, known: object): { name: string; end: number } {
  flowKey.lastIndex = column;
  const name = flowKey.exec(line)?.[1];
  if (name === undefined || !isPlainKey(name) || Object.hasOwn(known, name)) throw beyondPlain;
  return { name, end: flowKey.lastIndex };
}

/** True for a key that may be used as it is: not a word with a value of its own, and not `__proto__`. */
export function isPlainKey(name: string): boolean {
  return name !== '__proto__' && !constants.has(name);
}

const constants = new Map<string, boolean | null>(
  (['null', 'true', 'false'] as const).flatMap((word) => {
    const value = word === 'null' ? null : word === 'true';
    const capital = word.replace(/^./, (letter) => letter.toUpperCase());
    return [word, capital, word.toUpperCase()].map((form) => [form, value] as const);
  }),
);

const longestConstant = 'false'.length;

const startsWithLetter = /^[A-Za-z]/;
const plainNumber = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const day = /^\d{4}-\d\d-\d\d$/;
/** Numbers in other forms, and text that only looks like a number. */
const numberLike = /^(?:[-+]?[\d.][\d.eE_+-]*|0[xo].*|[-+]?\.(?:inf|nan)|~)$/i;

/** An unquoted word as the core schema of YAML 1.2 reads it. @throws beyondPlain */
function wordOf(text: string): unknown {
  // A colon that ends a key, or a comment: neither is part of a word.
  if (!firstOfWord.test(text) || text.endsWith(':') || text.includes(': ') || text.includes(' #'))
    throw beyondPlain;
  const constant = text.length <= longestConstant ? constants.get(text) : undefined;
  if (constant !== undefined) return constant;
  if (startsWithLetter.test(text)) return text;
  if (plainNumber.test(text)) return Number(text);
  if (numberLike.test(text) && !day.test(text)) throw beyondPlain;
  return text;
}

/** Removes spaces, the only white space in plain text. */
function trimmed(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === blank) end--;
  return end === text.length ? text : text.slice(0, end);
}

function spacesAfter(line: string, column: number): number {
  let at = column;
  while (line[at] === ' ') at++;
  return at;
}
