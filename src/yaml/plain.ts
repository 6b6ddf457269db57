import { beyondPlain, isPlainKey, readInline } from './scalars.ts';

/**
 * Reads the part of YAML that runbook files are made of: block maps and lists by indentation, folded and literal text,
 * one-line flow collections, plain and quoted words, comments. It is many times faster than the full parser, which
 * keeps every token, and it is never the one to say that a file is wrong: whatever it does not surely read alike it
 * leaves to the full parser. Tests hold the two to the same data and the same places.
 */

/** The names and numbers that lead to something in a file's data. */
export type Path = (string | number)[];

/** Where the entries of each map and list begin. */
type Places = Map<object, Record<string | number, { key?: number; value?: number }>>;

interface Reader {
  lines: string[];
  /** Index of the next line to read. */
  row: number;
  /** Offset where the value just read begins; absent when there was none. */
  began?: number | undefined;
  /** Only when places are asked for. */
  noted?: { starts: number[]; places: Places };
}

const longestPiece = 10_000;
const widestIndent = 40;
/** Control characters, and white space other than blanks and line ends. */
const unusual =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/;
const blockKey = /[A-Za-z_][A-Za-z0-9_-]{0,99}:(?= |$)/y;

/** @returns the data, or undefined when the text must be read by the full parser */
export function readPlain(text: string): { data: unknown } | undefined {
  return read(text, false);
}

/**
 * Where the key or the value at a path of a plain text begins; the nearest parent's key when there is no such path.
 * @param text one that `readPlain` could read
 */
export function plainOffset(text: string): (path: Path, on: 'key' | 'value') => number {
  const found = read(text, true);
  return (path, on) => {
    let value: unknown = found?.data;
    let offset = found?.began ?? 0;
    for (const [depth, word] of path.entries()) {
      if (typeof value !== 'object' || value === null) return offset;
      const place = found?.places?.get(value)?.[word];
      if (place === undefined) return offset;
      const next: unknown = Reflect.get(value, word);
      const atValue = Array.isArray(value) || (depth === path.length - 1 && on === 'value' && !isGroup(next));
      offset = (atValue ? place.value : undefined) ?? place.key ?? offset;
      value = next;
    }
    return offset;
  };
}

function isGroup(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function read(text: string, withPlaces: boolean) {
  if (!text.endsWith('\n') || unusual.test(text)) return undefined;
  const lines = text.split('\n');
  if (lines.some((line) => line.length > longestPiece)) return undefined;
  const reader: Reader = { lines, row: 0 };
  if (withPlaces) reader.noted = { starts: startsOf(lines), places: new Map() };
  try {
    if (nextColumn(reader) !== 0) return undefined;
    const data = readMap(reader, 0);
    if (nextColumn(reader) !== -1) return undefined;
    return { data, began: reader.began, places: reader.noted?.places };
  } catch (error) {
    if (error === beyondPlain) return undefined;
    throw error;
  }
}

function startsOf(lines: string[]): number[] {
  let start = 0;
  return lines.map((line) => {
    const here = start;
    start += line.length + 1;
    return here;
  });
}

/**
 * Moves to the next line with content.
 * @returns its column; -1 at the end of the text
 */
function nextColumn(reader: Reader): number {
  for (; reader.row < reader.lines.length; reader.row++) {
    const line = lineOf(reader);
    const column = indentOf(line);
    if (column === line.length || line[column] === '#') continue;
    if (column > widestIndent) throw beyondPlain;
    return column;
  }
  return -1;
}

function lineOf({ lines, row }: Reader): string {
  return lines[row] ?? '';
}

function indentOf(line: string): number {
  let column = 0;
  while (line.charCodeAt(column) === 32) column++;
  return column;
}

/** A map whose keys stand at this column; the first of them on the present line. */
function readMap(reader: Reader, column: number): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  const began = offsetAt(reader, column);
  do {
    const line = lineOf(reader);
    const key = keyAt(line, column);
    if (key === undefined || Object.hasOwn(map, key)) throw beyondPlain;
    const place = offsetAt(reader, column);
    map[key] = readValue(reader, { from: column + key.length + 1, column, inMap: true });
    note(reader, map, key, place);
  } while (nextColumn(reader) === column);
  if (nextColumn(reader) > column) throw beyondPlain;
  reader.began = began;
  return map;
}

function keyAt(line: string, column: number): string | undefined {
  blockKey.lastIndex = column;
  if (!blockKey.test(line)) return undefined;
  const key = line.slice(column, blockKey.lastIndex - 1);
  return isPlainKey(key) ? key : undefined;
}

