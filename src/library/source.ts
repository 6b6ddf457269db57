import { type Document, isMap, isNode, isScalar } from 'yaml';
import type { Path } from '../yaml/plain.ts';
import type { Finding } from './finding.ts';
import { blotSecrets } from './secrets.ts';

export type { Path };

/** A file's text, and functions that say where something in it is. */
export interface Source {
  file: string;
  text: string;
  /** Makes a finding at a path of the data; the nearest parent is shown when the path is not in the file. */
  at(path: Path, facts: FindingFacts, on?: 'key' | 'value'): Finding;
  /** The line a path stands in, the first is 1. */
  lineOf(path: Path): number;
  /** Makes a finding at a character of the text. */
  atOffset(offset: number, facts: FindingFacts): Finding;
}

export type FindingFacts = Omit<Finding, 'file' | 'line' | 'column' | 'path' | 'excerpt'>;

/** The offset of the key or the value at a path. */
export type Locate = (path: Path, on: 'key' | 'value') => number;

/**
 * @param located makes the function that finds paths. It is called at most once, and only when there is a finding.
 * Without it, every path is at the beginning of the file
 */
export function sourceOf(file: string, text: string, located?: () => Locate): Source {
  let locate: Locate | undefined;
  const offsetOf: Locate = (path, on) => {
    locate ??= located?.() ?? (() => 0);
    return locate(path, on);
  };
  const place = (offset: number, path: Path, facts: FindingFacts): Finding => {
    const { line, column, excerpt } = lineAt(text, offset);
    return { ...facts, file, line, column, path: path.join('.'), excerpt: blotSecrets(excerpt) };
  };
  return {
    file,
    text,
    at: (path, facts, on = 'value') => place(offsetOf(path, on), path, facts),
    lineOf: (path) => lineAt(text, offsetOf(path, 'key')).line,
    atOffset: (offset, facts) => place(offset, [], facts),
  };
}

function lineAt(text: string, offset: number): { line: number; column: number; excerpt: string } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', start);
  const excerpt = text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
  return { line: before.split('\n').length, column: offset - start + 1, excerpt: excerpt.slice(0, 1000) };
}

/** Where the key or the value at a path begins; the nearest parent's key when there is no such path. */
export function documentOffset(document: Document, path: Path, on: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, word] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(word));
      if (pair === undefined) return offset;
      const key = startOf(pair.key);
      const value = isScalar(pair.value) && pair.value.value === null ? undefined : startOf(pair.value);
      offset = (last && on === 'value' && !isMap(pair.value) ? value : key) ?? key ?? offset;
      node = pair.value;
    } else if (isNode(node) && 'items' in node && Array.isArray(node.items)) {
      node = node.items[Number(word)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