/** A list whose dashes stand at this column. */
function readList(reader: Reader, column: number): unknown[] {
  const list: unknown[] = [];
  const began = offsetAt(reader, column);
  do {
    const line = lineOf(reader);
    const from = contentAfter(line, column + 1);
    if (from === undefined || isDash(line, from)) throw beyondPlain;
    const value =
      keyAt(line, from) === undefined
        ? readValue(reader, { from, column, inMap: false })
        : readMap(reader, from);
    list.push(value);
    note(reader, list, list.length - 1);
  } while (nextColumn(reader) === column && isDash(lineOf(reader), column));
  if (nextColumn(reader) > column) throw beyondPlain;
  reader.began = began;
  return list;
}

function isDash(line: string, column: number): boolean {
  return line[column] === '-' && (line[column + 1] === ' ' || line.length === column + 1);
}

/** The column of the next content on the line; undefined when only a comment or nothing follows. */
function contentAfter(line: string, from: number): number | undefined {
  let column = from;
  while (line[column] === ' ') column++;
  return column === line.length || (line[column] === '#' && column > from) ? undefined : column;
}

/** Reads what follows a key or a dash: on the same line, or indented below it. */
function readValue(
  reader: Reader,
  { from, column, inMap }: { from: number; column: number; inMap: boolean },
): unknown {
  const line = lineOf(reader);
  const at = contentAfter(line, from);
  if (at === undefined) return readBelow(reader, column, inMap);
  const began = offsetAt(reader, at);
  const sign = line[at];
  const value = sign === '>' || sign === '|' ? readText(reader, at, column) : readOnLine(reader, at);
  reader.began = value === null ? undefined : began;
  return value;
}

function readOnLine(reader: Reader, at: number): unknown {
  const { noted } = reader;
  const start = offsetAt(reader, 0);
  const { value } = readInline(
    lineOf(reader),
    at,
    noted &&
      ((holder, name, place) => {
        const known = noted.places.get(holder) ?? {};
        known[name] = {
          ...(place.value !== undefined && { value: start + place.value }),
          ...(place.key !== undefined && { key: start + place.key }),
        };
        noted.places.set(holder, known);
      }),
  );
  reader.row++;
  return value;
}

function readBelow(reader: Reader, column: number, inMap: boolean): unknown {
  reader.row++;
  const below = nextColumn(reader);
  const line = lineOf(reader);
  // A list may begin in the same column as the key it belongs to.
  if (below > column ? isDash(line, below) : inMap && below === column && isDash(line, below))
    return readList(reader, below);
  if (below > column) return readMap(reader, below);
  if (!inMap) throw beyondPlain;
  reader.began = undefined;
  return null;
}

const headers: Record<string, { folded: boolean; end: string }> = {
  '>-': { folded: true, end: '' },
  '>': { folded: true, end: '\n' },
  '|-': { folded: false, end: '' },
  '|': { folded: false, end: '\n' },
};

/** Folded or literal text below its header. */
function readText(reader: Reader, at: number, column: number): string {
  const header = headers[lineOf(reader).slice(at)];
  const first = reader.lines[reader.row + 1] ?? '';
  const indent = indentOf(first);
  if (header === undefined || indent <= column || indent === first.length || indent > widestIndent)
    throw beyondPlain;
  let text = '';
  let blank = 0;
  for (reader.row++; reader.row < reader.lines.length; reader.row++) {
    const line = lineOf(reader);
    const own = indentOf(line);
    if (line === '') blank++;
    else if (own === line.length) throw beyondPlain;
    else if (own < indent) break;
    else {
      if (header.folded && (own > indent || line.endsWith(' '))) throw beyondPlain;
      const between = header.folded ? (blank === 0 ? ' ' : '\n'.repeat(blank)) : '\n'.repeat(blank + 1);
      text = text === '' ? line.slice(indent) : text + between + line.slice(indent);
      blank = 0;
    }
  }
  if (text.length > longestPiece) throw beyondPlain;
  return text + header.end;
}

function offsetAt({ noted, row }: Reader, column: number): number {
  return noted === undefined ? 0 : (noted.starts[row] ?? 0) + column;
}

function note({ noted, began }: Reader, holder: object, name: string | number, key?: number): void {
  if (noted === undefined) return;
  const known = noted.places.get(holder) ?? {};
  known[name] = { ...(began !== undefined && { value: began }), ...(key !== undefined && { key }) };
  noted.places.set(holder, known);
}
